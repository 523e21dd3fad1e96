using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Salesforce;

/// <summary>What this user may, from the list of objects Salesforce shows to it.</summary>
sealed class SalesforceDescription(CrmHttp http, SalesforceQuery query, SalesforceManners manners)
{
    static readonly (string What, string Object)[] _readable =
        [("owners", "User"), ("contacts", "Contact"), ("leads", "Lead"), ("companies", "Account"), ("deals", "Opportunity"), ("pipelines", "OpportunityStage"), ("calls", "Task"), ("emails", "Task"), ("tasks", "Task"), ("meetings", "Event"), ("notes", "Note")];

    public async Task<CrmDescription> Describe(CancellationToken stop)
    {
        using var answer = await http.Read(() => new(HttpMethod.Get, query.At("sobjects")), stop: stop);
        var objects = answer.RootElement.Items("sobjects").Where(o => o.Text("name") is not null).ToDictionary(o => o.Text("name")!, o => (CanRead: o.Text("queryable") == "true", CanWrite: o.Text("createable") == "true"));
        var can = new List<Ability>();
        foreach (var (what, name) in _readable)
            can.Add(objects.GetValueOrDefault(name).CanRead ? new(what, Knowledge.Yes, null, name) : new(what, Knowledge.No, $"This user does not see the object {name}.", name));
        can.Add(new("contacts.write", objects.GetValueOrDefault("Lead").CanWrite ? Knowledge.Yes : Knowledge.No, null, "Lead"));
        can.Add(new("deals.write", objects.GetValueOrDefault("Opportunity").CanWrite ? Knowledge.Yes : Knowledge.No, null, "Opportunity"));
        can.Add(new("removals", Knowledge.Yes, "As long as the recycle bin keeps them."));
        return new("salesforce", can, [.. can.Where(c => c.Answer == Knowledge.Yes).Select(c => c.Scope).OfType<string>().Distinct()], [.. can.Where(c => c.Answer == Knowledge.No).Select(c => c.Scope).OfType<string>().Distinct()], manners.CallsLeftToday);
    }
}
