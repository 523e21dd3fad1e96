using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Pipedrive;

/// <summary>Pipedrive: v2, with users, notes, leads and the kinds of activity from v1. Won and lost are states there and stages here.</summary>
sealed class PipedriveCrm : ICrm
{
    const string Archived = "archived:";
    readonly PipedriveManners _manners;
    readonly CrmHttp _http;
    readonly PipedriveLists _lists;
    readonly PipedriveRecords _records;
    readonly PipedrivePersons _persons;

    PipedriveCrm(CrmConnection connection, HttpClient client, TimeProvider clock)
    {
        var login = new PipedriveLogin(connection, client, clock);
        _manners = new(connection, login.Tokens, clock);
        _http = new(client, _manners, clock);
        _lists = new(_http, login, clock);
        _records = new(connection.Fields, connection.Currency);
        _persons = PipedrivePersons.Of(_http, _manners, _lists);
    }

    public string Source => "pipedrive";
    public bool LinksStandInRecords => true;

    public static ICrm Open(CrmConnection connection, HttpClient client, TimeProvider clock) => new PipedriveCrm(connection, client, clock);

    public Task<CrmDescription> Describe(CancellationToken stop = default) => new PipedriveDescription(_lists, _manners).Describe(stop);

    public IAsyncEnumerable<Page<Owner>> Owners(Reading reading, CancellationToken stop = default) => _lists.Old("users", reading.Resume, PipedriveRecords.Owner, stop);

    public async IAsyncEnumerable<Page<Pipeline>> Pipelines(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var stages = await _lists.Ask("stages", "", null, s => s.Clone(), stop).Records().ToListAsync(stop);
        await foreach (var page in _lists.Ask("pipelines", "", reading.Resume, p => (Key: PipedriveRecords.Id(p), Label: p.Text("name") ?? ""), stop))
        {
            yield return new([.. page.Records.Select(p => new Pipeline
            {
                Key = p.Key,
                Label = p.Label,
                Stages = OutcomeStages.With([.. stages.Where(s => s.Text("pipeline_id") == p.Key).OrderBy(s => Wire.Whole(s.Text("order_nr"))).Select(PipedriveRecords.Stage)]),
            })], page.Resume) { Originals = page.Originals };
        }
    }

    public IAsyncEnumerable<Page<Company>> Companies(Reading reading, CancellationToken stop = default) => _lists.Read("organizations", reading, _records.Organization, stop);

    public async IAsyncEnumerable<Page<Contact>> Contacts(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var leads = await Leads(stop);
        await foreach (var page in _lists.Read("persons", reading, p => _records.Person(p, leads.TryGetValue(PipedriveRecords.Id(p), out var since) ? since : null), stop))
            yield return page;
    }

    public async IAsyncEnumerable<Page<Deal>> Deals(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var pipelines = await Pipelines(Reading.All, stop).Records().ToListAsync(stop);
        Deal Map(JsonElement deal) => _records.Deal(deal, pipelines);
        // Since July 2025 the list leaves archived deals out, without a word.
        await foreach (var page in Two.Lists(reading, Archived, deal => deal.Id, r => _lists.Read("deals", r, Map, stop, "status=open,won,lost"), r => _lists.Read("deals/archived", r, Map, stop)))
            yield return page;
    }

    public async IAsyncEnumerable<Page<Activity>> Activities(ActivityKind kind, Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        if (kind == ActivityKind.Note)
        {
            // v1 cannot ask for changes: all are read and the old ones left out.
            await foreach (var page in _lists.Old("notes", reading.Resume, PipedriveRecords.Note, stop))
                yield return reading.Since is { } since ? page with { Records = [.. page.Records.Where(n => n.UpdatedAt is null || n.UpdatedAt >= since - PipedriveLists.Overlap)], Originals = [] } : page;
            yield break;
        }
        var types = await Types(kind, stop);
        await foreach (var page in _lists.Read("activities", reading, a => (Type: a.Text("type"), Activity: PipedriveRecords.Activity(kind, a)), stop))
        {
            var mine = page.Records.Select((r, at) => (r, at)).Where(r => types(r.r.Type)).ToList();
            yield return new(mine.ConvertAll(m => m.r.Activity), page.Resume) { Originals = mine.ConvertAll(m => page.Originals[m.at]), Through = page.Through };
        }
    }

    public IAsyncEnumerable<Page<Association>> Associations(AssociationKind kind, Reading reading, CancellationToken stop = default) => Linked.Associations(this, kind, reading, stop);

    public async IAsyncEnumerable<Page<Removal>> Removals(RecordKind kind, Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        if (kind != RecordKind.Deal)
        {
            yield return new([], null) { Gaps = [new($"removed {kind.ToString().ToLowerInvariant()}", GapKind.NotOffered, "Pipedrive lists only deleted deals; other deletions are told by its webhooks alone.")] };
            yield break;
        }
        await foreach (var page in _lists.Read("deals", reading, d => new Removal(kind, PipedriveRecords.Id(d), Wire.Moment(d.Text("update_time"))), stop, "status=deleted"))
            yield return page;
    }

    public Task<Upserted> UpsertContact(ContactToWrite contact, CancellationToken stop = default) => _persons.Upsert(contact, stop);

