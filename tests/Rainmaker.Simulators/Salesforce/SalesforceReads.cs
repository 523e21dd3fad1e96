using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rainmaker.Simulators.Salesforce;

public sealed partial class SalesforceSimulator
{
    static readonly string[] _known = ["Id", "CreatedDate", "SystemModstamp", "IsDeleted", "MasterRecordId", "MobilePhone", "LeadSource", "LastActivityDate", "AnnualRevenue", "ForecastCategoryName", "CallDisposition", "Description", "ConvertedDate", "ConvertedContactId", "CurrencyIsoCode", "ApiName", "BillingCountry", "Company", "FirstName", "Title", "Phone", "Email", "Account.Name"];

    static readonly string[] _shown = ["User", "Contact", "Lead", "Account", "Opportunity", "OpportunityStage", "Task", "Event", "Note"];

    bool Sees(string name) => Store.Knows(name) && !options.Hidden.Contains(name);

    async Task Query(HttpContext http, bool deletedToo)
    {
        SoqlQuery query;
        List<(string, Dictionary<string, object?>, SoqlQuery)> rows;
        try
        {
            query = SoqlQuery.Read(http.Request.Query["q"].ToString());
            if (!Sees(query.From))
            {
                await Refuse(http, 400, "INVALID_TYPE", $"sObject type '{query.From}' is not supported.");
                return;
            }
            if (query.Fields.Find(f => !IsField(query.From, f)) is { } strange)
            {
                await Refuse(http, 400, "INVALID_FIELD", $"No such column '{strange}' on sobject of type {query.From}");
                return;
            }
            rows = Rows(query, deletedToo);
        }
        catch (FormatException e)
        {
            await Refuse(http, 400, "MALFORMED_QUERY", e.Message);
            return;
        }
        if (query.IsCount)
            await Json(http, 200, new { totalSize = rows.Count, done = true, records = Array.Empty<object>() });
        else
            await Page(http, rows, 0, $"01gsim{Requests}");
    }

