using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Pipedrive;

/// <summary>Writes one person: looked for by the exact address, then changed or made. Pipedrive cannot do both in one, so one at a time here; two installations could still make twins.</summary>
sealed class PipedrivePersons(CrmHttp http, PipedriveManners manners, PipedriveLists lists) : IDisposable
{
    readonly SemaphoreSlim _one = new(1, 1);

    public static PipedrivePersons Of(CrmHttp http, PipedriveManners manners, PipedriveLists lists) => new(http, manners, lists);

    public async Task<Upserted> Upsert(ContactToWrite contact, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            return contact.Email is { } email && await Search("persons", email, "email", stop) is { } id ? await Update(id, contact, stop) : await Create(contact, stop);
        }
        finally
        {
            _one.Release();
        }
    }

    async Task<Upserted> Create(ContactToWrite contact, CancellationToken stop)
    {
        var name = string.Join(' ', new[] { contact.FirstName, contact.LastName }.Where(n => !string.IsNullOrWhiteSpace(n)));
        var body = new Dictionary<string, object> { ["name"] = name.Length > 0 ? name : contact.Email ?? contact.Phone ?? "Unknown" };
        if (contact.Email is { } email)
            body["emails"] = Only(email);
        if (contact.Phone is { } phone)
            body["phones"] = Only(phone);
        if (contact.JobTitle is { } title)
            body["job_title"] = title;
        if (contact.Company is { } company && await Organization(company, stop) is { } organization)
            body["org_id"] = organization;
        if (contact.Custom.Count > 0)
            body["custom_fields"] = contact.Custom;
        return new(UpsertOutcome.Created, await Write(HttpMethod.Post, "persons", body, stop));
    }

    async Task<Upserted> Update(string id, ContactToWrite contact, CancellationToken stop)
    {
        using var known = await lists.Get($"api/v2/persons/{id}", stop);
        var person = known.RootElement.Get("data") ?? throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "pipedrive", "Pipedrive answered without the person it found.");
        var body = new Dictionary<string, object>();
        void Put(string name, string? wanted, string? there, object value)
        {
            if (!string.IsNullOrWhiteSpace(wanted) && (there is null || (!contact.OnlyEmpty && there != wanted)))
                body[name] = value;
        }
        Put("first_name", contact.FirstName, person.Text("first_name"), contact.FirstName!);
        Put("last_name", contact.LastName, person.Text("last_name"), contact.LastName!);
        Put("job_title", contact.JobTitle, person.Text("job_title"), contact.JobTitle!);
        var phones = person.Items("phones").ToList();
        // The person keeps the numbers it had; a new one becomes the first.
        if (!phones.Exists(p => p.Text("value") == contact.Phone))
            Put("phones", contact.Phone, phones.Select(p => p.Text("value")).FirstOrDefault(), (object[])[.. Only(contact.Phone), .. phones.Select(p => new { value = p.Text("value"), primary = false, label = p.Text("label") ?? "work" })]);
        if (person.Text("org_id") is null && contact.Company is { } company && await Organization(company, stop) is { } organization)
            body["org_id"] = organization;
        if (body.Count == 0)
            return new(UpsertOutcome.Unchanged, id);
        return new(UpsertOutcome.Updated, await Write(HttpMethod.Patch, $"persons/{id}", body, stop));
    }

    async Task<long?> Organization(string name, CancellationToken stop)
    {
        var id = await Search("organizations", name, "name", stop) ?? await Write(HttpMethod.Post, "organizations", new Dictionary<string, object> { ["name"] = name }, stop);
        return Wire.Whole(id);
    }

    async Task<string?> Search(string type, string term, string field, CancellationToken stop)
    {
        using var found = await http.Read(() => new(HttpMethod.Get, lists.At($"api/v2/{type}/search?term={Uri.EscapeDataString(term)}&fields={field}&exact_match=true&limit=1")), manners.Search, stop: stop);
        return found.RootElement.Get("data").Get("items").Items().Select(i => i.Get("item").Get("id").Text()).FirstOrDefault();
    }

    async Task<string> Write(HttpMethod method, string path, Dictionary<string, object> body, CancellationToken stop)
    {
        using var answer = await http.Read(() => new(method, lists.At($"api/v2/{path}")) { Content = CrmHttp.Json(body) }, repeatable: method != HttpMethod.Post, stop: stop);
        return answer.RootElement.Get("data").Get("id").Text() ?? throw new CrmFault(CrmFaultKind.Refused, "pipedrive", $"Pipedrive did not take the record: {answer.RootElement.Text("error") ?? "it does not say why"}");
    }

    static object[] Only(string? value) => [new { value, primary = true, label = "work" }];

    public void Dispose() => _one.Dispose();
}