    public async Task<string> CreateDeal(DealToWrite deal, CancellationToken stop = default)
    {
        // Numbers must be numbers: v2 refuses them as text.
        var values = new Dictionary<string, object?> { ["title"] = deal.Name, ["value"] = deal.Value, ["pipeline_id"] = Wire.Whole(deal.PipelineKey), ["stage_id"] = Wire.Whole(deal.StageKey), ["owner_id"] = Wire.Whole(deal.OwnerId), ["expected_close_date"] = deal.ExpectedClose?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        using var answer = await _http.Read(() => new(HttpMethod.Post, _lists.At("api/v2/deals")) { Content = CrmHttp.Json(values.Where(v => v.Value is not null).ToDictionary()) }, repeatable: false, stop: stop);
        return answer.RootElement.Get("data").Get("id").Text() ?? throw new CrmFault(CrmFaultKind.Refused, Source, $"Pipedrive did not take the deal: {answer.RootElement.Text("error") ?? "it does not say why"}");
    }

    public async Task DeleteDeal(string id, CancellationToken stop = default)
    {
        try
        {
            await _http.Send(() => new(HttpMethod.Delete, _lists.At($"api/v2/deals/{Uri.EscapeDataString(id)}")), stop: stop);
        }
        catch (CrmFault fault) when (fault.Kind == CrmFaultKind.NotFound)
        {
            // Somebody was faster.
        }
    }

    public async IAsyncEnumerable<Page<Deal>> SearchDeals(DealSearch search, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var pipelines = await Pipelines(Reading.All, stop).Records().ToListAsync(stop);
        var query = $"sort_by=add_time&sort_direction=desc{(search.OwnerId is { } owner ? $"&owner_id={Uri.EscapeDataString(owner)}" : "")}";
        foreach (var (type, status) in ((string, string)[])[("deals", "&status=open,won,lost"), ("deals/archived", "")])
        {
            // It cannot be asked for the newest: the list is left at the first that is too old.
            await foreach (var page in _lists.Ask(type, query + status, null, d => _records.Deal(d, pipelines), stop))
            {
                var fresh = page.Records.Where(d => search.CreatedSince is null || d.CreatedAt >= search.CreatedSince).ToList();
                yield return new(fresh, null);
                if (fresh.Count < page.Records.Count)
                    break;
            }
        }
    }

    public async IAsyncEnumerable<Page<Activity>> SearchActivities(ActivitySearch search, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var types = await Types(search.Kind, stop);
        var (first, last) = (DateOnly.FromDateTime(search.From.UtcDateTime), DateOnly.FromDateTime(search.To.UtcDateTime));
        // It cannot be asked for some days: the list is left at the first that is too old.
        await foreach (var page in _lists.Ask("activities", "sort_by=due_date&sort_direction=desc", null, a => (Type: a.Text("type"), Due: Wire.Day(a.Text("due_date")), Activity: PipedriveRecords.Activity(search.Kind, a)), stop))
        {
            yield return new([.. page.Records.Where(a => types(a.Type) && (a.Due is null || (a.Due >= first && a.Due <= last))).Select(a => a.Activity)], null);
            if (page.Records.Any(a => a.Due < first))
                break;
        }
    }

    public async Task<int?> CountActivity(ActivityKind kind, DateTimeOffset since, string? ownerId = null, CancellationToken stop = default)
    {
        if (kind == ActivityKind.Note)
            return null;
        var types = await Types(kind, stop);
        var count = 0;
        await foreach (var page in _lists.Ask("activities", $"sort_by=due_date&sort_direction=desc{(ownerId is null ? "" : $"&owner_id={Uri.EscapeDataString(ownerId)}")}", null, a => (Type: a.Text("type"), Due: Wire.Day(a.Text("due_date"))), stop))
        {
            count += page.Records.Count(a => types(a.Type) && a.Due >= DateOnly.FromDateTime(since.UtcDateTime));
            if (page.Records.Any(a => a.Due < DateOnly.FromDateTime(since.UtcDateTime)))
                break;
        }
        return count;
    }

    /// <summary>Accounts add kinds of activity; the picture they chose tells what a kind is.</summary>
    async Task<Func<string?, bool>> Types(ActivityKind kind, CancellationToken stop)
    {
        var pictures = (await _lists.Old("activityTypes", null, t => (Key: t.Text("key_string") ?? "", Picture: t.Text("icon_key") ?? ""), stop).Records().ToListAsync(stop)).DistinctBy(t => t.Key).ToDictionary(t => t.Key, t => t.Picture);
        return type => KindOf(type is not null && pictures.TryGetValue(type, out var picture) ? picture : type) == kind;
    }

    internal static ActivityKind KindOf(string? type) => type switch { "call" => ActivityKind.Call, "meeting" or "lunch" => ActivityKind.Meeting, "email" => ActivityKind.Email, _ => ActivityKind.Task };

    /// <summary>Whom Pipedrive keeps a lead of, and since when. A key without that right still reads the people.</summary>
    async Task<Dictionary<string, DateTimeOffset>> Leads(CancellationToken stop)
    {
        try
        {
            var leads = await _lists.Old("leads", null, PipedriveRecords.Lead, stop).Records().ToListAsync(stop);
            return leads.Where(l => l.ContactId is not null).GroupBy(l => l.ContactId!).ToDictionary(g => g.Key, g => g.Min(l => l.CreatedAt ?? DateTimeOffset.UnixEpoch));
        }
        catch (CrmFault fault) when (fault.Kind is CrmFaultKind.MissingScope or CrmFaultKind.NotOffered or CrmFaultKind.NotFound)
        {
            return [];
        }
    }
}
