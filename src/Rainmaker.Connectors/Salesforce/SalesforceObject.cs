namespace Rainmaker.Connectors.Salesforce;

/// <summary>One object of Salesforce and what is asked of it.</summary>
/// <param name="Children">Sub-queries; with them the bulk interface is out.</param>
/// <param name="Where">What makes it ours, such as the kind of a task.</param>
sealed record SalesforceObject(string Name, string[] Fields, string[]? Children = null, string? Where = null)
{
    static readonly string[] _task = ["Id", "WhoId", "WhatId", "Subject", "Status", "ActivityDate", "TaskSubtype", "CallDurationInSeconds", "CallDisposition", "CallType", "Description", "OwnerId", "IsClosed", "CompletedDateTime", "CreatedDate", "SystemModstamp"];

    public static readonly SalesforceObject User = new("User", ["Id", "Name", "Email", "IsActive", "SystemModstamp"]);
    public static readonly SalesforceObject Stage = new("OpportunityStage", ["Id", "ApiName", "MasterLabel", "DefaultProbability", "IsActive", "IsClosed", "IsWon", "SortOrder"]);
    public static readonly SalesforceObject RecordType = new("RecordType", ["Id", "Name"], null, "SobjectType = 'Opportunity'");
    public static readonly SalesforceObject Contact = new("Contact", ["Id", "FirstName", "LastName", "Name", "Email", "Phone", "MobilePhone", "Title", "AccountId", "OwnerId", "LeadSource", "LastActivityDate", "CreatedDate", "SystemModstamp"]);
    public static readonly SalesforceObject Lead = new("Lead", ["Id", "FirstName", "LastName", "Name", "Company", "Email", "Phone", "MobilePhone", "Title", "Status", "LeadSource", "IsConverted", "ConvertedDate", "ConvertedContactId", "OwnerId", "LastActivityDate", "CreatedDate", "SystemModstamp"], null, "IsConverted = false");
    public static readonly SalesforceObject Account = new("Account", ["Id", "Name", "Website", "Industry", "BillingCity", "BillingCountry", "NumberOfEmployees", "AnnualRevenue", "OwnerId", "CreatedDate", "SystemModstamp"]);
    public static readonly SalesforceObject Opportunity = new("Opportunity",
        ["Id", "Name", "AccountId", "Account.Name", "Amount", "StageName", "Probability", "CloseDate", "IsClosed", "IsWon", "OwnerId", "ForecastCategoryName", "RecordTypeId", "LastActivityDate", "LastStageChangeDate", "CreatedDate", "SystemModstamp"],
        ["(SELECT ContactId, IsPrimary FROM OpportunityContactRoles)", "(SELECT StageName, CreatedDate FROM OpportunityHistories ORDER BY CreatedDate)"]);
    public static readonly SalesforceObject Call = new("Task", _task, null, "TaskSubtype = 'Call'");
    public static readonly SalesforceObject Email = new("Task", _task, null, "TaskSubtype = 'Email'");
    public static readonly SalesforceObject Task = new("Task", _task, null, "TaskSubtype != 'Call' AND TaskSubtype != 'Email'");
    public static readonly SalesforceObject Event = new("Event", ["Id", "WhoId", "WhatId", "Subject", "StartDateTime", "EndDateTime", "DurationInMinutes", "Description", "OwnerId", "CreatedDate", "SystemModstamp"]);
    public static readonly SalesforceObject Note = new("Note", ["Id", "Title", "Body", "ParentId", "OwnerId", "CreatedDate", "SystemModstamp"]);

    public string Select(IEnumerable<string> own) => $"SELECT {string.Join(", ", Fields.Concat(own).Distinct().Concat(Children ?? []))} FROM {Name}";
}
