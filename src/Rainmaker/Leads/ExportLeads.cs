using Rainmaker.Platform.Files;

namespace Rainmaker.Leads;

/// <summary>Leads as CSV or as an Excel workbook, with the names that the import takes.</summary>
public static class ExportLeads
{
    static readonly (string Name, Func<LeadView, object?> Read)[] Columns =
    [
        ("id", l => l.Id.ToString()), ("external_id", l => l.ExternalId), ("name", l => l.Name), ("first_name", l => l.FirstName), ("last_name", l => l.LastName),
        ("email", l => l.ContactInfo.Email), ("phone", l => l.ContactInfo.Phone), ("whatsapp", l => l.ContactInfo.Whatsapp), ("company", l => l.Company), ("job_title", l => l.JobTitle),
        ("industry", l => l.Industry), ("company_size", l => l.CompanySize), ("country", l => l.Country), ("region", l => l.Region), ("city", l => l.City), ("postal_code", l => l.PostalCode),
        ("source", l => l.Source), ("status", l => JsonNamingPolicy.SnakeCaseLower.ConvertName(l.Status.ToString())), ("priority", l => JsonNamingPolicy.SnakeCaseLower.ConvertName(l.Priority.ToString())),
        ("prospective_type", l => l.ProspectiveType is { } type ? JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString()) : null), ("tags", l => string.Join(", ", l.Tags)),
        ("ai_score", l => l.AiScore), ("owner_id", l => l.OwnerId?.ToString()), ("timeline", l => l.Timeline), ("budget", l => l.Budget),
        ("decision_maker", l => l.DecisionMaker), ("competitor", l => l.Competitor), ("notes", l => l.Notes), ("created_at", l => l.CreatedAt),
    ];

    /// <summary>Streams the file; a refusal before its first byte, else null.</summary>
    public static async Task<Refusal?> Handle(Chosen selection, Func<TableWriter> begin, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var choice = ChooseLeads.By(LeadFilter.Of(selection.AllMatching ?? ""), actor, db.Tenant);
        if (selection.Ids is { Count: > 0 } picked)
            choice.Among(picked);
        if (choice.Faults.Count > 0)
            return new Faults(choice.Faults);
        await using var command = db.Command($"select {LeadColumns.Sql} from lead where {choice.Where} order by created_at desc, id desc");
        command.Parameters.AddRange(choice.Values);
        var rows = 0;
        await using (var row = await command.ExecuteReaderAsync(stop))
        {
            await using var file = begin();
            await file.Row(Columns.Select(c => c.Name));
            while (await row.ReadAsync(stop))
            {
                var lead = LeadColumns.Read(row.GetFieldValue<byte[]>(0), db.Vault);
                await file.Row(Columns.Select(c => c.Read(lead)));
                rows++;
            }
            await file.Finish(stop);
        }
        // Who took addresses out, and how many, is on record.
        db.Add(db.NewAudit("lead.export", "lead", null, Json.Write(new { metadata = new { rows, filter = selection.AllMatching, picked = selection.Ids?.Count } })));
        await db.Finish(stop, wake: true, save: true);
        return null;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/leads/export", (string? format, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
                Send(new(null, http.Request.QueryString.Value ?? ""), format, http, actor, database, stop))
            .Requires(LeadRights.Export).WithSummary("All leads that match, as CSV or, with format=xlsx, for Excel");
        routes.MapPost("/api/leads/export", (Chosen selection, string? format, HttpContext http, Actor actor, Database database, CancellationToken stop) => Send(selection, format, http, actor, database, stop))
            .Requires(LeadRights.Export).WithSummary("Picked leads as CSV or, with format=xlsx, for Excel");
    }

    internal static async Task<IResult> Send(Chosen selection, string? format, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var wanted = TableWriter.FormatOf(format);
        if (wanted.Refused(out var odd))
            return odd.Problem();
        return await Handle(selection, () => TableWriter.Begin(http, wanted.Value, "leads"), actor, database, stop) is { } refusal ? refusal.Problem() : TypedResults.Empty;
    }
}
