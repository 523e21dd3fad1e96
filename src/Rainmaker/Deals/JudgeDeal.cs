using Rainmaker.Intelligence.Health;

namespace Rainmaker.Deals;

/// <summary>Keeps a deal's health true after a change of it.</summary>
static class JudgeDeal
{
    /// <summary>Judges by the deal as it now is in memory and by its history as stored plus what is about to be.</summary>
    public static async Task Handle(SalesDb db, Deal deal, PipelineBook book, CancellationToken stop)
    {
        var settings = db.Tenant.Setting<HealthSettings>("health");
        Apply(deal, deal.IsOpen ? DealHealth.Judge(deal.Terms(book.Stage(deal.StageId)), await Path(db, deal, book, settings, stop), db.Now, settings) : null);
    }

    /// <summary>A deal that has no history yet.</summary>
    public static void HandleNew(SalesDb db, Deal deal, PipelineBook book) =>
        Apply(deal, DealHealth.Judge(deal.Terms(book.Stage(deal.StageId)), DealPath.Unknown, db.Now, db.Tenant.Setting<HealthSettings>("health")));

    static void Apply(Deal deal, HealthScore? health) => (deal.HealthScore, deal.HealthReasons) = (health?.Score, health?.Reasons.ToArray());

    static async Task<DealPath> Path(SalesDb db, Deal deal, PipelineBook book, HealthSettings settings, CancellationToken stop)
    {
        var (changes, before) = (db.DealStageChanges, db.Now.AddDays(-settings.LookBackDays));
        var stored = await changes.AsNoTracking().Where(c => c.DealId == deal.Id).OrderBy(c => c.At).ThenBy(c => c.Id).ToListAsync(stop);
        var last = changes.Local.Where(c => c.DealId == deal.Id).MaxBy(c => c.At) ?? stored.LastOrDefault();
        return new(
            last?.FromStageId is { } from ? book.Stage(last.ToStageId).Terms.Position > book.Stage(from).Terms.Position : null,
            stored.LastOrDefault(c => c.At <= before)?.ToProbability);
    }
}
