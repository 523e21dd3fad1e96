using Rainmaker.Intelligence.Scoring;

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
        lead.Score(ScoreCard.Judge(lead.Facts(), stored, db.Now, desk.Card), db.Now, source: desk.Sources.GetValueOrDefault(lead.Source));
    }
}
