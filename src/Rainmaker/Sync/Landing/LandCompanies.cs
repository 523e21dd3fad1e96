using Rainmaker.Intelligence.Matching;
using Rainmaker.People;
using Rainmaker.Platform.Audit;

namespace Rainmaker.Sync.Landing;

/// <summary>Companies of a CRM among our own: one of the same domain is the same company.</summary>
static class LandCompanies
{
    public static async Task Land(Arrival on, IReadOnlyList<Crm.Company> page, CancellationToken stop)
    {
        var (db, fresh) = (on.Db, page.Reverse().DistinctBy(c => c.Id).ToList());
        var (links, owners) = (await on.Links("company", fresh.Select(c => c.Id), stop), await on.Records("owner", fresh.Select(c => c.OwnerId), stop));
        var told = fresh.ConvertAll(c => (Company: c, Terms: CompanyTerms.Told(c, owners), Link: links.GetValueOrDefault(c.Id)));
        var changed = told.Where(t => t.Link is not null && !Same(on, t.Terms, t.Link)).ToDictionary(t => t.Link!.RecordId);
        var rows = changed.Count == 0 ? [] : await db.Companies.Where(c => changed.Keys.Contains(c.Id)).ToDictionaryAsync(c => c.Id, stop);
        var ours = await Ours(on, [.. told.Where(t => t.Link is null).Select(t => t.Terms.Domain).OfType<string>().Distinct()], stop);
        var made = new List<Company>();
        foreach (var (company, terms, link) in told)
        {
            var hash = on.Hash("company", Json.Write(terms));
            if (link is not null && Same(on, terms, link))
            {
                on.Seen(company.Id);
                continue;
            }
            if (link is not null)
            {
                Change(on, rows.GetValueOrDefault(link.RecordId), link, terms);
                on.Link(company.Id, link.RecordId, hash, on.Seal("company", Json.Write(terms)), company.UpdatedAt);
                continue;
            }
            if (terms.Domain is null || !ours.Remove(terms.Domain, out var record))
            {
                record = New(db, on.Connection.Source, company, terms);
                made.Add(record);
                on.Created++;
            }
            else
            {
                CompanyTerms.Onto(record, CompanyTerms.Of(record), Filled(CompanyTerms.Of(record), terms), new(theirsWins: false));
                record.UpdatedAt = db.Now;
                on.Updated++;
            }
            on.Link(company.Id, record.Id, hash, on.Seal("company", Json.Write(terms)), company.UpdatedAt);
        }
        await db.CopyIn(made, stop);
        await db.CopyIn<AuditEntry>([.. made.Select(c => db.NewAudit("sync.read", "company", c.Id, AuditTrail.DetailOfNew(db, c)))], stop);
        await on.WriteLinks("company", stop);
    }

    static bool Same(Arrival on, CompanyTerms terms, SyncLink link) => link.State == LinkState.There && link.ToldHash is { } before && before.AsSpan().SequenceEqual(on.Hash("company", Json.Write(terms)));

    static void Change(Arrival on, Company? record, SyncLink link, CompanyTerms terms)
    {
        // Deleted here: it stays so.
        if (record is null)
        {
            on.Unchanged++;
            return;
        }
        CompanyTerms.Onto(record, on.Open<CompanyTerms>("company", link.AgreedSealed) ?? CompanyTerms.Of(record), terms, new(record.Source == on.Connection.Source));
        record.UpdatedAt = on.Db.Now;
        on.Updated++;
    }

    static CompanyTerms Filled(CompanyTerms ours, CompanyTerms told) =>
        new(ours.Name, ours.Domain ?? told.Domain, ours.Industry ?? told.Industry, ours.Size ?? told.Size, ours.Country ?? told.Country, ours.City ?? told.City, ours.OwnerId ?? told.OwnerId);

    /// <summary>Our own of these domains that this CRM does not know yet; of several the oldest.</summary>
    static async Task<Dictionary<string, Company>> Ours(Arrival on, string[] domains, CancellationToken stop)
    {
        if (domains.Length == 0)
            return [];
        var (db, connection) = (on.Db, on.Connection.Id);
        var links = db.SyncLinks.Where(l => l.ConnectionId == connection && l.Kind == "company");
        var found = await db.Companies.Where(c => domains.Contains(c.Domain) && !links.Any(l => l.RecordId == c.Id)).OrderBy(c => c.CreatedAt).ToListAsync(stop);
        return found.GroupBy(c => c.Domain!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    static Company New(SalesDb db, string source, Crm.Company told, CompanyTerms terms) => new()
    {
        TenantId = db.TenantId, Id = Ids.At(db.Now), Name = terms.Name, NameKey = CompanyName.Key(terms.Name) ?? terms.Name.ToLowerInvariant(), Domain = terms.Domain, Industry = terms.Industry, Size = terms.Size,
        Country = terms.Country, City = terms.City, OwnerId = terms.OwnerId, ExternalId = told.Id, Source = source, CreatedAt = told.CreatedAt?.ToUniversalTime() ?? db.Now, UpdatedAt = db.Now,
    };
}
