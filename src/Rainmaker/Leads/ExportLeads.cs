using System.Globalization;
using System.Text;
using Rainmaker.Platform.Files;

namespace Rainmaker.Leads;

/// <summary>Leads as CSV, with the names that the import takes. Cells that a spreadsheet would run as a formula begin with an apostrophe, which the import takes off again.</summary>
public static class ExportLeads
{
    static readonly (string Name, Func<LeadView, string?> Read)[] Columns =
    [
        ("id", l => l.Id.ToString()), ("external_id", l => l.ExternalId), ("name", l => l.Name), ("first_name", l => l.FirstName), ("last_name", l => l.LastName),
        ("email", l => l.ContactInfo.Email), ("phone", l => l.ContactInfo.Phone), ("whatsapp", l => l.ContactInfo.Whatsapp), ("company", l => l.Company), ("job_title", l => l.JobTitle),
        ("industry", l => l.Industry), ("company_size", l => l.CompanySize), ("country", l => l.Country), ("region", l => l.Region), ("city", l => l.City), ("postal_code", l => l.PostalCode),
        ("source", l => l.Source), ("status", l => JsonNamingPolicy.SnakeCaseLower.ConvertName(l.Status.ToString())), ("priority", l => JsonNamingPolicy.SnakeCaseLower.ConvertName(l.Priority.ToString())),
        ("prospective_type", l => l.ProspectiveType is { } type ? JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString()) : null), ("tags", l => string.Join(", ", l.Tags)),
        ("ai_score", l => l.AiScore?.ToString(CultureInfo.InvariantCulture)), ("owner_id", l => l.OwnerId?.ToString()), ("timeline", l => l.Timeline), ("budget", l => l.Budget),
        ("decision_maker", l => l.DecisionMaker), ("competitor", l => l.Competitor), ("notes", l => l.Notes), ("created_at", l => l.CreatedAt.ToString("O", CultureInfo.InvariantCulture)),
    ];

    /// <summary>Streams the file; a refusal before its first byte, else null.</summary>
    public static async Task<Refusal?> Handle(BulkLeads.Selection selection, Stream target, Action begin, Actor actor, Database database, CancellationToken stop)
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
            begin();
            // Spreadsheets take a file without a mark for their country's old encoding.
            await using var file = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
            await file.WriteLineAsync(string.Join(',', Columns.Select(c => c.Name)));
            while (await row.ReadAsync(stop))
            {
                var lead = LeadColumns.Read(row, db.Vault);
                await file.WriteLineAsync(string.Join(',', Columns.Select(c => Cell(c.Read(lead)))));
                rows++;
            }
        }
        // Who took addresses out, and how many, is on record.
        db.Add(db.NewAudit("lead.export", "lead", null, Json.Write(new { metadata = new { rows, filter = selection.AllMatching, picked = selection.Ids?.Count } })));
        await db.Finish(stop, wake: true, save: true);
        return null;
    }

    /// <summary>Quoted where CSV needs it, disarmed where a spreadsheet would calculate; importing the file again undoes both.</summary>
    internal static string Cell(string? value) => Formulas.Neutralise(value) switch
    {
        null => "",
        var cell when cell.AsSpan().ContainsAny(",\"\r\n") => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        var cell => cell,
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/leads/export", (HttpContext http, Actor actor, Database database, CancellationToken stop) =>
                Send(new(null, http.Request.QueryString.Value ?? ""), http, actor, database, stop))
            .Requires(LeadRights.Export).WithSummary("All leads that match, as CSV");
        routes.MapPost("/api/leads/export", (BulkLeads.Selection selection, HttpContext http, Actor actor, Database database, CancellationToken stop) => Send(selection, http, actor, database, stop))
            .Requires(LeadRights.Export).WithSummary("Picked leads as CSV");
    }

    internal static async Task<IResult> Send(BulkLeads.Selection selection, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var refusal = await Handle(selection, http.Response.Body, () =>
        {
            http.Response.ContentType = "text/csv; charset=utf-8";
            http.Response.Headers.ContentDisposition = "attachment; filename=\"leads.csv\"";
        }, actor, database, stop);
        return refusal is null ? TypedResults.Empty : refusal.Problem();
    }
}
