using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>
/// Writes one contact. It is looked up by its e-mail address and not by search, whose index lags, and written with batch/upsert, so that two who write at
/// once make one contact.
/// </summary>
sealed class HubSpotContacts(CrmHttp http, HubSpotRoutes routes)
{
    public async Task<Upserted> Upsert(ContactToWrite contact, CancellationToken stop)
    {
        var wanted = Properties(contact);
        if (contact.Email is not { } email)
            return new(UpsertOutcome.Created, await Create(wanted, stop));
        if (await Find(email, wanted.Keys, stop) is not { } known)
            return await Write(email, wanted, stop);
        var changes = wanted.Where(w => known.Values.GetValueOrDefault(w.Key) is { Length: > 0 } there
            ? !contact.OnlyEmpty && !string.Equals(there, w.Value, w.Key == "email" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            : true).ToDictionary();
        if (changes.Count > 0)
            using (await http.Read(() => new(HttpMethod.Patch, routes.Objects("contacts", $"/{known.Id}")) { Content = CrmHttp.Json(new { properties = changes }) }, stop: stop))
                return new(UpsertOutcome.Updated, known.Id);
        return new(UpsertOutcome.Unchanged, known.Id);
    }

    async Task<(string Id, Dictionary<string, string?> Values)?> Find(string email, IEnumerable<string> names, CancellationToken stop)
    {
        try
        {
            var address = HubSpotRoutes.With(routes.Objects("contacts", $"/{Uri.EscapeDataString(email)}"), ("idProperty", "email"), ("properties", string.Join(',', names)));
            using var answer = await http.Read(() => new(HttpMethod.Get, address), stop: stop);
            var properties = answer.RootElement.Get("properties");
            return (HubSpotRecords.Id(answer.RootElement), names.ToDictionary(n => n, n => properties.Get(n).Text()));
        }
        catch (CrmFault fault) when (fault.Kind == CrmFaultKind.NotFound)
        {
            return null;
        }
    }

    async Task<Upserted> Write(string email, Dictionary<string, string> wanted, CancellationToken stop)
    {
        using var answer = await http.Read(() => new(HttpMethod.Post, routes.Objects("contacts", "/batch/upsert"))
        {
            Content = CrmHttp.Json(new { inputs = new[] { new { idProperty = "email", id = email, properties = wanted, objectWriteTraceId = "0" } } }),
        }, stop: stop);
        if (answer.RootElement.Items("results").FirstOrDefault() is { ValueKind: JsonValueKind.Object } result)
            return new(result.Text("new") == "false" ? UpsertOutcome.Updated : UpsertOutcome.Created, HubSpotRecords.Id(result));
        var error = answer.RootElement.Items("errors").FirstOrDefault();
        // The address belongs to a contact as its second one.
        if (error.Get("context").Get("existingId").Items().FirstOrDefault() is { ValueKind: JsonValueKind.String } existing)
            return new(UpsertOutcome.Unchanged, existing.GetString()!);
        throw new CrmFault(CrmFaultKind.Refused, "hubspot", $"HubSpot did not take the contact: {error.Text("message") ?? "it does not say why"}") { Code = error.Text("category") };
    }

    async Task<string> Create(Dictionary<string, string> properties, CancellationToken stop)
    {
        using var answer = await http.Read(() => new(HttpMethod.Post, routes.Objects("contacts")) { Content = CrmHttp.Json(new { properties }) }, repeatable: false, stop: stop);
        return HubSpotRecords.Id(answer.RootElement);
    }

    static Dictionary<string, string> Properties(ContactToWrite contact) =>
        new (string Name, string? Value)[]
        {
            ("email", contact.Email), ("firstname", contact.FirstName), ("lastname", contact.LastName), ("phone", contact.Phone), ("company", contact.Company), ("jobtitle", contact.JobTitle),
        }
        .Where(p => !string.IsNullOrWhiteSpace(p.Value))
        .Select(p => KeyValuePair.Create(p.Name, p.Value!))
        .Concat(contact.Custom)
        .DistinctBy(p => p.Key)
        .ToDictionary();
}
