using Rainmaker.Deals;
using Rainmaker.Intelligence.Coaching;

namespace Rainmaker.Insights.Weekly;

/// <summary>
/// A week in sentences, in the caller's sight. A week that is over answers what was kept when it ended, and for ever the same; one that ended before reports were kept
/// is written from what is on record, an older one without actions, since nobody knows what waited then; the week that runs is told so far.
/// </summary>
public static class ReadWeeklyReport
{
    /// <param name="State">kept, rewritten (later, from what is on record) or so_far.</param>
    /// <param name="Sight">all, team or own: whose records it is about.</param>
    public sealed record Answer(string Week, DateOnly From, DateOnly To, string State, string Sight, DateTimeOffset MadeAt, string Currency, Statement Headline, IReadOnlyList<Statement> Highlights, IReadOnlyList<Statement> Outliers,
        IReadOnlyList<Statement> Actions, IReadOnlyList<WeekFigure> Figures, IReadOnlyList<string> Notices);

    public static async Task<Result<Answer>> Handle(string? week, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var chosen = WeekOf.Read(week, db.Today);
        if (chosen.Refused(out var refusal))
            return refusal;
        var (one, sight, kept) = (chosen.Value, KeptReport.SightOf(actor), db.Set<KeptReport>());
        if (await kept.AsNoTracking().SingleOrDefaultAsync(r => r.Week == one.Monday && r.Sight == sight, stop) is { } told)
            return Told(one, "kept", told.MadeAt, told.Content, actor, db);
        var runs = one.Sunday >= db.Today;
        return Told(one, runs ? "so_far" : "rewritten", db.Now, WriteWeek.Run(await ReadWeek.Run(one, one.IsLatest(db.Today), db, await books.Of(db, stop), stop)), actor, db);
    }

    static Answer Told(WeekOf week, string state, DateTimeOffset at, WeeklyReport report, Actor actor, SalesDb db) => new(
        week.Name, week.Monday, week.Sunday, state, actor.Sight.IsAll ? "all" : actor is { Role: Role.SalesManager, Team: not null } ? "team" : "own", at, db.Tenant.Currency, report.Headline, report.Highlights, report.Outliers, report.Actions, report.Figures,
        state switch
        {
            "so_far" => ["The week is not over: it is held against whole weeks when it is."],
            "rewritten" => [$"This week ended before reports were kept: it is written from what is on record today{(week.IsLatest(db.Today) ? "" : ", without what to do next")}."],
            _ => [],
        });

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/analytics/weekly-report", async (string? week, Actor actor, Database database, PipelineBooks books, CancellationToken stop) => (await Handle(week, actor, database, books, stop)).Answer())
            .Requires(InsightRights.Report).WithTags("Salespeople").WithSummary("A week in sentences: highlights, outliers, what to do; each figure with the way to its rows");
}
