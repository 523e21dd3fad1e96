using System.Globalization;
using Rainmaker.Connectors;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Anomalies;
using Rainmaker.Intelligence.Coaching;
using Rainmaker.Intelligence.Health;
using Rainmaker.Intelligence.Insights;
using Rainmaker.Sync.Salespeople;
using Activity = Rainmaker.Crm.Activity;
using RepActivity = Rainmaker.Intelligence.Coaching.RepActivity;

namespace Rainmaker.Insights.Coaching;

/// <summary>The rows of a connected CRM that the insights about its salespeople are judged from.</summary>
public sealed record CrmRows(SalesWork Work, IReadOnlyList<Deal> Deals)
{
    /// <summary>Half a year at least: what is unusual in a week shows only against many others.</summary>
    public static async Task<CrmRows> Read(ICrm crm, int days, DateTimeOffset now, CancellationToken stop)
    {
        var work = await SalesWork.Read(crm, Math.Max(2 * days, CrmRepBook.Weeks * 7), now, stop);
        return new(work, await Pages.Records(crm.Deals(Reading.All, stop)).ToListAsync(stop));
    }
}

/// <summary>Puts the rows of a connected CRM into the shape that own tables are judged in: one definition for both.</summary>
static class CrmRepBook
{
    public const int Weeks = 26;
    static readonly TimeSpan AnswersWithin = TimeSpan.FromDays(14);
    static readonly string[] _reached = ["completed", "connected", "reached", "answered", "held", "positive", "interested"];
    static readonly string[] _notReached = ["no_answer", "no_show", "busy", "voicemail", "left_voicemail", "canceled", "cancelled", "wrong_number", "negative", "failed"];

    public static RepBook Of(CrmRows rows, IEnumerable<Owner> owners, int days, int stalledAfter, TenantInfo tenant, DateTimeOffset now)
    {
        var (since, year, today) = (now.AddDays(-days), now.AddDays(-365), tenant.DayOf(now));
        var stages = rows.Deals.Select(d => d.Stage).DistinctBy(s => s.Key).ToDictionary(s => s.Key, StringComparer.Ordinal);
        var deals = rows.Deals.Where(d => d.OwnerId is not null && (d.IsOpen || d.ClosedAt >= since)).ToList();
        var open = deals.FindAll(d => d.IsOpen);
        var work = Work(rows.Work).ToList();
        var settled = rows.Deals.Where(d => d.Stage.Kind == StageKind.Won && d.ClosedAt >= year).Select(d => (Owner: d.OwnerId ?? "", Lately: d.ClosedAt >= since, Deal: Booked(d, tenant))).ToList();
        return new(
            [.. owners.Where(o => o.IsActive).Select(o => new Rep(o.Id, o.Name, o.Email))],
            work.Where(w => w.Done.At >= since).ToLookup(w => w.Owner, w => w.Done, StringComparer.Ordinal),
            work.Where(w => w.Done.At < since && w.Done.At >= since.AddDays(-days)).ToLookup(w => w.Owner, w => w.Done, StringComparer.Ordinal),
            deals.ToLookup(d => d.OwnerId!, d => new RepDeal(d.Id, d.Name, Base(d, tenant), d.IsOpen, d.Stage.Kind == StageKind.Won, Moved(d, since, stages), !d.IsOpen), StringComparer.Ordinal),
            open.ToLookup(d => d.OwnerId!, d => new CoachedDeal(d.Id, d.Name, Base(d, tenant), Figures.IsStalled(d, now, stalledAfter), d.NextActivityAt >= now, d.ExpectedClose < today, (double?)DealHealth.Judge(d with { BaseValue = Base(d, tenant) }, new(Moved(d, since, stages), null), now, HealthSettings.Default)?.Score), StringComparer.Ordinal),
            open.ToLookup(d => d.OwnerId!, d => new StayingDeal(d.Id, d.Name, d.Stage.Label, (now - d.StageEnteredAt).TotalDays, Base(d, tenant)), StringComparer.Ordinal),
            Left(rows.Deals, year, stages),
            [.. settled.Select(s => s.Deal)], settled.Where(s => s.Lately).ToLookup(s => s.Owner, s => s.Deal, StringComparer.Ordinal));
    }

