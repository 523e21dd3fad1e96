using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Leads;
using Rainmaker.Platform.Audit;
using Activity = Rainmaker.Activities.Activity;
using Contact = Rainmaker.People.Contact;
using Lead = Rainmaker.Leads.Lead;

namespace Rainmaker.Sync.Landing;

/// <summary>A lead stands beside a contact that its CRM calls a lead, marketing or sales qualified (K45). Judged as any other, given to nobody but the contact's owner.</summary>
sealed class LandLeads(LeadDesk desk)
{
    readonly List<(Crm.Contact Told, Contact Contact)> _beside = [];

    /// <summary>The status such a lead begins with; null where there is none to stand beside it.</summary>
    public static LeadStatus? StatusOf(Crm.Contact told) => told.Lifecycle?.Stage switch
    {
        LifecycleStage.Lead => LeadStatus.New,
        LifecycleStage.MarketingQualified => LeadStatus.Contacted,
        LifecycleStage.SalesQualified => LeadStatus.Qualified,
        _ => told.IsLead ? LeadStatus.New : null,
    };

    public void Beside(Crm.Contact told, Contact contact)
    {
        if (contact.LeadId is null)
            _beside.Add((told, contact));
    }

    /// <summary>After the contacts were written.</summary>
    public async Task Write(Arrival on, CancellationToken stop)
    {
        var db = on.Db;
        if (_beside.Count == 0)
            return;
        var (ids, known) = (_beside.ConvertAll(b => b.Told.Id), new Dictionary<string, Guid>(StringComparer.Ordinal));
        var links = await on.Links("lead", ids, stop);
        byte[][] hashes = [.. _beside.Select(b => b.Contact.EmailHash).OfType<byte[]>()];
        foreach (var lead in await db.Leads.AsNoTracking().Where(l => hashes.Contains(l.EmailHash)).OrderByDescending(l => l.CreatedAt).Select(l => new { l.Id, l.EmailHash }).ToListAsync(stop))
            known[Convert.ToHexString(lead.EmailHash!)] = lead.Id;
        var (made, lines, of) = (new List<Lead>(), new List<Activity>(), new List<(Guid Contact, Guid Lead)>());
        foreach (var (told, contact) in _beside)
        {
            // A lead that was captured here and written there is this person's.
            if (links.TryGetValue(told.Id, out var link))
                of.Add((contact.Id, link.RecordId));
            if (link is not null || StatusOf(told) is null)
                continue;
            var lead = contact.EmailHash is { } hash && known.TryGetValue(Convert.ToHexString(hash), out var id) ? id : New(on, told, contact, made, lines);
            on.Link(told.Id, lead, null, null, told.UpdatedAt);
            of.Add((contact.Id, lead));
        }
        await db.CopyIn(made, stop);
        await db.CopyIn(lines, stop);
        await db.CopyIn<AuditEntry>([.. made.Select(l => db.NewAudit("sync.read", "lead", l.Id, AuditTrail.DetailOfNew(db, l)))], stop);
        await db.Save("sync.read", stop);
        Guid[] contacts = [.. of.Select(o => o.Contact)], leads = [.. of.Select(o => o.Lead)];
        await db.Execute($"update contact c set lead_id = n.lead from unnest({contacts}::uuid[], {leads}::uuid[]) n(contact, lead) where c.tenant_id = {db.TenantId} and c.id = n.contact", stop);
        await on.WriteLinks("lead", stop);
        _beside.Clear();
    }

    Guid New(Arrival on, Crm.Contact told, Contact contact, List<Lead> made, List<Activity> lines)
    {
        var (db, source) = (on.Db, on.Connection.Source);
        var terms = ContactTerms.Of(contact, db.Vault);
        var draft = Draft.Of(new CaptureLead.Request
        {
            Door = LeadDoor.Import, Source = desk.Sources.ContainsKey(source) ? source : "api", UsualSource = "api", Status = StatusOf(told)!.Value, CapturedAt = told.CreatedAt?.ToUniversalTime() ?? db.Now,
            Lead = new() { Name = terms.Name, Email = terms.Email, Phone = terms.Phone, JobTitle = terms.JobTitle, Company = Arrival.Fit(told.CompanyName, 200), ExternalId = Arrival.Fit(told.Id, 200) },
        }, desk);
        var lead = NewLead.Of(db, draft, draft.Lead);
        (lead.Status, lead.OwnerId, lead.CompanyId) = (draft.Request.Status, contact.OwnerId, contact.CompanyId);
        (lead.FirstTouch, lead.LastTouch) = (lead.FirstTouch! with { At = lead.CreatedAt }, lead.LastTouch! with { At = lead.CreatedAt });
        lead.Score(ScoreCard.Judge(Draft.Facts(draft.Lead, draft.Request), [], db.Now, desk.Card), db.Now, source: desk.Sources.GetValueOrDefault(source));
        made.Add(lead);
        lines.Add(Activity.Happened(db, EntityType.Lead, lead.Id, ActivityKind.LeadCreated, $"Came in from {CrmWords.NameOf(source)}.", lead.CreatedAt));
        return lead.Id;
    }
}
