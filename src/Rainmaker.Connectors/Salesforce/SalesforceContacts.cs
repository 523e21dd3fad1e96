using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Salesforce;

/// <summary>
/// Writes one person. Known as a contact or as a lead, that record is brought up to date; otherwise a lead is made, as Salesforce means it for who shows
/// interest. With a field of the account's own as key (contacts.external_id in the field map) the write itself finds or makes the lead, so that two at
/// once make one.
/// </summary>
sealed class SalesforceContacts(CrmHttp http, SalesforceQuery query, FieldMap fields)
{
    /// <summary>A lead must name a company; this is Salesforce's own word for none.</summary>
    const string NoCompany = "[not provided]";

    public async Task<Upserted> Upsert(ContactToWrite contact, CancellationToken stop)
    {
        foreach (var name in contact.Email is null ? [] : (string[])["Contact", "Lead"])
        {
            var wanted = Values(contact, name);
            var where = $"Email = {Soql.Text(contact.Email!)}{(name == "Lead" ? " AND IsConverted = false" : "")}";
            var known = await query.Ask(name, () => $"SELECT Id, {string.Join(", ", wanted.Keys)} FROM {name} WHERE {where} ORDER BY CreatedDate LIMIT 1", r => r.Clone(), stop).Records().FirstOrDefaultAsync(stop);
            if (known.ValueKind == JsonValueKind.Object)
                return await Update(name, known, wanted, contact.OnlyEmpty, stop);
        }
        var lead = Values(contact, "Lead");
        lead.TryAdd("LastName", contact.Email?.Split('@')[0] ?? contact.Phone ?? "Unknown");
        lead.TryAdd("Company", NoCompany);
        if (contact.Email is { } email && fields.Theirs("contacts", "external_id", "") is { Length: > 0 } key)
        {
            var answer = await http.Send(() => new(HttpMethod.Patch, query.At($"sobjects/Lead/{key}/{Uri.EscapeDataString(email)}")) { Content = CrmHttp.Json(lead) }, stop: stop);
            return new((int)answer.Status == 201 ? UpsertOutcome.Created : UpsertOutcome.Updated, answer.Json() is { } said ? Id(said) : await IdOf(key, email, stop));
        }
        using var made = await http.Read(() => new(HttpMethod.Post, query.At("sobjects/Lead")) { Content = CrmHttp.Json(lead) }, repeatable: false, stop: stop);
        return new(UpsertOutcome.Created, Id(made.RootElement));
    }

    async Task<Upserted> Update(string name, JsonElement known, Dictionary<string, string> wanted, bool onlyEmpty, CancellationToken stop)
    {
        var id = SalesforceRecords.Id(known);
        var changes = wanted.Where(w => known.Text(w.Key) is not { } there || (!onlyEmpty && !string.Equals(there, w.Value, w.Key == "Email" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))).ToDictionary();
        if (changes.Count == 0)
            return new(UpsertOutcome.Unchanged, id);
        await http.Send(() => new(HttpMethod.Patch, query.At($"sobjects/{name}/{id}")) { Content = CrmHttp.Json(changes) }, stop: stop);
        return new(UpsertOutcome.Updated, id);
    }

    /// <summary>An update by key answers nothing.</summary>
    async Task<string> IdOf(string key, string value, CancellationToken stop)
    {
        using var answer = await http.Read(() => new(HttpMethod.Get, query.At($"sobjects/Lead/{key}/{Uri.EscapeDataString(value)}?fields=Id")), stop: stop);
        return SalesforceRecords.Id(answer.RootElement);
    }

    /// <summary>200 with success=false is a refusal too.</summary>
    internal static string Id(JsonElement answer)
    {
        if (answer.Text("success") == "false")
        {
            var error = answer.Items("errors").FirstOrDefault();
            throw new CrmFault(CrmFaultKind.Refused, "salesforce", $"Salesforce did not take the record: {error.Text("message") ?? "it does not say why"}") { Code = error.Text("statusCode") };
        }
        return SalesforceRecords.Id(answer);
    }

    static Dictionary<string, string> Values(ContactToWrite contact, string name) =>
        new (string Name, string? Value)[]
        {
            ("FirstName", contact.FirstName), ("LastName", contact.LastName), ("Email", contact.Email), ("Phone", contact.Phone), ("Title", contact.JobTitle),
            ("Company", name == "Lead" ? contact.Company : null),
        }
        .Where(v => !string.IsNullOrWhiteSpace(v.Value)).Select(v => KeyValuePair.Create(v.Name, v.Value!)).Concat(contact.Custom).DistinctBy(v => v.Key).ToDictionary();
}
