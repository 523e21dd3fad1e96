using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Salesforce;

/// <summary>Bulk API 2.0: a query is handed in, waited for, and its rows come as CSV in pages.</summary>
sealed class SalesforceBulk(CrmHttp http, SalesforceLogin login, string version, TimeProvider clock)
{
    const string Ours = "bulk:";
    const int Rows = 10_000;
    static readonly TimeSpan _longest = TimeSpan.FromHours(1);

    public static bool IsOurs(string? cursor) => cursor?.StartsWith(Ours, StringComparison.Ordinal) == true;

    public async Task<Batch<T>> Begin<T>(string soql, Func<JsonElement, T> map, CancellationToken stop)
    {
        using var made = await http.Read(() => new(HttpMethod.Post, At("")) { Content = CrmHttp.Json(new { operation = "query", query = soql, contentType = "CSV", columnDelimiter = "COMMA", lineEnding = "LF" }) }, repeatable: false, stop: stop);
        var job = made.RootElement.Text("id") ?? throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "salesforce", "Salesforce took a bulk query without telling its id.");
        return await Page($"{Ours}{job}:", map, stop);
    }

    /// <param name="cursor">Job and locator; a killed run goes on in the same job, which is kept for days.</param>
    public async Task<Batch<T>> Page<T>(string cursor, Func<JsonElement, T> map, CancellationToken stop)
    {
        var parts = cursor.Split(':', 3);
        if (parts[2].Length == 0)
            await Done(parts[1], stop);
        var answer = await http.Send(() => new(HttpMethod.Get, At($"/{parts[1]}/results?maxRecords={Rows}{(parts[2].Length > 0 ? $"&locator={Uri.EscapeDataString(parts[2])}" : "")}")), stop: stop);
        var rows = Csv.Read(answer.Body).Select(row => Row(row, map)).ToList();
        // On the last page the locator is the word null.
        return new(rows, answer.Header("Sforce-Locator") is { Length: > 0 } locator && locator != "null" ? $"{Ours}{parts[1]}:{locator}" : null);
    }

    async Task Done(string job, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        for (var wait = TimeSpan.FromSeconds(1); ; wait = TimeSpan.FromSeconds(Math.Min(30, wait.TotalSeconds * 2)))
        {
            using var state = await http.Read(() => new(HttpMethod.Get, At($"/{job}")), stop: stop);
            if (Check(state.RootElement))
                return;
            if (clock.GetElapsedTime(began) > _longest)
                throw new CrmFault(CrmFaultKind.Unavailable, "salesforce", "Salesforce works on a bulk query for more than an hour.");
            await Task.Delay(wait, clock, stop);
        }
    }

    /// <returns>Whether the rows are there; a job that failed is a fault.</returns>
    internal static bool Check(JsonElement state) => state.Text("state") switch
    {
        "JobComplete" => true,
        "UploadComplete" or "InProgress" or "Open" => false,
        var ended => throw new CrmFault(CrmFaultKind.Refused, "salesforce", $"Salesforce ended a bulk query as {ended}: {state.Text("errorMessage") ?? "it does not say why"}") { Code = ended },
    };

    /// <summary>A row in the shape a query would give it, so that both are read alike.</summary>
    static (string, T, ReadOnlyMemory<byte>) Row<T>(IReadOnlyDictionary<string, string> row, Func<JsonElement, T> map)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(row.Where(c => c.Value.Length > 0).ToDictionary());
        using var record = JsonDocument.Parse(bytes);
        return (SalesforceRecords.Id(record.RootElement), map(record.RootElement), bytes);
    }

    Uri At(string tail) => new(login.Instance, $"services/data/{version}/jobs/query{tail}");
}
