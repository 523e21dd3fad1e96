using Rainmaker.Crm;
using Rainmaker.Insights.Unusual;
using Rainmaker.Intelligence.Coaching;
using Rainmaker.Intelligence.Insights;
using Rainmaker.Sync.Salespeople;

namespace Rainmaker.Insights.Coaching;

/// <summary>
/// Per rep in the caller's sight: the quality of the activity with its parts, what was unusual, the health of the pipeline, and what to do next with the evidence; from own tables, or from
/// the rows of a connected CRM.
/// </summary>
public static class ReadRepInsights
{
    public const int Days = 30, MostDays = 365;

    public sealed record Anomaly(string AnomalyId, Severity Severity, string Title, string Description);

    /// <param name="Anomalies">Open findings about the rep.</param>
    /// <param name="UnusualStages">Deals that stay longer in their stage than nine of ten that went on.</param>
    /// <param name="LateBooked">Wins written down late or held back.</param>
    public sealed record RepInsights(
        string OwnerId, string OwnerName, string? OwnerEmail, ActivityScore Quality, IReadOnlyList<Anomaly> Anomalies, PipelineHealth PipelineHealth, IReadOnlyList<UnusualStay> UnusualStages,
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
        var unusual = (await findings.AsNoTracking().VisibleTo(actor).Where(f => f.State == InsightState.Open && f.OwnerId != null).OrderByDescending(f => f.FirstSeenAt).ToListAsync(stop)).ToLookup(f => f.OwnerId!.Value.ToString(), f => new Anomaly(f.Key, f.Severity, f.Title, f.Description), StringComparer.Ordinal);
        return Told(book, rep => unusual[rep.Id], over, db.Tenant.Currency, db.Now, []);
    }

    /// <summary>The same over a connected CRM.</summary>
    /// <param name="provider">hubspot, salesforce, pipedrive, nutshell, custom.</param>
    /// <param name="owner">An owner there, by its id.</param>
    public static async Task<Result<Answer>> Handle(string provider, string? owner, int? days, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop)
    {
        var over = days ?? Days;
        if (over is < 1 or > MostDays)
            return new DaysOutOfRange(over);
        var opened = await SalespeopleDoor.Open(provider, actor, database, stop);
        if (opened.Refused(out var refusal))
            return refusal;
        var (connection, tenant, sees) = opened.Value;
        var read = await live.Get(connection, tenant.Vault, $"book {over}", (crm, enough) => CrmRows.Read(crm, over, time.GetUtcNow(), enough), stop);
        if (read.Refused(out refusal))
            return refusal;
        var (rows, notice) = read.Value;
        var owners = ReadSalespeople.Choose(rows.Work.Owners, owner, null, sees);
        if (owners.Refused(out refusal))
            return refusal;
        var now = rows.Work.To;
        var book = CrmRepBook.Of(rows, owners.Value, over, tenant.Setting<RiskSettings>("risk").StalledAfterDays, tenant, now);
        return Told(book, rep => CrmRepBook.Unusual(rep, rows.Work, tenant, now), over, tenant.Currency, now, notice is null ? rows.Work.Notices : [.. rows.Work.Notices, notice]);
    }

    static Answer Told(RepBook book, Func<Rep, IEnumerable<Anomaly>> unusual, int days, string currency, DateTimeOffset now, IReadOnlyList<string> notices)
    {
        var results = book.Reps.Select(rep => Of(rep, book, unusual(rep), days, currency, now)).ToList();
        return new(days, results, Team(book, results, currency), results.Count == 0 ? [.. notices, "Nobody in your sight sells."] : results.All(r => r.Quality.Score is null) ? [.. notices, $"No activity in the last {days} days."] : notices);
    }

    static RepInsights Of(Rep rep, RepBook book, IEnumerable<Anomaly> unusual, int days, string currency, DateTimeOffset now)
    {
        var quality = ActivityQuality.Judge([.. book.Work[rep.Id]], [.. book.Deals[rep.Id]], days, now);
        CoachedDeal[] open = [.. book.Open[rep.Id]];
        var (stays, late) = (StageTimes.Unusual(book.Staying[rep.Id], book.Left), StageTimes.Late(book.Settled, [.. book.SettledOf[rep.Id]]));
        var coaching = Coach.Prompt(open, quality, stays, late, currency);
        return new(rep.Id, rep.Name, rep.Email, quality, [.. unusual], Coach.Health(open), stays, late, coaching,
            Highlights.Write(Figures(book.Work[rep.Id], book.Before[rep.Id], book.Deals[rep.Id], currency), [], coaching));
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

    public sealed record NotAUser(string Sent) : Invalid("owner_id", "Of own tables 'owner_id' is the id of a user; for an owner of a connected CRM say 'provider' too.", Sent);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/analytics/salespeople/insights", async (string? owner_id, int? days, string? provider, Actor actor, Database database, LiveWork live, TimeProvider time, CancellationToken stop) =>
                (!string.IsNullOrEmpty(provider) ? await Handle(provider, owner_id, days, actor, database, live, time, stop)
                    : string.IsNullOrEmpty(owner_id) ? await Handle(null, days, actor, database, stop)
                    : Guid.TryParse(owner_id, out var user) ? await Handle(user, days, actor, database, stop) : new NotAUser(owner_id)).Answer())
            .Requires(InsightRights.Read).WithTags("Salespeople").WithSummary("Per rep: activity quality, what is unusual, pipeline health, what to do next; over own tables, or a connected CRM by 'provider'");
}
