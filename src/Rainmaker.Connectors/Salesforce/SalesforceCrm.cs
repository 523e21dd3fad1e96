using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Salesforce;

/// <summary>Salesforce. Contacts are its contacts and those of its leads that are not converted yet; a pipeline is a record type of its opportunities.</summary>
sealed class SalesforceCrm : ICrm
{
    const string Newest = "v67.0";
    readonly SalesforceManners _manners;
    readonly CrmHttp _http;
    readonly SalesforceQuery _query;
    readonly SalesforceRecords _records;
    readonly FieldMap _fields;
    readonly TimeProvider _clock;

    SalesforceCrm(CrmConnection connection, HttpClient client, TimeProvider clock)
    {
        var login = new SalesforceLogin(connection, client, clock);
        (_manners, _fields, _clock) = (new(connection, login, clock), connection.Fields, clock);
        _http = new(client, _manners, clock);
        _query = new(_http, _manners, login, connection.Version ?? Newest, clock);
        _records = new(connection.Fields, connection.Currency);
    }

    public string Source => "salesforce";
    public bool LinksStandInRecords => true;

    public static ICrm Open(CrmConnection connection, HttpClient client, TimeProvider clock) => new SalesforceCrm(connection, client, clock);

    public Task<CrmDescription> Describe(CancellationToken stop = default) => new SalesforceDescription(_http, _query, _manners).Describe(stop);

    public IAsyncEnumerable<Page<Owner>> Owners(Reading reading, CancellationToken stop = default) => _query.Read(SalesforceObject.User, [], reading, SalesforceRecords.Owner, stop);

    public async IAsyncEnumerable<Page<Pipeline>> Pipelines(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var stages = await Stages(stop);
        var types = new List<(string Id, string Name)>();
        try
        {
            types = await _query.Ask("record types", () => $"{SalesforceObject.RecordType.Select([])} WHERE {SalesforceObject.RecordType.Where}", t => (SalesforceRecords.Id(t), t.Text("Name") ?? ""), stop).Records().ToListAsync(stop);
        }
        catch (CrmFault fault) when (fault.Kind is CrmFaultKind.NotOffered or CrmFaultKind.MissingScope)
        {
            // Without record types all opportunities go through the same stages.
        }
        // An opportunity made before the record types has none.
        yield return new([new() { Key = "default", Label = "Opportunities", Stages = stages }, .. types.Select(t => new Pipeline { Key = t.Id, Label = t.Name, Stages = stages })], null);
    }

    public IAsyncEnumerable<Page<Company>> Companies(Reading reading, CancellationToken stop = default) => _query.Read(SalesforceObject.Account, _fields.Asked("companies"), reading, _records.Company, stop);

    public IAsyncEnumerable<Page<Contact>> Contacts(Reading reading, CancellationToken stop = default) => Two.Lists(reading, "leads:", contact => contact.Id,
        r => _query.Read(SalesforceObject.Contact, Asked(), r, _records.Contact, stop),
        r => _query.Read(SalesforceObject.Lead, Asked(), r, _records.Contact, stop));

    public async IAsyncEnumerable<Page<Deal>> Deals(Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var stages = await Stages(stop);
        await foreach (var page in _query.Read(SalesforceObject.Opportunity, _fields.Asked("deals"), reading, record => _records.Deal(record, stages), stop))
            yield return page;
    }

    public IAsyncEnumerable<Page<Activity>> Activities(ActivityKind kind, Reading reading, CancellationToken stop = default) =>
        _query.Read(Of(kind), [], reading, record => SalesforceRecords.Activity(kind, record, _clock.GetUtcNow()), stop);

    public IAsyncEnumerable<Page<Association>> Associations(AssociationKind kind, Reading reading, CancellationToken stop = default) => Linked.Associations(this, kind, reading, stop);

    public async IAsyncEnumerable<Page<Removal>> Removals(RecordKind kind, Reading reading, [EnumeratorCancellation] CancellationToken stop = default)
    {
        string[] names = kind switch { RecordKind.Contact => ["Contact", "Lead"], RecordKind.Company => ["Account"], RecordKind.Deal => ["Opportunity"], _ => ["Task", "Event"] };
        foreach (var name in names)
        {
            // Only these can be merged, and then name the record that took them over.
            var master = name is "Contact" or "Lead" or "Account" ? ", MasterRecordId" : "";
            var soql = $"SELECT Id, SystemModstamp{master} FROM {name} WHERE IsDeleted = true{(reading.Since is { } since ? $" AND SystemModstamp >= {Soql.Time(since)}" : "")}";
            await foreach (var page in _query.Ask(name, () => soql, r => new Removal(kind, SalesforceRecords.Id(r), Wire.Moment(r.Text("SystemModstamp")), r.Text("MasterRecordId")), stop, deletedToo: true))
                yield return page with { Resume = null };
        }
    }

    public Task<Upserted> UpsertContact(ContactToWrite contact, CancellationToken stop = default) => new SalesforceContacts(_http, _query, _fields).Upsert(contact, stop);

