using Microsoft.AspNetCore.Mvc;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.People;

/// <summary>Companies and contacts in the caller's sight, by name, piece by piece.</summary>
public static class ListPeople
{
    const string Sort = "name";

    /// <param name="Text">A piece of the name; of a contact also a whole e-mail address or number; of a company its domain.</param>
    /// <param name="CompanyId">Only contacts of that company.</param>
    /// <param name="Limit">1 to 200; 50 where left out.</param>
    public sealed record Filter([FromQuery(Name = "q")] string? Text = null, [FromQuery(Name = "company_id")] Guid? CompanyId = null, [FromQuery(Name = "limit")] int? Limit = null, [FromQuery(Name = "cursor")] string? Cursor = null);

    public static async Task<Result<Listing<CompanyView>>> Companies(Filter filter, Actor actor, Database database, CancellationToken stop)
    {
        var (limit, place) = (Cursor.Limit(filter.Limit), Place(filter.Cursor));
        if (limit.Refused(out var refusal) || place.Refused(out refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        var companies = db.Companies.AsNoTracking().VisibleTo(db);
        if (filter.Text?.Trim() is { Length: > 0 and <= 200 } text)
        {
            var (piece, domain) = (Like(text), text.ToLowerInvariant());
            companies = companies.Where(c => EF.Functions.ILike(c.Name, piece) || c.Domain == domain);
        }
        if (place.Value is var (name, id))
            companies = companies.Where(c => EF.Functions.GreaterThan(ValueTuple.Create(c.Name, c.Id), ValueTuple.Create(name, id)));
        var rows = await companies.OrderBy(c => c.Name).ThenBy(c => c.Id).Take(limit.Value + 1).ToListAsync(stop);
        return Listing<CompanyView>.Of(rows, limit.Value, CompanyView.Of, c => Cursor.Write(Sort, c.Name, c.Id.ToString()));
    }

    public static async Task<Result<Listing<ContactView>>> Contacts(Filter filter, Actor actor, Database database, CancellationToken stop)
    {
        var (limit, place) = (Cursor.Limit(filter.Limit), Place(filter.Cursor));
        if (limit.Refused(out var refusal) || place.Refused(out refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        var (contacts, companies) = (db.Contacts.AsNoTracking().VisibleTo(db), db.Companies);
        if (filter.CompanyId is { } company)
            contacts = contacts.Where(c => c.CompanyId == company);
        if (filter.Text?.Trim() is { Length: > 0 and <= 200 } text)
        {
            var (piece, email, phone) = (Like(text), db.Vault.HashEmail(EmailAddress.Read(text).Address ?? text), db.Vault.HashPhone(PhoneNumber.Read(text, db.Tenant.Region).Value ?? text));
            contacts = contacts.Where(c => EF.Functions.ILike(c.Name, piece) || c.EmailHash == email || c.PhoneHash == phone || c.WhatsappHash == phone);
        }
        if (place.Value is var (name, id))
            contacts = contacts.Where(c => EF.Functions.GreaterThan(ValueTuple.Create(c.Name, c.Id), ValueTuple.Create(name, id)));
        var rows = await contacts.OrderBy(c => c.Name).ThenBy(c => c.Id).Take(limit.Value + 1).Select(c => new { Contact = c, Company = companies.Where(o => o.Id == c.CompanyId).Select(o => o.Name).FirstOrDefault() }).ToListAsync(stop);
        return Listing<ContactView>.Of(rows, limit.Value, r => ContactView.Of(r.Contact, r.Company, db.Vault), r => Cursor.Write(Sort, r.Contact.Name, r.Contact.Id.ToString()));
    }

    static string Like(string text) => $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    static Result<(string Name, Guid Id)?> Place(string? cursor) =>
        string.IsNullOrEmpty(cursor) ? ((string, Guid)?)null : Cursor.Read(cursor, Sort) is [var name, var last] && Guid.TryParse(last, out var id) ? (name, id) : new Cursor.NotACursor(cursor);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/companies", async ([AsParameters] Filter filter, Actor actor, Database database, CancellationToken stop) => (await Companies(filter, actor, database, stop)).Answer())
            .Requires(PeopleRights.Read).WithSummary("Companies by name");
        routes.MapGet("/api/contacts", async ([AsParameters] Filter filter, Actor actor, Database database, CancellationToken stop) => (await Contacts(filter, actor, database, stop)).Answer())
            .Requires(PeopleRights.Read).WithSummary("Contacts by name");
    }
}
