using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Leads;

/// <summary>Whom a lead resembles after somebody changed how it is called or reached. Found leads are linked for review and never merged (K41).</summary>
static class RematchLead
{
    /// <summary>Changes of these may make it the same as another.</summary>
    static readonly string[] Telling = ["name", "first_name", "last_name", "email", "phone", "whatsapp", "company", "website"];

    /// <param name="Visible">The ids of those in the actor's sight.</param>
    /// <param name="IsForAll">Whether whoever sees the lead sees one of them too, so that its timeline may tell.</param>
    public sealed record Found(IReadOnlyList<Guid> Visible, bool IsForAll)
    {
        public static Found Nobody { get; } = new([], false);
    }

    /// <param name="lead">As it is now, in memory.</param>
    /// <param name="desk">The tenant's, with the weights of its last search.</param>
    public static async Task<Found> Handle(SalesDb db, Lead lead, LeadDesk desk, IReadOnlyList<string> changed, CancellationToken stop)
    {
        if (lead.IsSpam || !changed.Any(Telling.Contains))
            return Found.Nobody;
        // As a capture does: of two who make the same person at once, the second sees what the first wrote.
        long[] locks = [.. new[] { lead.EmailHash, lead.PhoneHash, lead.WhatsappHash }.OfType<byte[]>().Select(h => BitConverter.ToInt64(h)).Distinct().Order()];
        await db.Execute($"select count(pg_advisory_xact_lock(k)) from unnest({locks}) as k", stop);
        var known = await KnownRecords.LeadsLike(db, lead, stop);
        var match = MatchLead.Decide(KnownLead.Normalised(lead, db.Vault), KnownPerson.Of(lead).Open(db.Vault), known.Candidates(db.Vault), desk.Weights);
        IReadOnlyList<MatchedLead> alike = match.Certain is { } certain ? [certain, .. match.Likely] : match.Likely;
        if (alike.Count == 0)
            return Found.Nobody;

        var (ids, matches) = (alike.Select(m => m.LeadId).ToList(), db.LeadMatches);
        var linked = await matches.Where(m => (m.LeadId == lead.Id && ids.Contains(m.OtherLeadId)) || (m.OtherLeadId == lead.Id && ids.Contains(m.LeadId))).Select(m => m.LeadId == lead.Id ? m.OtherLeadId : m.LeadId).ToListAsync(stop);
        List<MatchedLead> fresh = [.. alike.Where(m => !linked.Contains(m.LeadId))];
        db.AddRange(fresh.Select(m => new LeadMatch
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, OtherLeadId = m.LeadId, Weight = m.Weight, Evidence = m.Evidence, IsHidden = !known.Visible(m.LeadId, db.Actor), CreatedAt = db.Now,
        }));
        List<Guid> visible = [.. fresh.Select(m => m.LeadId).Where(id => known.Visible(id, db.Actor))];
        return new(visible, visible.Any(id => known.OwnerOf(id) == lead.OwnerId));
    }
}
