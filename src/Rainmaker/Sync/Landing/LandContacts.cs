using Rainmaker.Activities;
using Rainmaker.People;
using Rainmaker.Platform.Audit;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Sync.Landing;

/// <summary>People of a CRM among our own: one of the same e-mail address is the same person. Nobody is notified and nothing is assigned (K45).</summary>
static class LandContacts
{
    public static async Task Land(Arrival on, IReadOnlyList<Crm.Contact> page, LandLeads leads, CancellationToken stop)
    {
        var (db, fresh) = (on.Db, page.Reverse().DistinctBy(c => c.Id).ToList());
        var links = await on.Links("contact", fresh.Select(c => c.Id), stop);
        var (companies, owners) = (await on.Records("company", fresh.Select(c => c.CompanyId), stop), await on.Records("owner", fresh.Select(c => c.OwnerId), stop));
        var told = fresh.ConvertAll(c => ContactTold.Of(on, c, ContactTerms.Told(c, companies, owners, db.Tenant.Region), links.GetValueOrDefault(c.Id)));
        Guid[] changed = [.. told.Where(t => t.Link is not null && !t.Same).Select(t => t.Link!.RecordId)];
        var rows = changed.Length == 0 ? [] : await db.Contacts.Where(c => changed.Contains(c.Id)).ToDictionaryAsync(c => c.Id, stop);
        var ours = await Ours(on, [.. told.Where(t => t.Link is null).Select(t => t.Terms.EmailHash(db.Vault)).OfType<byte[]>()], stop);
        var made = new List<Contact>();
        foreach (var one in told)
        {
            if (one.Same)
            {
                on.Seen(one.Contact.Id);
                continue;
            }
            var record = one.Link is { } link ? Change(on, rows.GetValueOrDefault(link.RecordId), link, one.Terms) : Known(on, one, ours) ?? New(on, one, made);
            on.Link(one.Contact.Id, record?.Id ?? one.Link!.RecordId, one.Hash, on.Seal("contact", Json.Write(one.Terms)), one.Contact.UpdatedAt);
            if (record is not null)
                leads.Beside(one.Contact, record);
        }
        await db.CopyIn(made, stop);
        await db.CopyIn<AuditEntry>([.. made.Select(c => db.NewAudit("sync.read", "contact", c.Id, AuditTrail.DetailOfNew(db, c)))], stop);
        await on.WriteLinks("contact", stop);
        await leads.Write(on, stop);
    }

    static Contact? Change(Arrival on, Contact? record, SyncLink link, ContactTerms terms)
    {
        // Deleted here: it stays so.
        if (record is null)
        {
            on.Unchanged++;
            return null;
        }
        var way = new ThreeWay(record.Source == on.Connection.Source);
        if (on.Open<ContactTerms>("contact", link.AgreedSealed) is { } agreed)
            ContactTerms.Onto(record, agreed, terms, way, on.Db.Vault, on.Db.Tenant.Region);
        else
            ContactTerms.Fill(record, terms, on.Db.Vault, on.Db.Tenant.Region);
        record.UpdatedAt = on.Db.Now;
        on.Updated++;
        if (way.OursGoesOut)
            on.GoOut.Add(("contact", record.Id));
        if (way.Conflicts.Count > 0)
            on.Db.Add(Activity.Happened(on.Db, EntityType.Contact, record.Id, ActivityKind.Note, $"Changed here and in {CrmWords.NameOf(on.Connection.Source)} at once: {string.Join(", ", way.Conflicts.Select(c => c.Field.Replace('_', ' ')))}. What stands {(record.Source == on.Connection.Source ? "there" : "here")} was kept."));
        return record;
    }

    static Contact? Known(Arrival on, ContactTold one, Dictionary<string, Contact> ours)
    {
        if (one.Terms.EmailHash(on.Db.Vault) is not { } hash || !ours.Remove(Convert.ToHexString(hash), out var record))
            return null;
        ContactTerms.Fill(record, one.Terms, on.Db.Vault, on.Db.Tenant.Region);
        record.UpdatedAt = on.Db.Now;
        on.Updated++;
        return record;
    }

    /// <summary>Our own of these addresses that this CRM does not know yet; of several the oldest.</summary>
    static async Task<Dictionary<string, Contact>> Ours(Arrival on, byte[][] hashes, CancellationToken stop)
    {
        if (hashes.Length == 0)
            return [];
        var (db, connection) = (on.Db, on.Connection.Id);
        var links = db.SyncLinks.Where(l => l.ConnectionId == connection && l.Kind == "contact");
        var found = await db.Contacts.Where(c => hashes.Contains(c.EmailHash) && !links.Any(l => l.RecordId == c.Id)).OrderBy(c => c.CreatedAt).ToListAsync(stop);
        return found.GroupBy(c => Convert.ToHexString(c.EmailHash!)).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    static Contact New(Arrival on, ContactTold one, List<Contact> made)
    {
        var db = on.Db;
        var contact = new Contact
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Name = one.Terms.Name, ExternalId = one.Contact.Id, Source = on.Connection.Source,
            CreatedAt = one.Contact.CreatedAt?.ToUniversalTime() ?? db.Now, UpdatedAt = db.Now,
        };
        ContactTerms.Apply(contact, one.Terms, db.Vault, db.Tenant.Region);
        made.Add(contact);
        on.Created++;
        return contact;
    }
}

/// <summary>A person as a CRM told them.</summary>
sealed record ContactTold(Crm.Contact Contact, ContactTerms Terms, SyncLink? Link, byte[] Hash, bool Same)
{
    public static ContactTold Of(Arrival on, Crm.Contact contact, ContactTerms terms, SyncLink? link)
    {
        var hash = on.Hash("contact", Json.Write(new { terms, lead = LandLeads.StatusOf(contact) }));
        return new(contact, terms, link, hash, link is { State: LinkState.There, ToldHash: { } before } && before.AsSpan().SequenceEqual(hash));
    }
}
