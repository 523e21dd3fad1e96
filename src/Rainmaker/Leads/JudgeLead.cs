using Rainmaker.Intelligence.Scoring;
using Rainmaker.Leads.Learned;

namespace Rainmaker.Leads;

/// <summary>Scores a lead anew from what stands on it and the signals on record.</summary>
static class JudgeLead
{
    /// <param name="desk">Its card and sources.</param>
    public static async Task Handle(SalesDb db, Lead lead, LeadDesk desk, CancellationToken stop)
    {
        if (lead.IsSpam)
            return;
        var stored = await db.LeadSignals.AsNoTracking().Where(s => s.LeadId == lead.Id).Select(s => new Signal(s.Kind, s.At, s.Value)).ToListAsync(stop);
        stored.AddRange(db.ChangeTracker.Entries<LeadSignal>().Where(e => e.State == EntityState.Added && e.Entity.LeadId == lead.Id).Select(e => new Signal(e.Entity.Kind, e.Entity.At, e.Entity.Value)));
        var source = desk.Sources.GetValueOrDefault(lead.Source);
        lead.Score(ScoreCard.Judge(lead.Facts(), stored, db.Now, desk.Card), db.Now, source: source);
        if (desk.Learned is { } model)
        {
            var early = stored.Count(s => s.At <= lead.CreatedAt.AddDays(LeadCase.EarlyDays));
            LeadScoring.Apply(lead, (await LeadCases.Judge(db, LeadCase.Of(lead, early), model, stop)).Score, desk.Card, source);
        }
    }
}
