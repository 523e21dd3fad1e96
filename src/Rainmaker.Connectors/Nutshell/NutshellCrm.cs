using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Nutshell;

/// <summary>Nutshell by its REST interface.</summary>
sealed class NutshellCrm : ICrm
{
    readonly CrmHttp _http;
    readonly NutshellLists _lists;
    readonly NutshellRecords _records;
    readonly NutshellContacts _contacts;
    readonly TimeProvider _clock;

    NutshellCrm(CrmConnection connection, HttpClient client, TimeProvider clock)
    {
        var secrets = connection.Credentials;
        if (secrets.Key is null || secrets.User is null)
            throw new CrmFault(CrmFaultKind.NotAuthorised, "nutshell", "Nutshell needs an API key and the e-mail address of its user (NUTSHELL_API_KEY, NUTSHELL_USER).");
        _http = new(client, new NutshellManners(connection, new(secrets.Key, null, connection, clock), clock), clock);
        _lists = new(_http, connection, clock);
        _records = new(connection.Fields, connection.Currency);
        _contacts = NutshellContacts.Of(_http, _lists);
        _clock = clock;
    }

    public string Source => "nutshell";
    public bool LinksStandInRecords => true;

    public static ICrm Open(CrmConnection connection, HttpClient client, TimeProvider clock) => new NutshellCrm(connection, client, clock);

    public async Task<CrmDescription> Describe(CancellationToken stop = default)
    {
        var can = new List<Ability>();
        foreach (var (what, type) in ((string, string)[])[("owners", "users"), ("contacts", "contacts"), ("companies", "accounts"), ("deals", "leads"), ("pipelines", "stagesets"), ("calls", "activities"), ("meetings", "activities"), ("tasks", "activities"), ("notes", "notes")])
        {
            try
            {
                using var answer = await _lists.Get($"{type}?page[page]=0&page[limit]=1", stop);
                can.Add(new(what, Knowledge.Yes));
            }
            catch (CrmFault fault) when (fault.Kind is CrmFaultKind.MissingScope or CrmFaultKind.NotFound)
            {
                can.Add(new(what, Knowledge.No, "Nutshell does not show it to this user."));
            }
        }
        can.Add(new("emails", Knowledge.Unknown, "Nutshell shows e-mails only where they were logged as an activity."));
        can.Add(new("contacts.write", Knowledge.Unknown, "Nutshell tells only when something is written."));
        can.Add(new("deals.write", Knowledge.Unknown, "Nutshell tells only when something is written."));
        can.Add(new("removals", Knowledge.Yes));
        // A key of Nutshell may what its user may; there are no scopes.
        return new("nutshell", can, [], [], null);
    }

    public IAsyncEnumerable<Page<Owner>> Owners(Reading reading, CancellationToken stop = default) => _lists.All("users", reading.Resume, NutshellRecords.Owner, stop);

    public async IAsyncEnumerable<Page<Pipeline>> Pipelines(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var stages = await _lists.All("stages", null, s => s.Clone(), stop).Records().ToListAsync(stop);
        await foreach (var page in _lists.All("stagesets", reading.Resume, s => (Key: NutshellRecords.Id(s), Label: NutshellRecords.Name(s) ?? ""), stop))
        {
            yield return page.Records.Count == 0 ? new([], page.Resume) : new([.. page.Records.Select(p => new Pipeline
            {
                Key = p.Key,
                Label = p.Label,
                Stages = OutcomeStages.With([.. stages.Where(s => NutshellRecords.Link(s, "stageset") == p.Key).OrderBy(s => Wire.Whole(s.Text("position"))).Select(NutshellRecords.Stage)]),
            })], page.Resume);
        }
    }

    public IAsyncEnumerable<Page<Company>> Companies(Reading reading, CancellationToken stop = default) => _lists.Read("accounts", reading, _records.Account, stop);

    public IAsyncEnumerable<Page<Contact>> Contacts(Reading reading, CancellationToken stop = default) => _lists.Read("contacts", reading, _records.Contact, stop);

    public async IAsyncEnumerable<Page<Deal>> Deals(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var map = await Mapping(stop);
        await foreach (var page in _lists.Read("leads", reading, map, stop))
            yield return page;
    }

    public async IAsyncEnumerable<Page<Activity>> Activities(ActivityKind kind, Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        if (kind == ActivityKind.Note)
        {
            await foreach (var page in _lists.Following("notes", reading.Resume, NutshellRecords.Note, stop))
                yield return reading.Since is { } since ? page with { Records = [.. page.Records.Where(n => (n.UpdatedAt ?? n.CreatedAt) is not { } at || at >= since)], Originals = [] } : page;
            yield break;
        }
        var kinds = await Kinds(stop);
        await foreach (var page in _lists.Read("activities", reading, a => (Kind: KindOf(a, kinds), Activity: NutshellRecords.Activity(kind, a)), stop))
        {
            var mine = page.Records.Select((r, at) => (r, at)).Where(r => r.r.Kind == kind).ToList();
            yield return new(mine.ConvertAll(m => m.r.Activity), page.Resume) { Originals = mine.ConvertAll(m => page.Originals[m.at]), Through = page.Through };
        }
    }