    async Task More(HttpContext http, string link)
    {
        var (name, from) = link.LastIndexOf('-') is > 0 and var dash ? (link[..dash], int.Parse(link[(dash + 1)..], CultureInfo.InvariantCulture)) : (link, 0);
        List<(string, Dictionary<string, object?>, SoqlQuery)>? rows;
        lock (State)
            rows = _open.GetValueOrDefault(name);
        if (rows is null)
            await Refuse(http, 400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        else
            await Page(http, rows, from, name);
    }

    async Task Page(HttpContext http, List<(string Object, Dictionary<string, object?> Record, SoqlQuery Query)> rows, int from, string name)
    {
        var some = rows.Skip(from).Take(options.PageSize).Select(r => Row(r.Object, r.Record, r.Query)).ToList();
        var done = from + some.Count >= rows.Count;
        if (!done)
        {
            lock (State)
                _open[name] = rows;
        }
        var version = http.Request.RouteValues["version"];
        await Json(http, 200, done
            ? new { totalSize = rows.Count, done, records = some }
            : new { totalSize = rows.Count, done, nextRecordsUrl = string.Create(CultureInfo.InvariantCulture, $"/services/data/{version}/query/{name}-{from + some.Count}"), records = some });
    }

    List<(string, Dictionary<string, object?>, SoqlQuery)> Rows(SoqlQuery query, bool deletedToo, string? parentField = null, string? parent = null)
    {
        lock (State)
        {
            var found = Store.All(query.From).Where(r => (deletedToo || r["IsDeleted"] is false) && (parentField is null || (string?)r.GetValueOrDefault(parentField) == parent) && query.Where(f => r.GetValueOrDefault(f)));
            IOrderedEnumerable<Dictionary<string, object?>>? ordered = null;
            foreach (var (field, descending) in query.Order)
            {
                var by = Comparer<object?>.Create(SoqlQuery.Compare);
                ordered = ordered is null ? descending ? found.OrderByDescending(r => r.GetValueOrDefault(field), by) : found.OrderBy(r => r.GetValueOrDefault(field), by)
                    : descending ? ordered.ThenByDescending(r => r.GetValueOrDefault(field), by) : ordered.ThenBy(r => r.GetValueOrDefault(field), by);
            }
            return [.. (ordered ?? found).Take(query.Limit ?? int.MaxValue).Select(r => (query.From, r, query))];
        }
    }

    Dictionary<string, object?> Row(string name, Dictionary<string, object?> record, SoqlQuery query)
    {
        var row = new Dictionary<string, object?> { ["attributes"] = new { type = name, url = $"/services/data/v67.0/sobjects/{name}/{record["Id"]}" } };
        foreach (var field in query.Fields)
        {
            if (field == "Account.Name")
                row["Account"] = Store.All("Account").FirstOrDefault(a => a["Id"]!.Equals(record.GetValueOrDefault("AccountId"))) is { } account ? new { attributes = new { type = "Account" }, Name = account["Name"] } : null;
            else
                row[field] = Written(record.GetValueOrDefault(field));
        }
        foreach (var child in query.Children)
        {
            var real = child.From == "OpportunityContactRoles" ? "OpportunityContactRole" : "OpportunityHistory";
            var inner = SoqlQuery.Read($"SELECT {string.Join(", ", child.Fields)} FROM {real}{(child.Order.Count > 0 ? $" ORDER BY {child.Order[0].Field}" : "")}");
            var rows = Rows(inner, false, "OpportunityId", (string)record["Id"]!).ConvertAll(r => Row(r.Item1, r.Item2, r.Item3));
            row[child.From] = rows.Count == 0 ? null : new { totalSize = rows.Count, done = true, records = rows };
        }
        return row;
    }

    async Task Objects(HttpContext http) =>
        await Json(http, 200, new { encoding = "UTF-8", maxBatchSize = 200, sobjects = _shown.Where(Sees).Select(n => new { name = n, queryable = true, createable = n != "User" }) });

    async Task Begin(HttpContext http)
    {
        var query = SoqlQuery.Read((await http.Request.ReadFromJsonAsync<JsonElement>()).GetProperty("query").GetString()!);
        var id = $"750sim{Requests}";
        lock (State)
            _jobs[id] = (query, 0);
        await Json(http, 200, new { id, operation = "query", @object = query.From, state = "UploadComplete", contentType = "CSV", apiVersion = 67.0 });
    }

    async Task Job(HttpContext http, string id)
    {
        var failed = Faults.All.Any(f => f.Kind == "bulk_fails");
        int polls;
        lock (State)
            _jobs[id] = (_jobs[id].Query, polls = _jobs[id].Polls + 1);
        await Json(http, 200, failed ? new { id, state = "Failed", errorMessage = "QUERY_TIMEOUT: Your query request was running for too long." } : new { id, state = polls < 3 ? "InProgress" : "JobComplete", errorMessage = "" });
    }

    async Task Results(HttpContext http, string id)
    {
        SoqlQuery query;
        lock (State)
            query = _jobs[id].Query;
        var size = Math.Min(int.TryParse(http.Request.Query["maxRecords"], CultureInfo.InvariantCulture, out var max) ? max : 10_000, 4_000);
        var from = int.TryParse(http.Request.Query["locator"], CultureInfo.InvariantCulture, out var l) ? l : 0;
        var rows = Rows(query, false);
        var text = new StringBuilder(string.Join(',', query.Fields.Select(Quoted)) + "\n");
        foreach (var (_, record, _) in rows.Skip(from).Take(size))
            text.AppendJoin(',', query.Fields.Select(f => Quoted(Written(record.GetValueOrDefault(f)) switch { null => "", bool b => b ? "true" : "false", var v => Convert.ToString(v, CultureInfo.InvariantCulture)! }))).Append('\n');
        http.Response.Headers["Sforce-NumberOfRecords"] = Math.Min(size, rows.Count - from).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Sforce-Locator"] = from + size < rows.Count ? (from + size).ToString(CultureInfo.InvariantCulture) : "null";
        await Page(http, 200, "text/csv", text.ToString());
    }

    bool IsField(string name, string field) => _known.Contains(field, StringComparer.OrdinalIgnoreCase) || field == options.ExternalId || Store.All(name).Any(r => r.ContainsKey(field));

    static string Quoted(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>Times with an offset without a colon, which many readers refuse.</summary>
    static object? Written(object? value) => value switch
    {
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+0000",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => value,
    };
}