    public async Task<string> CreateDeal(DealToWrite deal, CancellationToken stop = default)
    {
        var stage = deal.StageKey ?? (await Stages(stop)).Find(s => s.Kind == StageKind.Open)?.Key ?? throw new CrmFault(CrmFaultKind.Refused, Source, "Salesforce shows no open stage for an opportunity to begin in.");
        var closes = deal.ExpectedClose ?? DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime).AddDays(30);
        var values = new Dictionary<string, object?> { ["Name"] = deal.Name, ["StageName"] = stage, ["CloseDate"] = closes.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["Amount"] = deal.Value, ["OwnerId"] = deal.OwnerId, ["RecordTypeId"] = deal.PipelineKey is "default" ? null : deal.PipelineKey };
        using var made = await _http.Read(() => new(HttpMethod.Post, _query.At("sobjects/Opportunity")) { Content = CrmHttp.Json(values.Where(v => v.Value is not null).ToDictionary()) }, repeatable: false, stop: stop);
        return SalesforceContacts.Id(made.RootElement);
    }

    public async Task DeleteDeal(string id, CancellationToken stop = default)
    {
        try
        {
            await _http.Send(() => new(HttpMethod.Delete, _query.At($"sobjects/Opportunity/{Uri.EscapeDataString(id)}")), stop: stop);
        }
        catch (CrmFault fault) when (fault.Kind == CrmFaultKind.NotFound)
        {
            // Somebody was faster.
        }
    }

    public async IAsyncEnumerable<Page<Deal>> SearchDeals(DealSearch search, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var stages = await Stages(stop);
        var where = new[] { search.CreatedSince is { } since ? $"CreatedDate >= {Soql.Time(since)}" : null, search.OwnerId is { } owner ? $"OwnerId = {Soql.Id(owner)}" : null }.OfType<string>().ToList();
        var soql = $"{SalesforceObject.Opportunity.Select(_fields.Asked("deals"))}{(where.Count > 0 ? " WHERE " + string.Join(" AND ", where) : "")} ORDER BY CreatedDate DESC";
        await foreach (var page in _query.Ask("opportunities", () => soql, record => _records.Deal(record, stages), stop))
            yield return page;
    }

    public async IAsyncEnumerable<Page<Activity>> SearchActivities(ActivitySearch search, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var from = Of(search.Kind);
        var when = search.Kind switch
        {
            ActivityKind.Meeting => $"StartDateTime >= {Soql.Time(search.From)} AND StartDateTime <= {Soql.Time(search.To)}",
            ActivityKind.Note => $"CreatedDate >= {Soql.Time(search.From)} AND CreatedDate <= {Soql.Time(search.To)}",
            // The due date is a day, and a task may be done on another.
            _ => $"((ActivityDate >= {search.From.UtcDateTime:yyyy-MM-dd} AND ActivityDate <= {search.To.UtcDateTime:yyyy-MM-dd}) OR (CompletedDateTime >= {Soql.Time(search.From)} AND CompletedDateTime <= {Soql.Time(search.To)}))",
        };
        var soql = $"{from.Select([])} WHERE {(from.Where is null ? "" : $"({from.Where}) AND ")}{when} ORDER BY Id";
        await foreach (var page in _query.Ask(from.Name, () => soql, record => SalesforceRecords.Activity(search.Kind, record, _clock.GetUtcNow()), stop))
            yield return page;
    }

    public async Task<int?> CountActivity(ActivityKind kind, DateTimeOffset since, string? ownerId = null, CancellationToken stop = default)
    {
        var from = Of(kind);
        var when = kind switch
        {
            ActivityKind.Meeting => $"StartDateTime >= {Soql.Time(since)}",
            ActivityKind.Note => $"CreatedDate >= {Soql.Time(since)}",
            // The due date is a day; a logged call has no other time.
            _ => $"ActivityDate >= {since.UtcDateTime:yyyy-MM-dd}",
        };
        var where = new[] { from.Where is null ? null : $"({from.Where})", when, ownerId is null ? null : $"OwnerId = {Soql.Id(ownerId)}" }.OfType<string>();
        return await _query.Count($"SELECT COUNT() FROM {from.Name} WHERE {string.Join(" AND ", where)}", stop);
    }

    async Task<List<Stage>> Stages(CancellationToken stop) =>
        [.. (await _query.Ask("stages", () => $"{SalesforceObject.Stage.Select([])} WHERE IsActive = true ORDER BY SortOrder", s => s.Clone(), stop).Records().ToListAsync(stop)).Select(SalesforceRecords.Stage)];

    /// <summary>What the map asks of contacts, without the key that writing alone uses.</summary>
    IEnumerable<string> Asked() => _fields.Asked("contacts").Except([_fields.Theirs("contacts", "external_id", "")]);

    static SalesforceObject Of(ActivityKind kind) => kind switch
    {
        ActivityKind.Call => SalesforceObject.Call,
        ActivityKind.Email => SalesforceObject.Email,
        ActivityKind.Meeting => SalesforceObject.Event,
        ActivityKind.Task => SalesforceObject.Task,
        ActivityKind.Note => SalesforceObject.Note,
        _ => throw new CrmFault(CrmFaultKind.NotOffered, "salesforce", $"Salesforce keeps no activities of the kind {kind}."),
    };
}
