using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Nutshell;

/// <summary>Lists by the number of the page until one is empty; changes by the log of events, which names what to read again.</summary>
sealed class NutshellLists(CrmHttp http, CrmConnection connection, TimeProvider clock)
{
    const int LongestPage = 500;
    static readonly TimeSpan _overlap = TimeSpan.FromMinutes(5);
    readonly Uri _root = connection.BaseAddress ?? new("https://app.nutshell.com");

    public Uri At(string path) => new(_root, "rest/" + path);

    public Task<JsonDocument> Get(string path, CancellationToken stop) => http.Read(() => new(HttpMethod.Get, At(path)), stop: stop);

    public IAsyncEnumerable<Page<T>> Read<T>(string type, Reading reading, Func<JsonElement, T> map, CancellationToken stop) =>
        reading.Since is { } since ? Changed(type, since, map, stop) : All(type, reading.Resume, map, stop);

    public async IAsyncEnumerable<Page<T>> All<T>(string type, string? resume, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop, string query = "")
    {
        var began = clock.GetUtcNow();
        var before = "";
        await foreach (var page in Walk.Over<T>("nutshell", type, resume, async (cursor, stop) =>
        {
            var number = cursor ?? "0";
            using var answer = await Get($"{type}?page[page]={number}&page[limit]={LongestPage}{query}", stop);
            var each = Each(answer, type, map);
            // A server that does not heed the number of the page would give the first one for ever.
            var ids = string.Join(',', each.Select(e => e.Item1));
            if (each.Count > 0 && ids == before)
                return new(each, number);
            before = ids;
            // The page after the last is empty; what it says of the whole count is no sign.
            return new(each, each.Count == 0 ? null : (int.Parse(number, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
        }, stop))
            yield return page.Resume is null ? page with { Through = began } : page;
    }

    /// <summary>Lists that name the address of their next page.</summary>
    public IAsyncEnumerable<Page<T>> Following<T>(string type, string? resume, Func<JsonElement, T> map, CancellationToken stop, string query = "") =>
        Walk.Over<T>("nutshell", type, resume, async (cursor, stop) =>
        {
            using var answer = await http.Read(() => new(HttpMethod.Get, cursor is null ? At($"{type}?limit={LongestPage}{query}") : Ours(cursor)), stop: stop);
            var each = Each(answer, type.Split('/')[0], map);
            return new(each, each.Count == 0 ? null : answer.RootElement.Get("meta").Get("next").Text());
        }, stop);

    /// <summary>Ids of records an event of that kind happened to, each with the time of the last.</summary>
    public async Task<Dictionary<string, DateTimeOffset?>> Touched(string log, string type, DateTimeOffset since, CancellationToken stop)
    {
        var ids = new Dictionary<string, DateTimeOffset?>();
        var seconds = (since - _overlap).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var events = Following(log, null, e => (At: Wire.Moment(e.Text("createdTime")), Ids: NutshellRecords.Links(e, "payloads").ToList()), stop, $"&since_time={seconds}");
        await foreach (var (at, touched) in events.Records())
        {
            foreach (var id in touched.Where(t => t.EndsWith("-" + type, StringComparison.Ordinal)))
                ids[id] = at;
        }
        return ids;
    }

    async IAsyncEnumerable<Page<T>> Changed<T>(string type, DateTimeOffset since, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken stop)
    {
        var began = clock.GetUtcNow();
        var batch = new List<(string, T, ReadOnlyMemory<byte>)>();
        foreach (var id in (await Touched("events", type, since, stop)).Keys)
        {
            try
            {
                using var answer = await Get($"{type}/{Uri.EscapeDataString(id)}", stop);
                batch.AddRange(Each(answer, type, map));
            }
            catch (CrmFault fault) when (fault.Kind == CrmFaultKind.NotFound)
            {
                // Changed first, deleted then: the removals tell.
            }
        }
        yield return new(batch.ConvertAll(b => b.Item2), null) { Originals = batch.ConvertAll(b => b.Item3), Through = began };
    }

    /// <summary>The next page stands on the vendor's host; through a proxy or simulator it is asked where the first was.</summary>
    Uri Ours(string next) => Uri.TryCreate(next, UriKind.Absolute, out var address) ? new(_root, address.PathAndQuery) : At(next);

    internal static List<(string, T, ReadOnlyMemory<byte>)> Each<T>(JsonDocument answer, string type, Func<JsonElement, T> map) =>
        answer.RootElement.Get(type) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(record => (NutshellRecords.Id(record), map(record), record.Original()))]
            : throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "nutshell", $"Nutshell answered with JSON that holds no '{type}'.");
}