    public IAsyncEnumerable<Page<Association>> Associations(AssociationKind kind, Reading reading, CancellationToken stop = default) => Linked.Associations(this, kind, reading, stop);

    public async IAsyncEnumerable<Page<Removal>> Removals(RecordKind kind, Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var type = kind switch { RecordKind.Contact => "contacts", RecordKind.Company => "accounts", RecordKind.Deal => "leads", _ => "activities" };
        var gone = await _lists.Touched("events/deleted", type, reading.Since ?? DateTimeOffset.UnixEpoch.AddDays(1), stop);
        yield return new([.. gone.Select(g => new Removal(kind, g.Key, g.Value))], null);
    }

    public Task<Upserted> UpsertContact(ContactToWrite contact, CancellationToken stop = default) => _contacts.Upsert(contact, stop);

    public async Task<string> CreateDeal(DealToWrite deal, CancellationToken stop = default)
    {
        var values = new Dictionary<string, object?>
        {
            ["description"] = deal.Name, ["manualValue"] = deal.Value?.ToString("0.00", CultureInfo.InvariantCulture),
            ["dueTime"] = deal.ExpectedClose is { } day ? new DateTimeOffset(day.ToDateTime(new(12, 0)), TimeSpan.Zero).ToUnixTimeSeconds() : null, ["links"] = deal.OwnerId is { } owner ? new { owner } : null,
        };
        using var answer = await _http.Read(() => new(HttpMethod.Post, _lists.At("leads")) { Content = CrmHttp.Json(new { leads = new[] { values.Where(v => v.Value is not null).ToDictionary() } }) }, repeatable: false, stop: stop);
        return NutshellRecords.Id(answer.RootElement.Items("leads").First());
    }

    public async Task DeleteDeal(string id, CancellationToken stop = default)
    {
        try
        {
            await _http.Send(() => new(HttpMethod.Delete, _lists.At($"leads/{Uri.EscapeDataString(id)}")), stop: stop);
        }
        catch (CrmFault fault) when (fault.Kind == CrmFaultKind.NotFound)
        {
            // Somebody was faster.
        }
    }

    public async IAsyncEnumerable<Page<Deal>> SearchDeals(DealSearch search, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var map = await Mapping(stop);
        var made = search.CreatedSince is { } since ? $"&filter[createdTime]={Uri.EscapeDataString($"{since.ToUnixTimeSeconds()} TO {_clock.GetUtcNow().ToUnixTimeSeconds()}")}" : "";
        await foreach (var page in _lists.All("leads", null, map, stop, made))
            yield return page with { Records = [.. page.Records.Where(d => (search.OwnerId is null || d.OwnerId == search.OwnerId) && (search.CreatedSince is null || d.CreatedAt >= search.CreatedSince))], Originals = [] };
    }

    public async IAsyncEnumerable<Page<Activity>> SearchActivities(ActivitySearch search, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var kinds = await Kinds(stop);
        var days = $"&filter[dateMin]={search.From.ToUnixTimeSeconds()}&filter[dateMax]={search.To.ToUnixTimeSeconds()}";
        await foreach (var page in _lists.All("activities", null, a => (Kind: KindOf(a, kinds), Activity: NutshellRecords.Activity(search.Kind, a)), stop, days))
            yield return new([.. page.Records.Where(a => a.Kind == search.Kind).Select(a => a.Activity)], null);
    }

    public async Task<int?> CountActivity(ActivityKind kind, DateTimeOffset since, string? ownerId = null, CancellationToken stop = default)
    {
        if (kind is ActivityKind.Note or ActivityKind.Email)
            return null;
        var kinds = await Kinds(stop);
        return await _lists.All("activities", null, a => (Kind: KindOf(a, kinds), Activity: NutshellRecords.Activity(kind, a)), stop, $"&filter[dateMin]={new DateTimeOffset(since.UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeSeconds()}").Records()
            .CountAsync(a => a.Kind == kind && (ownerId is null || a.Activity.OwnerId == ownerId) && a.Activity.At?.UtcDateTime.Date >= since.UtcDateTime.Date, stop);
    }

    async Task<Func<JsonElement, Deal>> Mapping(CancellationToken stop)
    {
        var pipelines = await Pipelines(Reading.All, stop).Records().ToListAsync(stop);
        // A lead names its account only by id.
        var accounts = (await _lists.All("accounts", null, a => (Id: NutshellRecords.Id(a), Name: a.Text("name") ?? ""), stop).Records().ToListAsync(stop)).ToDictionary(a => a.Id, a => a.Name);
        return lead => _records.Lead(lead, pipelines, accounts);
    }

    async Task<Dictionary<string, ActivityKind>> Kinds(CancellationToken stop) =>
        (await _lists.All("activitytypes", null, t => (Id: NutshellRecords.Id(t), Kind: NutshellActivityTypes.KindOf(NutshellRecords.Name(t))), stop).Records().ToListAsync(stop)).ToDictionary(t => t.Id, t => t.Kind);

    static ActivityKind KindOf(JsonElement activity, Dictionary<string, ActivityKind> kinds) =>
        (NutshellRecords.Link(activity, "activityType") ?? activity.Text("activityType")) is { } type ? kinds.TryGetValue(type, out var kind) ? kind : NutshellActivityTypes.KindOf(type) : ActivityKind.Task;
}
