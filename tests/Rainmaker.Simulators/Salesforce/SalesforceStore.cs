using System.Globalization;

namespace Rainmaker.Simulators.Salesforce;

/// <summary>Objects by name, each a list of fields: text, decimal, bool, a time or a day.</summary>
public sealed class SalesforceStore
{
    static readonly Dictionary<string, string> _prefix = new() { ["User"] = "005", ["Account"] = "001", ["Contact"] = "003", ["Lead"] = "00Q", ["Opportunity"] = "006", ["Task"] = "00T", ["Event"] = "00U", ["Note"] = "002", ["OpportunityStage"] = "01J", ["OpportunityContactRole"] = "00K", ["OpportunityHistory"] = "008", ["RecordType"] = "012" };
    readonly Dictionary<string, List<Dictionary<string, object?>>> _all = _prefix.Keys.ToDictionary(k => k, _ => new List<Dictionary<string, object?>>());
    int _next = 900_000;

    public SalesforceStore(Sample sample)
    {
        foreach (var seller in sample.Sellers)
            Add("User", seller.Number, DateTimeOffset.UnixEpoch, ("Name", $"{seller.First} {seller.Last}"), ("Email", seller.Email), ("IsActive", !seller.Left));
        for (var at = 0; at < Sample.Stages.Length; at++)
            Add("OpportunityStage", at, DateTimeOffset.UnixEpoch, ("ApiName", Sample.Stages[at].Name), ("MasterLabel", Sample.Stages[at].Name), ("DefaultProbability", (decimal)Sample.Stages[at].Chance), ("IsActive", true), ("IsClosed", at >= 5), ("IsWon", at == 5), ("SortOrder", (decimal)at));
        Add("RecordType", 0, DateTimeOffset.UnixEpoch, ("Name", "New Business"), ("SobjectType", "Opportunity"));
        foreach (var firm in sample.Firms)
            Add("Account", firm.Number, firm.Made, ("Name", firm.Name), ("Website", "https://www." + firm.Host), ("Industry", "Retail"), ("BillingCity", Words.Cities[firm.City]), ("BillingCountry", Words.Countries[firm.City]), ("NumberOfEmployees", (decimal)(10 + firm.Number)), ("OwnerId", Id("User", firm.Seller)));
        foreach (var person in sample.People)
            AddPerson(person);
        foreach (var sale in sample.Sales)
            AddSale(sale, sample);
        foreach (var doing in sample.Doings)
            AddDoing(doing, sample);
    }

    public bool Knows(string name) => _all.ContainsKey(name);

    public IReadOnlyList<Dictionary<string, object?>> All(string name) => _all[name];

    public static string Id(string name, int number) => $"{_prefix[name]}ak{number.ToString("00000000", CultureInfo.InvariantCulture)}AA{(char)('A' + (number % 26))}2A";

    internal Dictionary<string, object?> Add(string name, int? number, DateTimeOffset at, params ReadOnlySpan<(string Field, object? Value)> values)
    {
        var record = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["Id"] = Id(name, number ?? _next++), ["CreatedDate"] = at, ["SystemModstamp"] = at, ["IsDeleted"] = false };
        foreach (var (field, value) in values)
            record[field] = value;
        _all[name].Add(record);
        return record;
    }

    /// <summary>One person in ten is a lead still.</summary>
    public static string ObjectOf(Sample.Person person) => person.Number % 10 == 9 ? "Lead" : "Contact";

    void AddPerson(Sample.Person person)
    {
        var record = Add(ObjectOf(person), person.Number, person.Made, ("FirstName", person.First), ("LastName", person.Last), ("Name", $"{person.First} {person.Last}"), ("Email", person.Email), ("Phone", person.Phone), ("Title", person.Title),
            ("OwnerId", Id("User", person.Seller)), ("LeadSource", person.Number % 3 == 0 ? "Web" : null));
        if (ObjectOf(person) == "Contact")
            record["AccountId"] = person.Firm is { } firm ? Id("Account", firm) : null;
        else
            (record["Company"], record["Status"], record["IsConverted"]) = (person.Firm is { } f ? Words.Firm(f) : "[not provided]", "Working - Contacted", false);
    }

    void AddSale(Sample.Sale sale, Sample sample)
    {
        var last = Sample.Stages[sale.Stage];
        var id = Id("Opportunity", sale.Number);
        Add("Opportunity", sale.Number, sale.Made, ("Name", sale.Name), ("AccountId", Id("Account", sale.Firm)), ("Amount", sale.Value), ("StageName", last.Name), ("Probability", (decimal)last.Chance), ("CloseDate", sale.Closes), ("IsClosed", !sale.IsOpen), ("IsWon", sale.IsWon),
            ("OwnerId", Id("User", sale.Seller)), ("RecordTypeId", Id("RecordType", 0)), ("LastStageChangeDate", sale.Stages[^1].At), ("SystemModstamp", sale.Stages[^1].At));
        foreach (var (stage, at) in sale.Stages)
            Add("OpportunityHistory", null, at, ("OpportunityId", id), ("StageName", Sample.Stages[stage].Name));
        foreach (var person in sale.People.Where(p => ObjectOf(sample.People[p]) == "Contact"))
            Add("OpportunityContactRole", null, sale.Made, ("OpportunityId", id), ("ContactId", Id("Contact", person)), ("IsPrimary", person == sale.People[0]));
    }

    void AddDoing(Sample.Doing doing, Sample sample)
    {
        var who = Id(ObjectOf(sample.People[doing.Person]), doing.Person);
        var what = doing.Sale is { } sale ? Id("Opportunity", sale) : null;
        var owner = Id("User", doing.Seller);
        if (doing.Kind == "meeting")
            Add("Event", doing.Number, doing.At, ("WhoId", who), ("WhatId", what), ("Subject", doing.Subject), ("StartDateTime", doing.At), ("EndDateTime", doing.At.AddMinutes(doing.Minutes)), ("DurationInMinutes", (decimal)doing.Minutes), ("OwnerId", owner));
        else if (doing.Kind == "note")
            Add("Note", doing.Number, doing.At, ("ParentId", what ?? who), ("Title", doing.Subject), ("Body", "As we said."), ("OwnerId", owner));
        else
            Add("Task", doing.Number, doing.At, ("WhoId", who), ("WhatId", what), ("Subject", doing.Subject), ("Status", doing.Done ? "Completed" : "Not Started"), ("ActivityDate", DateOnly.FromDateTime(doing.At.UtcDateTime)),
                ("TaskSubtype", doing.Kind switch { "call" => "Call", "email" => "Email", _ => "Task" }), ("CallDurationInSeconds", doing.Kind == "call" ? (decimal)(doing.Minutes * 60) : null), ("CallType", doing.Kind == "call" ? "Outbound" : null),
                ("OwnerId", owner), ("IsClosed", doing.Done), ("CompletedDateTime", doing.Done ? doing.At : null));
    }
}
