namespace Rainmaker.People;

/// <summary>Who sees which companies and contacts: their owners, their owners' managers, and customer success those behind won deals (K17).</summary>
public static class PeopleSight
{
    extension(SalesDb db)
    {
        public DbSet<Company> Companies => db.Set<Company>();
        public DbSet<Contact> Contacts => db.Set<Contact>();
    }

    public static IQueryable<Company> VisibleTo(this IQueryable<Company> companies, SalesDb db)
    {
        var (actor, sight) = (db.Actor, db.Actor.Sight);
        if (actor.Role == Role.CustomerSuccess)
        {
            var won = db.Query<Guid>($"select company_id as \"Value\" from deal where tenant_id = {actor.Tenant} and status = 'won' and company_id is not null and deleted_at is null");
            return companies.Where(c => won.Contains(c.Id));
        }
        if (sight.IsAll)
            return companies;
        var (owners, unowned) = (sight.Owners!, sight.Unowned);
        return companies.Where(c => c.OwnerId == null ? unowned : owners.Contains(c.OwnerId.Value));
    }

    public static IQueryable<Contact> VisibleTo(this IQueryable<Contact> contacts, SalesDb db)
    {
        var (actor, sight) = (db.Actor, db.Actor.Sight);
        if (actor.Role == Role.CustomerSuccess)
        {
            var won = db.Query<Guid>($"select contact_id as \"Value\" from deal where tenant_id = {actor.Tenant} and status = 'won' and contact_id is not null and deleted_at is null");
            return contacts.Where(c => won.Contains(c.Id));
        }
        if (sight.IsAll)
            return contacts;
        var (owners, unowned) = (sight.Owners!, sight.Unowned);
        return contacts.Where(c => c.OwnerId == null ? unowned : owners.Contains(c.OwnerId.Value));
    }
}
