using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Nutshell;

/// <summary>Writes one contact: looked for by its address, then changed by JSON Patch or made. One at a time, because Nutshell has no key to make twice safe.</summary>
sealed class NutshellContacts(CrmHttp http, NutshellLists lists) : IDisposable
{
    readonly SemaphoreSlim _one = new(1, 1);

    public static NutshellContacts Of(CrmHttp http, NutshellLists lists) => new(http, lists);

    public async Task<Upserted> Upsert(ContactToWrite contact, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            if (contact.Email is { } email)
            {
                using var found = await lists.Get($"contacts?email={Uri.EscapeDataString(email)}&page[page]=0&page[limit]=10", stop);
                var known = found.RootElement.Items("contacts").FirstOrDefault(c => c.Items("emails").Any(e => string.Equals(((JsonElement?)e).Text() ?? e.Text("value"), email, StringComparison.OrdinalIgnoreCase)));
                if (known.ValueKind == JsonValueKind.Object)
                    return await Update(known, contact, stop);
            }
            return await Create(contact, stop);
        }
        finally
        {
            _one.Release();
        }
    }

    async Task<Upserted> Create(ContactToWrite contact, CancellationToken stop)
    {
        var body = new Dictionary<string, object> { ["name"] = NameOf(contact) ?? contact.Email ?? contact.Phone ?? "Unknown" };
        if (contact.Email is { } email)
            body["emails"] = new[] { new { isPrimary = true, value = email } };
        if (contact.Phone is { } phone)
            body["phones"] = new[] { new { isPrimary = true, value = phone } };
        if (contact.JobTitle is { } title)
            body["jobTitle"] = title;
        if (contact.Custom.Count > 0)
            body["customFields"] = contact.Custom;
        if (contact.Company is { } company)
            body["links"] = new { accounts = new[] { await Account(company, stop) } };
        // Exactly one in the list: more are refused.
        using var answer = await http.Read(() => new(HttpMethod.Post, lists.At("contacts")) { Content = CrmHttp.Json(new { contacts = new[] { body } }) }, repeatable: false, stop: stop);
        return new(UpsertOutcome.Created, NutshellRecords.Id(answer.RootElement.Items("contacts").First()));
    }

    async Task<Upserted> Update(JsonElement known, ContactToWrite contact, CancellationToken stop)
    {
        var id = NutshellRecords.Id(known);
        var patch = new List<object>();
        void Put(string path, string? wanted, string? there, object value)
        {
            if (!string.IsNullOrWhiteSpace(wanted) && (there is null || (!contact.OnlyEmpty && there != wanted)))
                patch.Add(new { op = there is null ? "add" : "replace", path = $"/contacts/0/{path}", value });
        }
        Put("name", NameOf(contact), NutshellRecords.Name(known), NameOf(contact)!);
        Put("jobTitle", contact.JobTitle, known.Text("jobTitle"), contact.JobTitle!);
        if (!known.Items("phones").Any(p => (((JsonElement?)p).Text() ?? p.Text("value")) == contact.Phone))
            Put("phones", contact.Phone, NutshellRecords.First(known, "phones"), new[] { new { isPrimary = true, value = contact.Phone } });
        if (contact.Company is { } company && NutshellRecords.Link(known, "accounts") is null)
            patch.Add(new { op = "add", path = "/contacts/0/links/accounts/-", value = await Account(company, stop) });
        if (patch.Count == 0)
            return new(UpsertOutcome.Unchanged, id);
        await http.Send(() => new(HttpMethod.Patch, lists.At($"contacts/{id}")) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(patch)) { Headers = { ContentType = new("application/json-patch+json") } } }, stop: stop);
        return new(UpsertOutcome.Updated, id);
    }

    async Task<string> Account(string name, CancellationToken stop)
    {
        using var found = await lists.Get($"accounts?q={Uri.EscapeDataString(name)}&page[page]=0&page[limit]=20", stop);
        var known = found.RootElement.Items("accounts").FirstOrDefault(a => string.Equals(a.Text("name"), name, StringComparison.OrdinalIgnoreCase));
        if (known.ValueKind == JsonValueKind.Object)
            return NutshellRecords.Id(known);
        using var made = await http.Read(() => new(HttpMethod.Post, lists.At("accounts")) { Content = CrmHttp.Json(new { accounts = new[] { new { name } } }) }, repeatable: false, stop: stop);
        return NutshellRecords.Id(made.RootElement.Items("accounts").First());
    }

    static string? NameOf(ContactToWrite contact) => string.Join(' ', new[] { contact.FirstName, contact.LastName }.Where(n => !string.IsNullOrWhiteSpace(n))) is { Length: > 0 } name ? name : null;

    public void Dispose() => _one.Dispose();
}
