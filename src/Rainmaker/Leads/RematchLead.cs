using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Leads;

/// <summary>Whom a lead resembles after somebody changed how it is called or reached. Found leads are linked for review and never merged (K41).</summary>
static class RematchLead
{
    /// <summary>Changes of these may make it the same as another.</summary>
    static readonly string[] Telling = ["name", "first_name", "last_name", "email", "phone", "whatsapp", "company", "website"];

    sealed record Row(Guid Id, string Name, string? Company, string? Domain, DateTimeOffset CreatedAt, Guid? Owner, int How);

    /// <param name="Visible">The ids of those in the actor's sight.</param>
    /// <param name="IsForAll">Whether whoever sees the lead sees one of them too, so that its timeline may tell.</param>
    public sealed record Found(IReadOnlyList<Guid> Visible, bool IsForAll)
    {
        public static Found Nobody { get; } = new([], false);
    }

    /// <param name="lead">As it is now, in memory.</param>
    public static async Task<Found> Handle(SalesDb db, Lead lead, IReadOnlyList<string> changed, CancellationToken stop)
    {
        if (lead.IsSpam || !changed.Any(Telling.Contains))
            return Found.Nobody;
        // As a capture does: of two who make the same person at once, the second sees what the first wrote.
        long[] locks = [.. new[] { lead.EmailHash, lead.PhoneHash, lead.WhatsappHash }.OfType<byte[]>().Select(h => BitConverter.ToInt64(h)).Distinct().Order()];
        await db.Execute($"select count(pg_advisory_xact_lock(k)) from unnest({locks}) as k", stop);
        var rows = await Candidates(db, lead, stop);
        var match = MatchLead.Decide(KnownLead.Normalised(lead, db.Vault), [.. rows.GroupBy(r => r.Id).Select(Candidate)], MatchSettings.Default);
        IReadOnlyList<MatchedLead> alike = match.Certain is { } certain ? [certain, .. match.Likely] : match.Likely;
        if (alike.Count == 0)
            return Found.Nobody;

        var (ids, matches, owners) = (alike.Select(m => m.LeadId).ToList(), db.LeadMatches, rows.DistinctBy(r => r.Id).ToDictionary(r => r.Id, r => r.Owner));
        var linked = await matches.Where(m => (m.LeadId == lead.Id && ids.Contains(m.OtherLeadId)) || (m.OtherLeadId == lead.Id && ids.Contains(m.LeadId))).Select(m => m.LeadId == lead.Id ? m.OtherLeadId : m.LeadId).ToListAsync(stop);
        var sight = LeadSight.SightOf(db.Actor);
        List<MatchedLead> fresh = [.. alike.Where(m => !linked.Contains(m.LeadId))];
        db.AddRange(fresh.Select(m => new LeadMatch
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, OtherLeadId = m.LeadId, Weight = m.Weight, Evidence = m.Evidence, IsHidden = !sight.Includes(owners[m.LeadId]), CreatedAt = db.Now,
        }));
        List<Guid> visible = [.. fresh.Select(m => m.LeadId).Where(id => sight.Includes(owners[id]))];
        return new(visible, visible.Any(id => owners[id] == lead.OwnerId));
    }

    // One index and one equality each, as in a capture.
    static Task<List<Row>> Candidates(SalesDb db, Lead lead, CancellationToken stop) => db.Query<Row>($"""
        select l.id as "Id", l.name as "Name", l.company as "Company", l.domain as "Domain", l.created_at as "CreatedAt", l.owner_id as "Owner", l.how as "How" from (
          (select *, 1 as how from lead where tenant_id = {db.TenantId} and email_hash = {lead.EmailHash} and deleted_at is null and status <> 'spam' limit 20)
          union all (select *, 2 from lead where tenant_id = {db.TenantId} and phone_hash = {lead.PhoneHash} and deleted_at is null and status <> 'spam' limit 20)
          union all (select *, 2 from lead where tenant_id = {db.TenantId} and phone_hash = {lead.WhatsappHash} and deleted_at is null and status <> 'spam' limit 20)
          union all (select *, 2 from lead where tenant_id = {db.TenantId} and whatsapp_hash = {lead.PhoneHash} and deleted_at is null and status <> 'spam' limit 20)
          union all (select *, 2 from lead where tenant_id = {db.TenantId} and whatsapp_hash = {lead.WhatsappHash} and deleted_at is null and status <> 'spam' limit 20)
          union all (select *, 3 from lead where tenant_id = {db.TenantId} and name_company_hash = {lead.NameCompanyHash} and deleted_at is null and status <> 'spam' limit 20)) l
        where l.id <> {lead.Id}
        """).ToListAsync(stop);

    static MatchCandidate Candidate(IGrouping<Guid, Row> rows) => new()
    {
        LeadId = rows.Key, SameEmail = rows.Any(r => r.How == 1), SamePhone = rows.Any(r => r.How == 2), Name = rows.First().Name, Company = rows.First().Company, Domain = rows.First().Domain, CreatedAt = rows.First().CreatedAt,
    };
}
