using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>
/// What changed, by search. Search reaches 10,000 hits and no further, and its index lags: so a window of time that ends before now, and inside it
/// always the first page behind the last id.
/// </summary>
sealed class HubSpotSearch(CrmHttp http, HubSpotManners manners, HubSpotRoutes routes, HubSpotBatch batch, FieldMap fields, TimeProvider clock)
{
    const int SearchPage = 200;

    /// <summary>What a search may be, in characters.</summary>
    const int LongestBody = 3_000;

    /// <summary>A record may be found only a while after it was written: what is younger is left for the next reading.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromSeconds(60);

    /// <summary>Read again from before the last window's end: what was written late inside it.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    public async IAsyncEnumerable<Page<T>> Changed<T>(string type, Reading reading, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop)
    {
        var (until, last) = Position(reading.Resume) ?? (clock.GetUtcNow() - Lag, "0");
        var from = reading.Since!.Value - Overlap;
        var modified = HubSpotProperties.Modified(type);
        var pages = ById(type, [Filter(modified, "GTE", Milliseconds(from)), Filter(modified, "LTE", Milliseconds(until))], last, HubSpotProperties.Of(type, fields), map, stop);
        await foreach (var (page, next) in pages)
            yield return page with { Resume = next is null ? null : $"{until.ToUnixTimeMilliseconds()}|{next}", Through = next is null ? until : null };
    }

    public async IAsyncEnumerable<Page<T>> DealsMadeSince<T>(DateTimeOffset since, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var (page, _) in ById("deals", [Filter("createdate", "GTE", Milliseconds(since))], "0", HubSpotProperties.Of("deals", fields), map, stop))
            yield return page;
    }

    public async IAsyncEnumerable<Page<T>> Happened<T>(string type, DateTimeOffset from, DateTimeOffset to, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop)
    {
        var when = type == "appointments" ? "hs_appointment_start" : "hs_timestamp";
        await foreach (var (page, _) in ById(type, [Filter(when, "GTE", Milliseconds(from)), Filter(when, "LTE", Milliseconds(to))], "0", HubSpotProperties.Of(type, fields), map, stop))
            yield return page;
    }

    /// <summary>Records that took others over, with the ids of those.</summary>
    public async IAsyncEnumerable<IReadOnlyList<(string Lost, string Kept, DateTimeOffset? At)>> Merged(string type, DateTimeOffset since, [EnumeratorCancellation] CancellationToken stop)
    {
        var modified = HubSpotProperties.Modified(type);
        object[] filters = [Filter("hs_merged_object_ids", "HAS_PROPERTY", null), Filter(modified, "GTE", Milliseconds(since))];
        await foreach (var (page, _) in ById(type, filters, "0", ["hs_merged_object_ids", modified], record => record.Clone(), stop))
        {
            yield return [.. from record in page.Records
                             let at = Wire.Moment(record.Get("properties").Get(modified).Text())
                             from lost in (record.Get("properties").Get("hs_merged_object_ids").Text() ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                             select (lost, HubSpotRecords.Id(record), at)];
        }
    }

    public async Task<int?> Count(string type, DateTimeOffset since, string? owner, CancellationToken stop)
    {
        object[] filters = owner is null ? [Filter("hs_timestamp", "GTE", Milliseconds(since))] : [Filter("hs_timestamp", "GTE", Milliseconds(since)), Filter("hubspot_owner_id", "EQ", owner)];
        using var answer = await Search(type, filters, ["hs_timestamp"], 1, stop);
        return Wire.Whole(answer.RootElement.Text("total"));
    }

    async IAsyncEnumerable<(Page<T> Page, string? Next)> ById<T>(string type, object[] filters, string last, IEnumerable<string> properties, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop)
    {
        var isWhole = properties.Sum(p => p.Length + 3) < LongestBody - 1_000;
        while (true)
        {
            using var answer = await Search(type, [.. filters, Filter("hs_object_id", "GT", last)], isWhole ? properties : [], SearchPage, stop);
            var found = HubSpotCrm.Each(answer, map);
            var next = found.Count == 0 ? last : found[^1].Item1;
            var isLast = found.Count < SearchPage && answer.RootElement.Get("paging") is null;
            // So many fields that they did not fit into the search: it told the ids.
            var records = isWhole ? found : await batch.Read(type, found.Select(f => f.Item1), map, stop);
            var page = new Page<T>(records.ConvertAll(r => r.Item2), null) { Originals = records.ConvertAll(r => r.Item3) };
            if (isLast)
            {
                yield return (page, null);
                yield break;
            }
            if (next == last)
                throw new CrmFault(CrmFaultKind.RepeatingCursor, "hubspot", $"The search of {type} does not get past the record {last}.");
            last = next;
            yield return (page, last);
        }
    }

    Task<JsonDocument> Search(string type, object[] filters, IEnumerable<string> properties, int limit, CancellationToken stop) =>
        http.Read(() => new(HttpMethod.Post, routes.Objects(type, "/search"))
        {
            Content = CrmHttp.Json(new
            {
                filterGroups = new[] { new { filters } },
                sorts = new[] { new { propertyName = "hs_object_id", direction = "ASCENDING" } },
                properties,
                limit,
            }),
        }, manners.Search, stop: stop);

    static object Filter(string propertyName, string @operator, string? value) => value is null ? new { propertyName, @operator } : new { propertyName, @operator, value };

    static string Milliseconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    static (DateTimeOffset, string)? Position(string? resume) =>
        resume?.Split('|') is [var ms, var id] && long.TryParse(ms, NumberStyles.None, CultureInfo.InvariantCulture, out var until) ? (DateTimeOffset.FromUnixTimeMilliseconds(until), id) : null;
}
