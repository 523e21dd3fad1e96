using Rainmaker.Activities;
using Rainmaker.Crm;
using Deal = Rainmaker.Deals.Deal;

namespace Rainmaker.Demo;

/// <summary>Some open deals of each kind of risk, so that the insights have something true to say; and two calls with every word.</summary>
static class DemoTrouble
{
    public static void Make(SalesDb db, IReadOnlyList<Deal> open, DemoRows rows, DemoCalendar calendar, Dice dice)
    {
        var oldest = open.OrderBy(d => d.StageEnteredAt).ToList();
        // Nothing done for weeks, nothing planned.
        foreach (var deal in oldest.Take(6))
            Silence(deal, calendar.Now.AddDays(-dice.Between(16, 40)), rows);
        // About to close, and nobody has called for a week.
        foreach (var deal in oldest.Skip(6).Take(4))
        {
            Silence(deal, calendar.Now.AddDays(-dice.Between(9, 12)), rows);
            deal.ExpectedCloseDate = calendar.Today.AddDays(2 + dice.Below(4));
        }
        // Long where it is, although somebody works on it.
        foreach (var deal in oldest.Skip(10).Take(5))
        {
            Silence(deal, calendar.Now.AddDays(-1), rows);
            var entered = calendar.Now.AddDays(-dice.Between(34, 50));
            if (deal.StageEnteredAt > entered && deal.CreatedAt < entered)
                Enter(deal, entered, rows);
        }
        // Expected weeks ago, and never expected at all: somebody has to say so.
        foreach (var deal in oldest.Skip(15).Take(3))
            deal.ExpectedCloseDate = calendar.Today.AddDays(-4 - dice.Below(12));
        foreach (var deal in oldest.Skip(18).Take(2))
            deal.ExpectedCloseDate = null;
        // Much money, little chance.
        foreach (var deal in open.Where(d => d.Probability < 40 && d.BaseValue is not null).OrderByDescending(d => d.BaseValue).Take(4).Where(d => d.BaseValue <= 55_000))
        {
            deal.Revalue(60_000 + (dice.Below(40) * 1_000), deal.Currency, deal.Rate);
            foreach (var change in rows.Changes.Where(c => c.DealId == deal.Id).ToList())
                rows.Changes[rows.Changes.IndexOf(change)] = Copy(change, change.At, deal.BaseValue);
        }
        foreach (var (deal, (line, words)) in open.OrderByDescending(d => d.BaseValue).Zip(DemoWords.Transcripts))
            Tell(db, deal, line, words, rows, calendar.Now.AddDays(-dice.Between(2, 5)));
    }

    /// <summary>The last thing done was then, and nothing is planned.</summary>
    static void Silence(Deal deal, DateTimeOffset since, DemoRows rows)
    {
        rows.Activities.RemoveAll(a => a.EntityId == deal.Id && a.At > since && a.Kind is not (ActivityKind.StageChange or ActivityKind.DealCreated));
        var last = rows.Activities.Where(a => a.EntityId == deal.Id && a.Kind is not (ActivityKind.StageChange or ActivityKind.DealCreated)).Select(a => (DateTimeOffset?)a.At).Max();
        (deal.LastActivityAt, deal.NextActivityAt) = (last, null);
        if (deal.StageEnteredAt > since && deal.CreatedAt < since)
            Enter(deal, since, rows);
    }

    /// <summary>It came into its stage earlier than that.</summary>
    static void Enter(Deal deal, DateTimeOffset at, DemoRows rows)
    {
        var last = rows.Changes.Where(c => c.DealId == deal.Id).MaxBy(c => c.At)!;
        rows.Changes[rows.Changes.IndexOf(last)] = Copy(last, at, last.Value);
        var line = rows.Activities.Where(a => a.EntityId == deal.Id && a.Kind is ActivityKind.StageChange).MaxBy(a => a.At);
        if (line is not null)
            rows.Activities[rows.Activities.IndexOf(line)] = new() { TenantId = line.TenantId, Id = Ids.At(at), EntityType = line.EntityType, EntityId = line.EntityId, Kind = line.Kind, Description = line.Description, At = at, CompletedAt = at, CreatedBy = line.CreatedBy, Metadata = line.Metadata, CreatedAt = at, UpdatedAt = at };
        (deal.StageEnteredAt, deal.LastChangeAt, deal.UpdatedAt) = (at, at, at);
    }

    static Deals.DealStageChange Copy(Deals.DealStageChange change, DateTimeOffset at, decimal? value) => new()
    {
        TenantId = change.TenantId, Id = change.Id, DealId = change.DealId, FromStageId = change.FromStageId, ToStageId = change.ToStageId, FromProbability = change.FromProbability, ToProbability = change.ToProbability,
        Value = value, ChangedBy = change.ChangedBy, At = at, SecondsInStage = change.SecondsInStage is { } seconds ? Math.Max(0, seconds + (long)(at - change.At).TotalSeconds) : null,
    };

    static void Tell(SalesDb db, Deal deal, string line, string words, DemoRows rows, DateTimeOffset at)
    {
        rows.Activities.Add(DemoActivities.Of(db, EntityType.Opportunity, deal.Id, ActivityKind.Call, line, deal.OwnerId, at, Json.Write(new { duration_seconds = 60 * words.Count(c => c == '\n'), transcript = words })));
        deal.LastActivityAt = deal.LastActivityAt > at ? deal.LastActivityAt : at;
    }
}
