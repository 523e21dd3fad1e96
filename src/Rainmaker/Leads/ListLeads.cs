using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace Rainmaker.Leads;

/// <summary>The leads in the caller's sight, filtered, sorted, piece by piece. One round trip; only what is shown is opened.</summary>
public static class ListLeads
{
    /// <param name="Sort">created_at, updated_at, score, name; with - in front falling. -created_at where left out.</param>
    /// <param name="Limit">1 to 200; 50 where left out.</param>
    /// <param name="Cursor">next_cursor of the piece before.</param>
    public sealed record Page([FromQuery(Name = "sort")] string? Sort = null, [FromQuery(Name = "limit")] int? Limit = null, [FromQuery(Name = "cursor")] string? Cursor = null);

    public static async Task<Result<Listing<LeadView>>> Handle(LeadFilter filter, Page page, Actor actor, Database database, Tenants tenants, CancellationToken stop)
    {
        var tenant = await tenants.Get(actor.Tenant, stop);
        var found = await Find(filter, page, actor, tenant, database, stop);
        return found.Refused(out var refusal) ? refusal : found.Value.Select(packed => LeadColumns.Read(packed, tenant.Vault));
    }

    static async Task<Result<Listing<byte[]>>> Find(LeadFilter filter, Page page, Actor actor, TenantInfo tenant, Database database, CancellationToken stop)
    {
        var (limit, sort, choice) = (Cursor.Limit(page.Limit), LeadSort.Of(page.Sort), ChooseLeads.By(filter, actor, tenant));
        if (limit.Refused(out var refusal) || sort.Refused(out refusal))
            return refusal;
        if (choice.Faults.Count > 0)
            return new Faults(choice.Faults);
        if (page.Cursor is { Length: > 0 } cursor && !sort.Value.GoOn(choice, cursor))
            return new Cursor.NotACursor(cursor);

        // The limit is written out: of a parameter the planner cannot know how little it asks for, and plans every time anew.
        await using var batch = database.Batch(actor).Add(string.Create(CultureInfo.InvariantCulture, $"select {LeadColumns.Sql} from lead where {choice.Where} order by {sort.Value.OrderBy} limit {limit.Value + 1}"), choice.Values);
        await using var row = await batch.Read(stop);
        var packed = new List<byte[]>(limit.Value + 1);
        while (await row.ReadAsync(stop))
            packed.Add(row.GetFieldValue<byte[]>(0));
        return Listing<byte[]>.Of(packed, limit.Value, p => p, p => Place(LeadColumns.Read(p, tenant.Vault), sort.Value));
    }

    static string Place(LeadView last, LeadSort sort) => sort.Place(last.CreatedAt, last.UpdatedAt, last.AiScore, last.Name, last.Id);

    /// <summary>How many there are.</summary>
    public static async Task<long> Count(LeadFilter filter, Actor actor, Database database, TenantInfo tenant, CancellationToken stop)
    {
        var choice = ChooseLeads.By(filter, actor, tenant);
        if (choice.Faults.Count > 0)
            return 0;
        await using var batch = database.Batch(actor).Add($"select count(*) from lead where {choice.Where}", choice.Values);
        await using var row = await batch.Read(stop);
        await row.ReadAsync(stop);
        return row.GetInt64(0);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/leads", async ([AsParameters] LeadFilter filter, [AsParameters] Page page, Actor actor, Database database, Tenants tenants, HttpContext http, CancellationToken stop) =>
            {
                var tenant = await tenants.Get(actor.Tenant, stop);
                var found = await Find(filter, page, actor, tenant, database, stop);
                if (found.Refused(out var refusal))
                    return refusal.Problem();
                await Write(http, found.Value, tenant.Vault, stop);
                return (IResult)TypedResults.Empty;
            })
            .Requires(LeadRights.Read).Produces<Listing<LeadView>>()
            .WithSummary("Leads, filtered and sorted");

    static async Task Write(HttpContext http, Listing<byte[]> list, Vault vault, CancellationToken stop)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        using (var json = new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions { Encoder = Json.Wire.Encoder, SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            LeadColumns.Write(json, list.Data, vault);
            json.WriteEndArray();
            json.WriteBoolean("has_more", list.HasMore);
            json.WriteString("next_cursor", list.NextCursor);
            json.WriteEndObject();
        }
        await http.Response.BodyWriter.FlushAsync(stop);
    }
}
