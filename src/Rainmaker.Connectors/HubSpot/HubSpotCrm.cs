using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>HubSpot: everything by its lists, changes by its search.</summary>
sealed class HubSpotCrm : ICrm
{
    const int ListPage = 100;
    const string Stages = "dealstage";
    static readonly string[] _engagements = ["calls", "emails", "meetings", "tasks", "notes"];
    readonly CrmHttp _http;
    readonly HubSpotManners _manners;
    readonly HubSpotRoutes _routes;
    readonly HubSpotRecords _records;
    readonly HubSpotBatch _batch;
    readonly HubSpotSearch _search;

    /// <summary>Types with so many fields of the account's own that the address of their list is too long.</summary>
    readonly ConcurrentDictionary<string, bool> _tooLong = [];
    readonly FieldMap _fields;
    readonly TimeProvider _clock;

    HubSpotCrm(CrmConnection connection, HttpClient client, TimeProvider clock)
    {
        (_routes, _fields, _clock) = (new(connection), connection.Fields, clock);
        _manners = new(connection, HubSpotLogin.Tokens(connection, _routes, client, clock), clock);
        _http = new(client, _manners, clock);
        _records = new(connection.Fields, connection.Currency);
        _batch = new(_http, _routes, connection.Fields);
        _search = new(_http, _manners, _routes, _batch, connection.Fields, clock);
    }

    public string Source => "hubspot";
    public bool LinksStandInRecords => false;

    public static ICrm Open(CrmConnection connection, HttpClient client, TimeProvider clock) => new HubSpotCrm(connection, client, clock);

    public Task<CrmDescription> Describe(CancellationToken stop = default) => new HubSpotDescription(_http, _manners, _routes).Describe(stop);

    public IAsyncEnumerable<Page<Owner>> Owners(Reading reading, CancellationToken stop = default)
    {
        // Those who left come last; the cursor says in which of the two lists it belongs.
        return Walk.Over<Owner>(Source, "owners", reading.Resume, async (cursor, stop) =>
        {
            var left = cursor?.StartsWith("left:", StringComparison.Ordinal) == true;
            var after = left ? cursor![5..] is { Length: > 0 } rest ? rest : null : cursor;
            using var page = await Get(HubSpotRoutes.With(_routes.Owners, ("limit", "100"), ("after", after), ("archived", left ? "true" : "false")), stop);
            var next = After(page);
            return new(Each(page, HubSpotRecords.Owner), left ? next is null ? null : "left:" + next : next ?? "left:");
        }, stop);
    }

    public IAsyncEnumerable<Page<Pipeline>> Pipelines(Reading reading, CancellationToken stop = default) =>
        Walk.Over<Pipeline>(Source, "pipelines", reading.Resume, async (_, stop) =>
        {
            using var page = await Get(_routes.Pipelines, stop);
            return new(Each(page, HubSpotRecords.Pipeline), null);
        }, stop);

    public IAsyncEnumerable<Page<Company>> Companies(Reading reading, CancellationToken stop = default) => Read("companies", reading, _records.Company, stop);

    public IAsyncEnumerable<Page<Contact>> Contacts(Reading reading, CancellationToken stop = default) => Read("contacts", reading, _records.Contact, stop);

    public async IAsyncEnumerable<Page<Deal>> Deals(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var pipelines = await Pipelines(Reading.All, stop).Records().ToListAsync(stop);
        if (reading.Since is null)
        {
            await foreach (var page in List("deals", reading.Resume, record => _records.Deal(record, pipelines), stop, history: Stages))
                yield return page;
            yield break;
        }
        await foreach (var page in _search.Changed("deals", reading, record => record.Original(), stop))
        {
            var ids = page.Originals.Select(o => { using var d = JsonDocument.Parse(o); return HubSpotRecords.Id(d.RootElement); });
            var deals = await _batch.Read("deals", ids, record => _records.Deal(record, pipelines), stop, Stages);
            yield return new(deals.ConvertAll(d => d.Record), page.Resume) { Originals = deals.ConvertAll(d => d.Original), Through = page.Through };
        }
    }

    public IAsyncEnumerable<Page<Activity>> Activities(ActivityKind kind, Reading reading, CancellationToken stop = default)
    {
        return kind == ActivityKind.Meeting ? HubSpotMeetings.Read(reading, OfType) : OfType(HubSpotProperties.TypeOf(kind), reading);

        IAsyncEnumerable<Page<Activity>> OfType(string type, Reading reading) => Read(type, reading, record => HubSpotActivities.Read(type, record, _clock.GetUtcNow()), stop);
    }

    public async IAsyncEnumerable<Page<Association>> Associations(AssociationKind kind, Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var from = kind == AssociationKind.ContactCompany ? "contacts" : "deals";
        var ids = reading.Ids ?? await (reading.Since is null
            ? List(from, null, HubSpotRecords.Id, stop)
            : _search.Changed(from, reading with { Resume = null }, HubSpotRecords.Id, stop)).Records().ToListAsync(stop);
        await foreach (var page in new HubSpotAssociations(_http, _routes).Read(kind, from, ids, reading.Resume, stop))
            yield return page;
    }

