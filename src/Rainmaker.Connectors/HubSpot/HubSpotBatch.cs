using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>Records by their ids, with all their properties: what is asked for stands in the body, which may be as long as it needs to be.</summary>
sealed class HubSpotBatch(CrmHttp http, HubSpotRoutes routes, FieldMap fields)
{
    const int MostIds = 100;

    /// <summary>Asking for histories halves what a call may hold.</summary>
    public const int MostWithHistory = 50;

    /// <returns>In the order of the ids; those that are gone by now are left out.</returns>
    public async Task<List<(string Id, T Record, ReadOnlyMemory<byte> Original)>> Read<T>(string type, IEnumerable<string> ids, Func<JsonElement, T> map, CancellationToken stop, string? history = null, bool archived = false)
    {
        var all = new List<(string Id, T Record, ReadOnlyMemory<byte> Original)>();
        // One that comes twice would have the whole call refused.
        foreach (var some in ids.Distinct().Chunk(history is null ? MostIds : MostWithHistory))
        {
            var body = new Dictionary<string, object> { ["properties"] = HubSpotProperties.Of(type, fields), ["inputs"] = some.Select(id => new { id }) };
            if (history is not null)
                body["propertiesWithHistory"] = new[] { history };
            using var answer = await http.Read(() => new(HttpMethod.Post, HubSpotRoutes.With(routes.Objects(type, "/batch/read"), ("archived", archived ? "true" : null))) { Content = CrmHttp.Json(body) }, stop: stop);
            var read = HubSpotCrm.Each(answer, map).ToDictionary(r => r.Item1);
            all.AddRange(some.Where(read.ContainsKey).Select(id => read[id]));
        }
        return all;
    }
}
