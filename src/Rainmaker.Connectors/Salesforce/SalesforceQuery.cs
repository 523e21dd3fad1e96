using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Salesforce;

/// <summary>
/// Reads an object of any size. All of it: by query and the links it gives, by the bulk interface where that is long. What changed: by the time of the
/// change and the id, because times tie; with an overlap, because changes show late and out of order.
/// </summary>
sealed class SalesforceQuery(CrmHttp http, SalesforceManners manners, SalesforceLogin login, string version, TimeProvider clock)
{
    /// <summary>Above this many rows the bulk interface is asked.</summary>
    const int Many = 10_000;
    const int ChangesPage = 2_000;
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);
    readonly SalesforceBulk _bulk = new(http, login, version, clock);

    public Uri At(string path) => new(login.Instance, $"services/data/{version}/{path}");

    public IAsyncEnumerable<Page<T>> Read<T>(SalesforceObject from, IEnumerable<string> own, Reading reading, Func<JsonElement, T> map, CancellationToken stop) =>
        reading.Since is { } since ? Changed(from, own, since, reading.Resume, map, stop) : All(from, own, reading.Resume, map, stop);

    /// <summary>A query that is not paged by hand: short lists, searches.</summary>
    public async IAsyncEnumerable<Page<T>> Ask<T>(string what, Func<string> soql, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop, bool deletedToo = false)
    {
        await foreach (var page in Walk.Over<T>("salesforce", what, null, async (cursor, stop) =>
        {
            using var answer = await Get(() => cursor is null ? Query(soql(), deletedToo) : new(login.Instance, cursor), stop);
            return new(Each(answer, map), Next(answer));
        }, stop))
            yield return page;
    }

    public async Task<int> Count(string soql, CancellationToken stop)
    {
        using var answer = await Get(() => Query(soql, false), stop);
        return answer.RootElement.GetProperty("totalSize").GetInt32();
    }

    async IAsyncEnumerable<Page<T>> All<T>(SalesforceObject from, IEnumerable<string> own, string? resume, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop)
    {
        var began = clock.GetUtcNow();
        var select = from.Select(own);
        var pages = Walk.Over<T>("salesforce", from.Name, resume, async (cursor, stop) =>
        {
            manners.LeaveRoom();
            if (SalesforceBulk.IsOurs(cursor))
                return await _bulk.Page(cursor!, map, stop);
            var (link, last) = cursor?.Split('|') is [var l, var id] ? (l, id) : ("", "");
            using var answer = link.Length > 0 ? await Following(link, () => Query(Ordered(select, from.Where, last), false), stop) : await Get(() => Query(Ordered(select, from.Where, null), false), stop);
            if (cursor is null && from.Children is null && Wire.Whole(answer.RootElement.Text("totalSize")) > Many)
                return await _bulk.Begin(Ordered(select, from.Where, null), map, stop);
            var each = Each(answer, map);
            return new(each, Next(answer) is { } next && each.Count > 0 ? $"{next}|{each[^1].Id}" : null);
        }, stop);
        await foreach (var page in pages)
            yield return page.Resume is null ? page with { Through = began } : page;
    }

    async IAsyncEnumerable<Page<T>> Changed<T>(SalesforceObject from, IEnumerable<string> own, DateTimeOffset since, string? resume, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop)
    {
        var began = clock.GetUtcNow();
        var select = from.Select(own);
        var pages = Walk.Over<T>("salesforce", from.Name, resume, async (cursor, stop) =>
        {
            manners.LeaveRoom();
            var after = cursor?.Split('|') is [var time, var id] && Wire.Moment(time) is { } at
                ? $"((SystemModstamp = {Precise(at)} AND Id > {Soql.Id(id)}) OR SystemModstamp > {Precise(at)})"
                : $"SystemModstamp >= {Soql.Time(since - Overlap)}";
            using var answer = await Get(() => Query($"{select} WHERE {(from.Where is null ? "" : $"({from.Where}) AND ")}{after} ORDER BY SystemModstamp, Id LIMIT {ChangesPage}", false), stop);
            var each = Each(answer, map);
            var rows = answer.RootElement.Items("records").ToList();
            return new(each, rows.Count < ChangesPage ? null : $"{rows[^1].Text("SystemModstamp")}|{each[^1].Id}");
        }, stop);
        await foreach (var page in pages)
            yield return page.Resume is null ? page with { Through = began } : page;
    }

    /// <summary>A link lasts two days at most; where it is gone, the list goes on behind the last id.</summary>
    async Task<JsonDocument> Following(string link, Func<Uri> instead, CancellationToken stop)
    {
        try
        {
            return await Get(() => new(login.Instance, link), stop);
        }
        catch (CrmFault fault) when (fault.Kind is CrmFaultKind.NotFound || fault.Code == "INVALID_QUERY_LOCATOR")
        {
            return await Get(instead, stop);
        }
    }

    Uri Query(string soql, bool deletedToo) => At($"{(deletedToo ? "queryAll" : "query")}?q={Uri.EscapeDataString(soql)}");

    Task<JsonDocument> Get(Func<Uri> address, CancellationToken stop) => http.Read(() => new(HttpMethod.Get, address()), stop: stop);

    /// <summary>With milliseconds: times tie, and a rounded one would leave rows out.</summary>
    static string Precise(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    static string Ordered(string select, string? where, string? behind)
    {
        var conditions = string.Join(" AND ", new[] { where is null ? null : $"({where})", string.IsNullOrEmpty(behind) ? null : $"Id > {Soql.Id(behind)}" }.OfType<string>());
        return $"{select}{(conditions.Length > 0 ? $" WHERE {conditions}" : "")} ORDER BY Id";
    }

    /// <summary>"done" decides: a link beside it leads nowhere.</summary>
    static string? Next(JsonDocument answer) => answer.RootElement.Text("done") == "false" ? answer.RootElement.Text("nextRecordsUrl") : null;

    internal static List<(string Id, T Record, ReadOnlyMemory<byte> Original)> Each<T>(JsonDocument answer, Func<JsonElement, T> map) =>
        answer.RootElement.Get("records") is { ValueKind: JsonValueKind.Array } records
            ? [.. records.EnumerateArray().Select(record => (SalesforceRecords.Id(record), map(record), record.Original()))]
            : throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "salesforce", "Salesforce answered with JSON that holds no 'records'.");
}
