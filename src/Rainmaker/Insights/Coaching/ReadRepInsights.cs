using Rainmaker.Crm;
using Rainmaker.Insights.Unusual;
using Rainmaker.Intelligence.Coaching;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Coaching;

/// <summary>
/// Per rep in the caller's sight: the quality of the activity with its parts, what was unusual, the health of the pipeline, and what to do next with the evidence; from own tables.
/// </summary>
public static class ReadRepInsights
{
    public const int Days = 30, MostDays = 365;

    public sealed record Anomaly(string AnomalyId, Severity Severity, string Title, string Description);

    /// <param name="Anomalies">Open findings about the rep.</param>
    /// <param name="UnusualStages">Deals that stay longer in their stage than nine of ten that went on.</param>
    /// <param name="LateBooked">Wins written down late or held back.</param>
    public sealed record RepInsights(
        Guid OwnerId, string OwnerName, string? OwnerEmail, ActivityScore Quality, IReadOnlyList<Anomaly> Anomalies, PipelineHealth PipelineHealth, IReadOnlyList<UnusualStay> UnusualStages,
        IReadOnlyList<LateBooked> LateBooked, IReadOnlyList<CoachingPrompt> Coaching, Summary Summary);

    /// <param name="Team">What stands out over all of them.</param>
    public sealed record Answer(int Days, IReadOnlyList<RepInsights> Results, Summary Team, IReadOnlyList<string> Notices);

    public sealed record DaysOutOfRange(int Sent) : Invalid("days", $"'days' is 1 to {MostDays}.", Sent);

    public static async Task<Result<Answer>> Handle(Guid? owner, int? days, Actor actor, Database database, CancellationToken stop)
    {
        var over = days ?? Days;
        if (over is < 1 or > MostDays)
            return new DaysOutOfRange(over);
        await using var db = await database.Open(actor, stop);
        var book = await RepBook.Read(owner, over, db.Tenant.Setting<RiskSettings>("risk").StalledAfterDays, db, stop);
        if (owner is not null && book.Reps.Count == 0)
            return new NotFound("owner");
        var findings = db.Findings;
        var unusual = (await findings.AsNoTracking().VisibleTo(actor).Where(f => f.State == InsightState.Open && f.OwnerId != null).OrderByDescending(f => f.FirstSeenAt).ToListAsync(stop)).ToLookup(f => f.OwnerId!.Value);
        var results = book.Reps.Select(rep => Of(rep, book, unusual[rep.Id], over, db)).ToList();
        return new Answer(over, results, Team(book, results, db.Tenant.Currency), results.Count == 0 ? ["Nobody in your sight sells."] : results.All(r => r.Quality.Score is null) ? [$"No activity in the last {over} days."] : []);
    }

    static RepInsights Of(Rep rep, RepBook book, IEnumerable<Finding> unusual, int days, SalesDb db)
    {
        var quality = ActivityQuality.Judge([.. book.Work[rep.Id]], [.. book.Deals[rep.Id]], days, db.Now);
        CoachedDeal[] open = [.. book.Open[rep.Id]];
        var (stays, late) = (StageTimes.Unusual(book.Staying[rep.Id], book.Left), StageTimes.Late(book.Settled, [.. book.SettledOf[rep.Id]]));
        var coaching = Coach.Prompt(open, quality, stays, late, db.Tenant.Currency);
        return new(rep.Id, rep.Name, rep.Email, quality, [.. unusual.Select(f => new Anomaly(f.Key, f.Severity, f.Title, f.Description))], Coach.Health(open), stays, late, coaching,
            Highlights.Write(Figures(book.Work[rep.Id], book.Before[rep.Id], book.Deals[rep.Id], db.Tenant.Currency), [], coaching));
    }

    static Summary Team(RepBook book, List<RepInsights> results, string currency) => Highlights.Write(
        Figures(book.Work.SelectMany(w => w), book.Before.SelectMany(w => w), book.Deals.SelectMany(d => d), currency),
        [
            ("activities", [.. book.Reps.Select(r => new Standing(r.Name, book.Work[r.Id].Count()))]),
            ("activity quality", [.. results.Where(r => r.Quality.Score is not null).Select(r => new Standing(r.OwnerName, r.Quality.Score!.Value))]),
            ("stale deals", [.. results.Select(r => new Standing(r.OwnerName, r.PipelineHealth.Stale))]),
        ],
        results.SelectMany(r => r.Coaching.Where(c => c.Priority == 1).Select(c => c with { Action = $"{r.OwnerName}: {char.ToLowerInvariant(c.Action[0])}{c.Action[1..]}" })));

    static Figure[] Figures(IEnumerable<RepActivity> now, IEnumerable<RepActivity> before, IEnumerable<RepDeal> deals, string currency)
    {
        var (work, earlier, won) = (now.ToArray(), before.ToArray(), deals.Where(d => d.IsWon).ToArray());
        Figure Of(string what, params ActivityKind[] kinds) => new(what, work.Count(a => kinds.Contains(a.Kind)), earlier.Count(a => kinds.Contains(a.Kind)), true);
        return
        [
            Of("calls", ActivityKind.Call), Of("e-mails and messages", ActivityKind.Email, ActivityKind.Whatsapp), Of("meetings", ActivityKind.Meeting),
            new("deals won", won.Length, null, true), new("won revenue", (double)won.Sum(d => d.BaseValue ?? 0), null, true, v => Money.Text((decimal)v, currency)),
        ];
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/analytics/salespeople/insights", async (Guid? owner_id, int? days, Actor actor, Database database, CancellationToken stop) => (await Handle(owner_id, days, actor, database, stop)).Answer())
            .Requires(InsightRights.Read).WithTags("Salespeople").WithSummary("Per rep: activity quality, what is unusual, pipeline health, what to do next");
}
