using System.Globalization;
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
    /// <param name="Owner">A user's id, me, or none.</param>
    /// <param name="CreatedFrom">A day where the tenant works (yyyy-MM-dd), included.</param>
    /// <param name="CreatedTo">A day, included.</param>
    public sealed record Filter([FromQuery(Name = "q")] string? Text = null, [FromQuery(Name = "company_id")] Guid? CompanyId = null, [FromQuery(Name = "limit")] int? Limit = null, [FromQuery(Name = "cursor")] string? Cursor = null,
        [FromQuery(Name = "owner")] string? Owner = null, [FromQuery(Name = "created_from")] string? CreatedFrom = null, [FromQuery(Name = "created_to")] string? CreatedTo = null)
    {
        /// <summary>The names in an address, for a page's "clear".</summary>
        public static readonly string[] Names = ["owner", "created_from", "created_to"];
    }

    /// <summary>The rest of a filter as it was understood.</summary>
    /// <param name="Until">Not included.</param>
    sealed record Bounds(bool Unowned, Guid? Owner, DateTimeOffset? From, DateTimeOffset? Until);

    public static async Task<Result<Listing<CompanyView>>> Companies(Filter filter, Actor actor, Database database, CancellationToken stop)
    {
        var (limit, place) = (Cursor.Limit(filter.Limit), Place(filter.Cursor));
        if (limit.Refused(out var refusal) || place.Refused(out refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        var bounds = Read(filter, db);
        if (bounds.Refused(out refusal))
            return refusal;
        var (unowned, owner, from, until) = bounds.Value;
        var companies = db.Companies.AsNoTracking().VisibleTo(db)
            .Where(c => (!unowned || c.OwnerId == null) && (owner == null || c.OwnerId == owner) && (from == null || c.CreatedAt >= from) && (until == null || c.CreatedAt < until));
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
        var bounds = Read(filter, db);
        if (bounds.Refused(out refusal))
            return refusal;
        var (unowned, owner, from, until) = bounds.Value;
        var companies = db.Companies;
        var contacts = db.Contacts.AsNoTracking().VisibleTo(db)
            .Where(c => (!unowned || c.OwnerId == null) && (owner == null || c.OwnerId == owner) && (from == null || c.CreatedAt >= from) && (until == null || c.CreatedAt < until));
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

    static Result<Bounds> Read(Filter filter, SalesDb db)
    {
        var faults = new List<Invalid>();
        DateTimeOffset? Day(string name, string? sent, int more)
        {
            if (string.IsNullOrEmpty(sent))
                return null;
            if (DateOnly.TryParseExact(sent, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999)
                return db.Tenant.StartOf(day.AddDays(more));
            faults.Add(new InvalidField(name, $"'{name}' is a day such as 2026-11-20.", sent));
            return null;
        }
        var owner = filter.Owner switch { null or "" or "none" => (Guid?)null, "me" => db.Actor.User, var sent when Guid.TryParse(sent, out var user) => user, _ => Guid.Empty };
        if (owner == Guid.Empty && filter.Owner != "me")
            faults.Add(new InvalidField("owner", "'owner' is a user's id, me, or none.", filter.Owner));
        var bounds = new Bounds(filter.Owner == "none", owner, Day("created_from", filter.CreatedFrom, 0), Day("created_to", filter.CreatedTo, 1));
        return faults.Count > 0 ? new Faults(faults) : bounds;
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
