using Rainmaker.People;

namespace Rainmaker.Deals;

/// <summary>The people on a deal beside the main one, each with the part they play.</summary>
public static class DealPeople
{
    /// <param name="Role">Such as decision maker, champion, user; free text of 100 characters.</param>
    public sealed record Request(string? Role);

    /// <param name="IsMain">The one the deal itself names.</param>
    public sealed record View(Guid ContactId, string Name, string? JobTitle, string? Role, bool IsMain);

    public static async Task<Result<View[]>> List(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.FindDeal(id, stop) is { } deal ? await Of(db, deal, stop) : new NotFound("deal");
    }

    internal static async Task<View[]> Of(SalesDb db, Deal deal, CancellationToken stop)
    {
        var (on, contacts, main) = (db.DealContacts.Where(c => c.DealId == deal.Id), db.Contacts, deal.ContactId);
        return await contacts.Where(c => c.Id == main || on.Any(o => o.ContactId == c.Id))
            .OrderByDescending(c => c.Id == main).ThenBy(c => c.Name)
            .Select(c => new View(c.Id, c.Name, c.JobTitle, on.Where(o => o.ContactId == c.Id).Select(o => o.Role).FirstOrDefault(), c.Id == main))
            .ToArrayAsync(stop);
    }

    /// <summary>Puts a person on the deal, or changes their part.</summary>
    public static async Task<Result<Done>> Put(Guid id, Guid contact, Request request, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (visible, on, terms) = (db.Contacts.VisibleTo(db), db.DealContacts, DealTerms.Of(db.Tenant));
        if (await db.FindDeal(id, stop) is not { } deal)
            return new NotFound("deal");
        if (!await visible.AnyAsync(c => c.Id == contact, stop))
            return new NotFound("contact");
        var role = terms.Text("role", request.Role, 100);
        if (terms.Refusal is { } wrong)
            return wrong;
        if (await on.SingleOrDefaultAsync(c => c.DealId == id && c.ContactId == contact, stop) is { } known)
            known.Role = role;
        else
            db.Add(new DealContact { TenantId = db.TenantId, DealId = id, ContactId = contact, Role = role });
        await Save(db, deal, "deal.contact_put", new { contact_id = contact, role }, stop);
        return Done.It;
    }

    public static async Task<Result<Done>> Remove(Guid id, Guid contact, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var on = db.DealContacts;
        if (await db.FindDeal(id, stop) is not { } deal || await on.SingleOrDefaultAsync(c => c.DealId == id && c.ContactId == contact, stop) is not { } known)
            return new NotFound("deal contact");
        db.Remove(known);
        await Save(db, deal, "deal.contact_remove", new { contact_id = contact }, stop);
        return Done.It;
    }

    static async Task Save(SalesDb db, Deal deal, string action, object metadata, CancellationToken stop)
    {
        // The link has no id of its own: the deal's audit tells of it.
        deal.UpdatedAt = db.Now;
        db.Record("deal.updated", "deal", deal.Id, deal.OwnerId, new { people = true });
        await db.Commit(action, stop, metadata);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/opportunities/{id:guid}/contacts", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await List(id, actor, database, stop)).Answer())
            .Requires(DealRights.Read).WithSummary("The people on a deal");
        routes.MapPut("/api/opportunities/{id:guid}/contacts/{contact:guid}", async (Guid id, Guid contact, Request request, Actor actor, Database database, CancellationToken stop) =>
                (await Put(id, contact, request, actor, database, stop)).Answer())
            .Requires(DealRights.Edit).WithSummary("Put a person on a deal");
        routes.MapDelete("/api/opportunities/{id:guid}/contacts/{contact:guid}", async (Guid id, Guid contact, Actor actor, Database database, CancellationToken stop) =>
                (await Remove(id, contact, actor, database, stop)).Answer())
            .Requires(DealRights.Edit).WithSummary("Take a person off a deal");
    }
}
