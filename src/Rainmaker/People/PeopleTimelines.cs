using Rainmaker.Activities;

namespace Rainmaker.People;

/// <summary>What is done with a company.</summary>
sealed class CompanyTimeline : IHasActivities
{
    public EntityType Type => EntityType.Company;

    public async Task<ActivityHost?> Find(SalesDb db, Guid id, CancellationToken stop) =>
        await db.Companies.AsNoTracking().VisibleTo(db).Where(c => c.Id == id).Select(c => new { c.OwnerId }).SingleOrDefaultAsync(stop) is { } company ? new(Type, id, company.OwnerId, [id]) : null;
}

/// <summary>What is done with a contact.</summary>
sealed class ContactTimeline : IHasActivities
{
    public EntityType Type => EntityType.Contact;

    public async Task<ActivityHost?> Find(SalesDb db, Guid id, CancellationToken stop) =>
        await db.Contacts.AsNoTracking().VisibleTo(db).Where(c => c.Id == id).Select(c => new { c.OwnerId }).SingleOrDefaultAsync(stop) is { } contact ? new(Type, id, contact.OwnerId, [id]) : null;
}
