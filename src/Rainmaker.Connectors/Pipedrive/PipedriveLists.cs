using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Pipedrive;

/// <summary>Pages of v2 by cursor, and of what v1 alone still has by start. The longest page always: a call costs the same whatever it brings.</summary>
sealed class PipedriveLists(CrmHttp http, PipedriveLogin login, TimeProvider clock)
{
    const int LongestPage = 500;
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    public Uri At(string path) => new(login.Host, path);

    /// <param name="query">Further parameters, without the leading sign.</param>
    public async IAsyncEnumerable<Page<T>> Read<T>(string type, Reading reading, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop, string query = "")
    {
        var began = clock.GetUtcNow();
        // Whole seconds: with fractions it answers 400.
        var order = reading.Since is { } since ? $"updated_since={Uri.EscapeDataString(Wire.Stamp(since - Overlap))}&sort_by=update_time&sort_direction=asc" : "sort_by=id&sort_direction=asc";
        await foreach (var page in Ask(type, $"{order}{(query.Length > 0 ? "&" + query : "")}", reading.Resume, map, stop))
            yield return page.Resume is null ? page with { Through = began } : page;
    }

    public IAsyncEnumerable<Page<T>> Ask<T>(string type, string query, string? resume, Func<JsonElement, T> map, CancellationToken stop) =>
        Walk.Over<T>("pipedrive", type, resume, async (cursor, stop) =>
        {
            using var answer = await Get($"api/v2/{type}?limit={LongestPage}&{query}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", stop);
            return new(Each(answer, map), answer.RootElement.Get("additional_data").Get("next_cursor").Text());
        }, stop);

    public IAsyncEnumerable<Page<T>> Old<T>(string type, string? resume, Func<JsonElement, T> map, CancellationToken stop) =>
        Walk.Over<T>("pipedrive", type, resume, async (cursor, stop) =>
        {
            using var answer = await Get($"api/v1/{type}?limit={LongestPage}&start={cursor ?? "0"}", stop);
            var paging = answer.RootElement.Get("additional_data").Get("pagination");
            return new(Each(answer, map), paging.Get("more_items_in_collection").Text() == "true" ? paging.Get("next_start").Text() : null);
        }, stop);

    public Task<JsonDocument> Get(string path, CancellationToken stop) => http.Read(() => new(HttpMethod.Get, At(path)), stop: stop);

    internal static List<(string, T, ReadOnlyMemory<byte>)> Each<T>(JsonDocument answer, Func<JsonElement, T> map) => answer.RootElement.Get("data") switch
    {
        { ValueKind: JsonValueKind.Array } data => [.. data.EnumerateArray().Select(record => (PipedriveRecords.Id(record), map(record), record.Original()))],
        // Nothing found is null, and sometimes "success": false.
        null when answer.RootElement.Get("error") is null && answer.RootElement.TryGetProperty("data", out _) => [],
        _ => throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "pipedrive", $"Pipedrive answered with JSON that holds no list: {answer.RootElement.Text("error") ?? "no 'data'"}."),
    };
}
