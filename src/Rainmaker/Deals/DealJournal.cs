using Rainmaker.Activities;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Deals;

/// <summary>What a change of stage leaves behind: a row of the history, a line on the timeline, an event.</summary>
static class DealJournal
{
    /// <summary>Carries the deal from its stage into another.</summary>
    /// <param name="kind">The event: <c>deal.moved</c> or <c>deal.closed</c>.</param>
    public static void Enter(this SalesDb db, Deal deal, KnownStage from, KnownStage to, decimal probability, ProbabilityOrigin origin, string kind, string? reason = null)
    {
        db.Add(new DealStageChange
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), DealId = deal.Id, FromStageId = from.Id, ToStageId = to.Id,
            FromProbability = deal.Probability, ToProbability = probability, Value = deal.BaseValue, ChangedBy = db.Actor.Person, At = db.Now,
            SecondsInStage = (long)Math.Max(0, (db.Now - deal.StageEnteredAt).TotalSeconds),
        });
        deal.Enter(to, probability, origin, db.Now);
        db.Add(Activity.Happened(db, EntityType.Opportunity, deal.Id, ActivityKind.StageChange, Said(from, to, reason),
            metadata: Json.Write(new { old_stage = from.Key, new_stage = to.Key, reason })));
        db.Record(kind, "deal", deal.Id, deal.OwnerId, new { old_stage = from.Key, new_stage = to.Key, status = to.Kind, value = deal.BaseValue });
    }

    /// <summary>The first row of the history and the first line of the timeline.</summary>
    public static void Opened(this SalesDb db, Deal deal, KnownStage stage)
    {
        db.Add(new DealStageChange
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), DealId = deal.Id, ToStageId = stage.Id, ToProbability = deal.Probability,
            Value = deal.BaseValue, ChangedBy = db.Actor.Person, At = db.Now,
        });
        db.Add(Activity.Happened(db, EntityType.Opportunity, deal.Id, ActivityKind.DealCreated, $"Opened in {stage.Label}"));
        db.Record("deal.created", "deal", deal.Id, deal.OwnerId, new { stage = stage.Key, value = deal.BaseValue });
    }

    static string Said(KnownStage from, KnownStage to, string? reason) => to.Kind switch
    {
        StageKind.Won => $"Won, out of {from.Label}",
        StageKind.Lost => $"Lost, out of {from.Label}: {reason}",
        _ when from.Kind != StageKind.Open => $"Reopened in {to.Label}",
        _ => $"Moved from {from.Label} to {to.Label}",
    };
}