    /// <summary>Weeks of calls, e-mails and meetings that are off what the same person did in the weeks before. The last whole week is judged.</summary>
    public static IEnumerable<ReadRepInsights.Anomaly> Unusual(Rep rep, SalesWork work, TenantInfo tenant, DateTimeOffset now)
    {
        var today = tenant.DayOf(now);
        var monday = today.AddDays(-((int)today.DayOfWeek + 6) % 7);
        foreach (var (what, all) in ((string, IReadOnlyList<Activity>)[])[("calls", work.Calls), ("e-mails", work.Emails), ("meetings", work.Meetings)])
        {
            var counts = all.Where(a => a.OwnerId == rep.Id).Select(a => tenant.DayOf(a.CompletedAt!.Value)).Where(day => day < monday).CountBy(day => (monday.DayNumber - 1 - day.DayNumber) / 7).ToDictionary();
            // Before somebody's first week there is no past to compare with.
            var first = counts.Keys.Where(w => w < Weeks - 1).DefaultIfEmpty(-1).Max();
            var points = Enumerable.Range(0, first + 1).Select(back => new SeriesPoint(monday.AddDays(-7 * (back + 1)).ToDateTime(TimeOnly.MinValue), counts.GetValueOrDefault(back))).ToList();
            if (FindAnomalies.Last(points, AnomalySettings.Default with { Counts = true }) is { } found)
                yield return new(string.Create(CultureInfo.InvariantCulture, $"rep_{what.Replace("-", "", StringComparison.Ordinal)}_{rep.Id}"), found.IsHigh ? Severity.Info : Severity.Warning,
                    $"{(found.IsHigh ? "More" : "Fewer")} {what} by {rep.Name} than usual", $"{AnomalyWords.Say(found, $"{what} by {rep.Name}", "last week", neverBelow: 0)}.");
        }
    }

    static IEnumerable<(string Owner, RepActivity Done)> Work(SalesWork work)
    {
        // What came in is nobody's work, but an answer to somebody's.
        var came = work.Emails.Concat(work.Calls).Where(a => a.Direction == ActivityDirection.In).ToList();
        var (byDeal, byContact) = (came.ToLookup(a => a.DealId, a => a.CompletedAt!.Value, StringComparer.Ordinal), came.ToLookup(a => a.ContactId, a => a.CompletedAt!.Value, StringComparer.Ordinal));
        return work.Emails.Where(e => e.Direction != ActivityDirection.In).Concat(work.Calls).Concat(work.Meetings).Where(a => a.OwnerId is not null)
            .Select(a => (a.OwnerId!, new RepActivity(a.Kind, a.CompletedAt!.Value, a.DealId, Answered(a, byDeal, byContact), OutcomeOf(a))));
    }

    static bool? Answered(Activity activity, ILookup<string?, DateTimeOffset> byDeal, ILookup<string?, DateTimeOffset> byContact)
    {
        if (activity.Direction == ActivityDirection.In || (activity.DealId is null && activity.ContactId is null))
            return null;
        var at = activity.CompletedAt!.Value;
        var answers = (activity.DealId is { } deal ? byDeal[deal] : []).Concat(activity.ContactId is { } contact ? byContact[contact] : []);
        return answers.Any(came => came > at && came <= at + AnswersWithin) ? true : null;
    }

    /// <summary>A call or meeting that lasted reached somebody, whatever was written of it.</summary>
    static Outcome? OutcomeOf(Activity activity)
    {
        var word = activity.Outcome?.ToLowerInvariant().Replace(' ', '_');
        return _notReached.Contains(word, StringComparer.Ordinal) ? Outcome.NotReached
            : _reached.Contains(word, StringComparer.Ordinal) || activity.Duration > TimeSpan.Zero ? Outcome.Reached
            : null;
    }

    /// <summary>Forward is to a stage of a higher chance.</summary>
    static bool Moved(Deal deal, DateTimeOffset since, Dictionary<string, Stage> stages) =>
        (deal.Stage.Kind == StageKind.Won && deal.ClosedAt >= since) || deal.History.Zip(deal.History.Skip(1)).Any(step => step.Second.At >= since && IsForward(step.First, step.Second, stages));

    static bool IsForward(StageEntered from, StageEntered to, Dictionary<string, Stage> stages) =>
        stages.TryGetValue(from.Stage, out var before) && stages.TryGetValue(to.Stage, out var after) && (after.Probability > before.Probability || (after.Probability is null && after.Position > before.Position && after.Kind == StageKind.Open));

    static Dictionary<string, IReadOnlyList<double>> Left(IEnumerable<Deal> deals, DateTimeOffset year, Dictionary<string, Stage> stages) =>
        deals.SelectMany(d => d.History.Zip(d.History.Skip(1))).Where(step => step.Second.At >= year && IsForward(step.First, step.Second, stages))
            .GroupBy(step => stages[step.First.Stage].Label, step => (step.Second.At - step.First.At).TotalDays, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<double>)[.. g], StringComparer.Ordinal);

    static BookedDeal Booked(Deal deal, TenantInfo tenant)
    {
        var closed = tenant.DayOf(deal.ClosedAt!.Value);
        var quarter = new DateOnly(closed.Year, ((closed.Month - 1) / 3 * 3) + 1, 1);
        var last = deal.History is [.., var before, var end] && end.Stage == deal.Stage.Key ? (end.At - before.At).TotalDays : (double?)null;
        return new(deal.Id, deal.Name, true, Math.Max(0, (deal.ClosedAt.Value - deal.CreatedAt).TotalDays), closed.DayNumber - quarter.DayNumber, last, Base(deal, tenant));
    }

    /// <summary>In the tenant's currency; null where there is no rate for the deal's.</summary>
    static decimal? Base(Deal deal, TenantInfo tenant) => deal.BaseValue ?? (tenant.RateOf(deal.Currency) is { } rate ? deal.Value * rate : null);
}
