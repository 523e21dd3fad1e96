using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Shell;

namespace Rainmaker.Insights.Weekly;

/// <summary>The page of a week's report, and the one with the rows behind a figure that no list of its own shows.</summary>
public static class ShowWeek
{
    public const string Path = "/reports/weekly";
    const int MostRows = 500, WeeksOffered = 26;

    public sealed record View(ReadWeeklyReport.Answer Report, TenantInfo Tenant, IReadOnlyList<WeekOf> Weeks, WeekOf? Newer, WeekOf Older);

    /// <param name="Record">The page of what it was done on.</param>
    public sealed record RowLine(DateTimeOffset At, string What, string Text, string? Who, string Record, decimal? Value, string? Ended);

    public sealed record RowsView(string Title, WeekOf Week, IReadOnlyList<RowLine> Rows, bool IsAll, TenantInfo Tenant);

    public sealed record UnknownRows(string Sent) : Invalid("of", "'of' is call, email, meeting or opened.", Sent);

    static async Task<IResult> Show(string? week, Actor actor, Database database, PipelineBooks books, Tenants tenants, TimeProvider time, CancellationToken stop)
    {
        var report = await ReadWeeklyReport.Handle(week, actor, database, books, stop);
        if (report.Refused(out var refusal))
            return refusal.Problem();
        var tenant = await tenants.Get(actor.Tenant, stop);
        var (shown, runs) = (new WeekOf(report.Value.From), WeekOf.Of(tenant.DayOf(time.GetUtcNow())));
        return new RazorComponentResult<WeekPage>(new
        {
            Shown = new View(report.Value, tenant, [.. Enumerable.Range(0, WeeksOffered).Select(n => new WeekOf(runs.Monday.AddDays(-7 * n))).Append(shown).Distinct().OrderByDescending(w => w.Monday)],
                shown.Monday < runs.Monday ? new WeekOf(shown.Monday.AddDays(7)) : null, new WeekOf(shown.Monday.AddDays(-7))),
        });
    }

    static async Task<IResult> Rows(string? week, string? of, string? owner, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var chosen = WeekOf.Read(week, db.Today);
        if (chosen.Refused(out var refusal))
            return refusal.Problem();
        if (of is not ("call" or "email" or "meeting" or "opened"))
            return new UnknownRows(of ?? "").Problem();
        var (one, from, to) = (chosen.Value, db.Tenant.StartOf(chosen.Value.Monday).ToUniversalTime(), db.Tenant.StartOf(chosen.Value.Sunday.AddDays(1)).ToUniversalTime());
        var who = Guid.TryParse(owner, out var id) ? id : (Guid?)null;
        var names = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.Name, stop);
        var rows = of == "opened" ? await Opened(from, to, who, names, db, stop) : await Done(of, from, to, who, names, db, stop);
        var title = of switch { "call" => "Calls", "email" => "E-mails and messages", "meeting" => "Meetings", _ => "Deals opened" } + (who is { } of_ && names.TryGetValue(of_, out var name) ? $" of {name}" : "");
        return new RazorComponentResult<WeekRowsPage>(new { Shown = new RowsView(title, one, [.. rows.Take(MostRows)], rows.Count <= MostRows, db.Tenant) });
    }

    static async Task<List<RowLine>> Done(string of, DateTimeOffset from, DateTimeOffset to, Guid? who, Dictionary<Guid, string> names, SalesDb db, CancellationToken stop)
    {
        ActivityKind[] kinds = of switch { "call" => [ActivityKind.Call], "meeting" => [ActivityKind.Meeting], _ => [ActivityKind.Email, ActivityKind.Whatsapp] };
        var (activities, all, owners) = (db.Activities, db.Actor.Sight.IsAll, db.Actor.Sight.Owners ?? []);
        var done = await activities.AsNoTracking().Where(a => a.Completed && a.At >= from && a.At < to && kinds.Contains(a.Kind) && (who == null || a.CreatedBy == who)
            && (all || (a.CreatedBy != null && owners.Contains(a.CreatedBy.Value)))).OrderByDescending(a => a.At).Take(MostRows + 1).ToListAsync(stop);
        return [.. done.Select(a => new RowLine(a.At, Format.Words(Words<ActivityKind>.ToWord[a.Kind]), a.Description, a.CreatedBy is { } by ? names.GetValueOrDefault(by) : null, Page(a), null, ActivityOutcome.Said(a)))];
    }

    static async Task<List<RowLine>> Opened(DateTimeOffset from, DateTimeOffset to, Guid? who, Dictionary<Guid, string> names, SalesDb db, CancellationToken stop)
    {
        var deals = db.Deals;
        var opened = await deals.AsNoTracking().VisibleTo(db.Actor).Where(d => d.CreatedAt >= from && d.CreatedAt < to && (who == null || d.OwnerId == who)).OrderByDescending(d => d.CreatedAt).Take(MostRows + 1).ToListAsync(stop);
        return [.. opened.Select(d => new RowLine(d.CreatedAt, "Deal", d.Name, d.OwnerId is { } owner ? names.GetValueOrDefault(owner) : null, $"/deals/{d.Id}", d.BaseValue, d.IsOpen ? null : Format.Words(Words<StageKind>.ToWord[d.Status])))];
    }

    static string Page(Activities.Activity activity) => activity.EntityType switch
    {
        EntityType.Lead => $"/leads/{activity.EntityId}",
        EntityType.Company => $"/companies/{activity.EntityId}",
        EntityType.Contact => $"/contacts/{activity.EntityId}",
        _ => $"/deals/{activity.EntityId}",
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show).Requires(InsightRights.Report).ExcludeFromDescription();
        routes.MapGet(Path + "/rows", Rows).Requires(InsightRights.Report).ExcludeFromDescription();
    }
}