    public async IAsyncEnumerable<Page<Removal>> Removals(RecordKind kind, Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        foreach (var type in kind == RecordKind.Activity ? _engagements : [HubSpotProperties.TypeOf(kind)])
        {
            await foreach (var page in List(type, null, record => new Removal(kind, HubSpotRecords.Id(record), Wire.Moment(record.Text("archivedAt"))), stop, archived: true))
                yield return page with { Records = [.. page.Records.Where(r => reading.Since is null || r.At is null || r.At >= reading.Since)], Originals = [], Resume = null };
        }
        if (kind is not (RecordKind.Contact or RecordKind.Company))
            yield break;
        await foreach (var page in _search.Merged(HubSpotProperties.TypeOf(kind), reading.Since ?? DateTimeOffset.UnixEpoch, stop))
            yield return new([.. page.Select(m => new Removal(kind, m.Lost, m.At, m.Kept))], null);
    }

    public Task<Upserted> UpsertContact(ContactToWrite contact, CancellationToken stop = default) => new HubSpotContacts(_http, _routes).Upsert(contact, stop);

    public Task<string> CreateDeal(DealToWrite deal, CancellationToken stop = default) => new HubSpotDeals(_http, _routes).Create(deal, stop);

    public Task DeleteDeal(string id, CancellationToken stop = default) => new HubSpotDeals(_http, _routes).Delete(id, stop);

    public async IAsyncEnumerable<Page<Deal>> SearchDeals(DealSearch search, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var pipelines = await Pipelines(Reading.All, stop).Records().ToListAsync(stop);
        await foreach (var page in _search.DealsMadeSince(search.CreatedSince ?? DateTimeOffset.UnixEpoch, record => _records.Deal(record, pipelines), stop))
            yield return page with { Records = [.. page.Records.Where(d => search.OwnerId is null || d.OwnerId == search.OwnerId)] };
    }

    public IAsyncEnumerable<Page<Activity>> SearchActivities(ActivitySearch search, CancellationToken stop = default)
    {
        return search.Kind == ActivityKind.Meeting ? HubSpotMeetings.Read(Reading.All, (type, _) => OfType(type)) : OfType(HubSpotProperties.TypeOf(search.Kind));

        IAsyncEnumerable<Page<Activity>> OfType(string type) => _search.Happened(type, search.From, search.To, record => HubSpotActivities.Read(type, record, _clock.GetUtcNow()), stop);
    }

    public Task<int?> CountActivity(ActivityKind kind, DateTimeOffset since, string? ownerId = null, CancellationToken stop = default) =>
        _search.Count(HubSpotProperties.TypeOf(kind), since, ownerId, stop);

    IAsyncEnumerable<Page<T>> Read<T>(string type, Reading reading, Func<JsonElement, T> map, CancellationToken stop) =>
        reading.Since is null ? List(type, reading.Resume, map, stop) : _search.Changed(type, reading, map, stop);

    async IAsyncEnumerable<Page<T>> List<T>(string type, string? resume, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop, string? history = null, bool archived = false)
    {
        var began = _clock.GetUtcNow();
        var pages = Walk.Over<T>(Source, type, resume, (cursor, stop) => ListOf(type, cursor, map, history, archived, stop), stop);
        await foreach (var page in pages)
            yield return page.Resume is null ? page with { Through = began } : page;
    }

    async Task<Batch<T>> ListOf<T>(string type, string? cursor, Func<JsonElement, T> map, string? history, bool archived, CancellationToken stop)
    {
        Uri Address(string? properties, string? history) => HubSpotRoutes.With(_routes.Objects(type), ("limit", $"{(history is null ? ListPage : HubSpotBatch.MostWithHistory)}"), ("after", cursor),
            ("properties", properties), ("propertiesWithHistory", history), ("archived", archived ? "true" : "false"));
        if (!_tooLong.ContainsKey(type))
        {
            try
            {
                using var page = await Get(Address(string.Join(',', HubSpotProperties.Of(type, _fields)), history), stop);
                return new(Each(page, map), After(page));
            }
            catch (CrmFault fault) when (fault.Status is HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge)
            {
                _tooLong[type] = true;
            }
        }
        // The list then tells the ids, and the records come by them.
        using var ids = await Get(Address(null, null), stop);
        return new(await _batch.Read(type, Each(ids, HubSpotRecords.Id).Select(i => i.Item1), map, stop, history, archived), After(ids));
    }

    internal static List<(string, T, ReadOnlyMemory<byte>)> Each<T>(JsonDocument page, Func<JsonElement, T> map) =>
        page.RootElement.Get("results") is { ValueKind: JsonValueKind.Array } results
            ? [.. results.EnumerateArray().Select(record => (HubSpotRecords.Id(record), map(record), record.Original()))]
            : throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "hubspot", "HubSpot answered with JSON that holds no 'results'.");

    static string? After(JsonDocument page) => page.RootElement.Get("paging").Get("next").Get("after").Text();

    Task<JsonDocument> Get(Uri address, CancellationToken stop) => _http.Read(() => new(HttpMethod.Get, address), stop: stop);
}
