using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Custom;

/// <summary>
/// Any address that answers with deals in JSON: a list, or an object with one list in it, and perhaps "next" with the address of the next page. It is read,
/// never written to. The field map says which of its fields mean what; common names are understood without.
/// </summary>
sealed class CustomCrm : ICrm
{
    readonly CrmHttp _http;
    readonly Uri _endpoint;
    readonly CustomDeals _deals;
    readonly TimeProvider _clock;

    CustomCrm(CrmConnection connection, HttpClient client, TimeProvider clock)
    {
        _endpoint = connection.BaseAddress ?? throw new CrmFault(CrmFaultKind.Refused, "custom", "A source of your own needs its address (SALES_PIPELINE_ENDPOINT, or --base-url).");
        _http = new(client, new CustomManners(connection, new(connection.Credentials.Key ?? "", null, connection, clock), clock), clock);
        (_deals, _clock) = (new(connection.Fields, connection.Currency), clock);
    }

    public string Source => "custom";
    public bool LinksStandInRecords => true;

    public static ICrm Open(CrmConnection connection, HttpClient client, TimeProvider clock) => new CustomCrm(connection, client, clock);

    public async Task<CrmDescription> Describe(CancellationToken stop = default)
    {
        await foreach (var _ in Read(_ => true, null, stop))
            break;
        return new("custom", [new("deals", Knowledge.Yes), new("owners", Knowledge.Yes, "As the deals name them."), new("pipelines", Knowledge.Yes, "As the deals name their stages."), new("contacts", Knowledge.No, "Only deals are read of it."), new("contacts.write", Knowledge.No, "It is never written to."), new("deals.write", Knowledge.No, "It is never written to.")], [], [], null);
    }

    public async IAsyncEnumerable<Page<Owner>> Owners(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var names = (await Deals(Reading.All, stop).Records().ToListAsync(stop)).Select(d => d.OwnerId).OfType<string>().Distinct();
        yield return new([.. names.Select(name => new Owner { Id = name, Name = name, Email = name.Contains('@', StringComparison.Ordinal) ? name : null })], null);
    }

    public async IAsyncEnumerable<Page<Pipeline>> Pipelines(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var stages = (await Deals(Reading.All, stop).Records().ToListAsync(stop)).Select(d => d.Stage).DistinctBy(s => s.Key).OrderBy(s => s.Kind).ThenBy(s => s.Probability);
        yield return new([new() { Key = "default", Label = "Deals", Stages = [.. stages.Select((stage, at) => stage with { Position = at })] }], null);
    }

    public async IAsyncEnumerable<Page<Deal>> Deals(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var began = _clock.GetUtcNow();
        await foreach (var page in Read(_deals.Deal, reading.Resume, stop))
        {
            var fresh = page.Records.Select((deal, at) => (deal, at)).Where(d => reading.Since is null || d.deal.UpdatedAt is null || d.deal.UpdatedAt >= reading.Since).ToList();
            yield return page with { Records = fresh.ConvertAll(f => f.deal), Originals = fresh.ConvertAll(f => page.Originals[f.at]), Through = page.Resume is null ? began : null };
        }
    }

    public IAsyncEnumerable<Page<Deal>> SearchDeals(DealSearch search, CancellationToken stop = default) =>
        Deals(Reading.All, stop).Select(page => new Page<Deal>([.. page.Records.Where(d => (search.CreatedSince is null || d.CreatedAt >= search.CreatedSince) && (search.OwnerId is null || d.OwnerId == search.OwnerId))], null));

    public IAsyncEnumerable<Page<Association>> Associations(AssociationKind kind, Reading reading, CancellationToken stop = default) =>
        kind == AssociationKind.ContactCompany ? throw Not("contacts") : Linked.Associations(this, kind, reading, stop);

    public IAsyncEnumerable<Page<Company>> Companies(Reading reading, CancellationToken stop = default) => throw Not("companies");

    public IAsyncEnumerable<Page<Contact>> Contacts(Reading reading, CancellationToken stop = default) => throw Not("contacts");

    public IAsyncEnumerable<Page<Activity>> Activities(ActivityKind kind, Reading reading, CancellationToken stop = default) => throw Not("activities");

    public IAsyncEnumerable<Page<Removal>> Removals(RecordKind kind, Reading reading, CancellationToken stop = default) => throw Not("deletions");

    public Task<Upserted> UpsertContact(ContactToWrite contact, CancellationToken stop = default) => throw Not("contacts to write");

    public Task<string> CreateDeal(DealToWrite deal, CancellationToken stop = default) => throw Not("deals to write");

    public Task DeleteDeal(string id, CancellationToken stop = default) => throw Not("deals to delete");

    public IAsyncEnumerable<Page<Activity>> SearchActivities(ActivitySearch search, CancellationToken stop = default) => throw Not("activities");

    public Task<int?> CountActivity(ActivityKind kind, DateTimeOffset since, string? ownerId = null, CancellationToken stop = default) => Task.FromResult<int?>(null);

    IAsyncEnumerable<Page<T>> Read<T>(Func<JsonElement, T> map, string? resume, CancellationToken stop) =>
        Walk.Over<T>("custom", "deals", resume, async (cursor, stop) =>
        {
            var address = cursor is null ? _endpoint : new Uri(_endpoint, cursor);
            // A page elsewhere would be sent our key.
            if (address.Authority != _endpoint.Authority)
                throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "custom", $"The next page is said to be at {address.Authority}, not at {_endpoint.Authority}.");
            using var answer = await _http.Read(() => new(HttpMethod.Get, address), stop: stop);
            return new([.. CustomDeals.List(answer.RootElement).Select(record => (CustomDeals.Id(record), map(record), record.Original()))], answer.RootElement.Text("next"));
        }, stop);

    static CrmFault Not(string what) => new(CrmFaultKind.NotOffered, "custom", $"A source of your own offers no {what}; only deals are read of it.");
}
