using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Leads;
using Rainmaker.People;

namespace Rainmaker.Deals;

/// <summary>The people, companies and sources a deal names: whether they are there, and what they are called. Asks the store only about what was sent.</summary>
static class DealParties
{
    public sealed record NoSuchUser(Guid Sent) : Invalid("assigned_to", "There is no such active user.", Sent);
    public sealed record NotYoursToGive() : Forbidden("Only a manager gives a deal to somebody else.");
    public sealed record NoSuchRecord(string Of, Guid Sent) : Invalid(Of, "There is no such record.", Sent);
    public sealed record NoSuchSource(string Sent, string Known) : Invalid("source", $"There is no source '{Sent}'. The sources are {Known}.", Sent);

    /// <summary>Makes somebody its owner; oneself always, others and nobody only for those who may assign.</summary>
    public static async Task<Refusal?> Give(SalesDb db, Deal deal, Guid? to, DealTerms terms, CancellationToken stop)
    {
        if (to != db.Actor.Person && !DealRights.Assign.Allows(db.Actor))
            return new NotYoursToGive();
        var users = db.Users;
        if (to is { } user && to != db.Actor.Person && !await users.AnyAsync(u => u.Id == user && u.IsActive, stop))
            terms.Add(new NoSuchUser(user));
        deal.OwnerId = to;
        return null;
    }

    /// <summary>Where it came from; manual for null.</summary>
    public static async Task From(SalesDb db, Deal deal, string? sent, DealTerms terms, CancellationToken stop)
    {
        deal.Source = StageWords.Key(sent ?? "manual");
        if (deal.Source == "manual")
            return;
        var sources = db.LeadSources;
        var known = await sources.Select(s => s.Key).ToListAsync(stop);
        if (!known.Contains(deal.Source))
            terms.Add(new NoSuchSource(sent!, string.Join(", ", known.Order())));
    }

    /// <summary>The company it is with: the record named by id, else the one on record that is called so, else a new one.</summary>
    public static async Task With(SalesDb db, Deal deal, Guid? id, string? name, DealTerms terms, CancellationToken stop)
    {
        (deal.CompanyId, deal.Company) = (null, name);
        if (id is { } known)
        {
            deal.Company = await db.Companies.VisibleTo(db).Where(c => c.Id == known).Select(c => c.Name).SingleOrDefaultAsync(stop);
            deal.CompanyId = known;
            if (deal.Company is null)
                terms.Add(new NoSuchRecord("company_id", known));
        }
        else if (CompanyName.Key(name) is { } key)
        {
            // Also among companies the actor does not see: a second record of one company helps nobody, and the name shown is the one typed.
            var companies = db.Companies;
            deal.CompanyId = await companies.Where(c => c.NameKey == key).OrderBy(c => c.CreatedAt).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(stop) ?? Made(db, deal, name!, key).Id;
        }
    }

    /// <summary>The main person on it.</summary>
    public static async Task For(SalesDb db, Deal deal, Guid? contact, DealTerms terms, CancellationToken stop)
    {
        if (contact is { } person && !await db.Contacts.VisibleTo(db).AnyAsync(c => c.Id == person, stop))
            terms.Add(new NoSuchRecord("contact_id", person));
        deal.ContactId = contact;
    }

    static Company Made(SalesDb db, Deal deal, string name, string key)
    {
        var company = new Company { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = name, NameKey = key, OwnerId = deal.OwnerId, Source = deal.Source, CreatedAt = db.Now, UpdatedAt = db.Now };
        db.Add(company);
        return company;
    }
}
