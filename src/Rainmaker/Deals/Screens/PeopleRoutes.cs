using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.People;
using Rainmaker.Shell;

namespace Rainmaker.Deals.Screens;

/// <summary>The people on a deal, by form.</summary>
static class PeopleRoutes
{
    const int Offered = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deals/{id:guid}/people/add", (Guid id, Actor actor, Database database, CancellationToken stop) => Page(id, null, null, null, actor, database, stop)).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapPost("/deals/{id:guid}/people/add", Add).Requires(DealRights.Edit).ExcludeFromDescription();
        routes.MapPost("/deals/{id:guid}/people/{contact:guid}/remove", Remove).Requires(DealRights.Edit).ExcludeFromDescription();
    }

    static async Task<IResult> Add(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var (chosen, part) = (form["contact_id"].ToString(), form["role"].ToString());
        var put = Guid.TryParse(chosen, out var contact) ? await DealPeople.Put(id, contact, new(part), actor, database, stop) : new InvalidField("contact_id", "Choose somebody from the list.", chosen);
        return put.Refused(out var refusal) ? await Page(id, chosen, part, refusal, actor, database, stop) : Go.To($"/deals/{id}", "Added to the deal");
    }

    static async Task<IResult> Remove(Guid id, Guid contact, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        if ((await DealPeople.Remove(id, contact, actor, database, stop)).Refused(out var refusal))
            http.Toast(refusal.Why, Tone.Bad);
        return Go.To($"/deals/{id}");
    }

    // Those of the deal's company first.
    static async Task<IResult> Page(Guid id, string? chosen, string? part, Refusal? refusal, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.FindDeal(id, stop) is not { } deal)
            return new Platform.NotFound("deal").Problem();
        var (company, main, on) = (deal.CompanyId, deal.ContactId, db.DealContacts.Where(c => c.DealId == id).Select(c => c.ContactId));
        var people = await db.Contacts.VisibleTo(db).Where(c => c.Id != main && !on.Contains(c.Id))
            .OrderByDescending(c => c.CompanyId != null && c.CompanyId == company).ThenBy(c => c.Name).Take(Offered).Select(c => new { c.Id, c.Name, c.JobTitle }).ToListAsync(stop);
        return new RazorComponentResult<AddPersonPage>(new
        {
            Deal = deal, People = (IReadOnlyList<(string, string)>)[.. people.Select(p => (p.Id.ToString(), p.JobTitle is null ? p.Name : $"{p.Name}, {p.JobTitle}"))], Chosen = chosen, Part = part, Refusal = refusal,
        }) { StatusCode = refusal.Status() };
    }
}
