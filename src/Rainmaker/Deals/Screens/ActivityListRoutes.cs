using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Activities;
using Rainmaker.Leads;
using Rainmaker.People;

namespace Rainmaker.Deals.Screens;

/// <summary>The list of activities: the rows behind figures of who did how much.</summary>
static class ActivityListRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/activities", Show).Requires(ActivityRights.Read).ExcludeFromDescription();

    static async Task<IResult> Show([AsParameters] ListActivities.Filter filter, Actor actor, Database database, CancellationToken stop)
    {
        var list = await ListActivities.Handle(filter, actor, database, stop);
        if (list.Refused(out var refusal))
            return refusal.Problem();
        var rows = list.Value.Data;
        await using var db = await database.Open(actor, stop);
        var (leads, deals, contacts, companies) = (Of(EntityType.Lead), Of(EntityType.Opportunity), Of(EntityType.Contact), Of(EntityType.Company));
        // Of what is out of sight the activity is the caller's own; the record's name is not.
        var names = (await db.Leads.AsNoTracking().VisibleTo(actor).Where(l => leads.Contains(l.Id)).Select(l => new { l.Id, l.Name }).ToListAsync(stop))
            .Concat(await db.Deals.AsNoTracking().VisibleTo(actor).Where(d => deals.Contains(d.Id)).Select(d => new { d.Id, d.Name }).ToListAsync(stop))
            .Concat(await db.Contacts.AsNoTracking().VisibleTo(db).Where(c => contacts.Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToListAsync(stop))
            .Concat(await db.Companies.AsNoTracking().VisibleTo(db).Where(c => companies.Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToListAsync(stop));
        return new RazorComponentResult<ActivitiesPage>(new
        {
            Activities = rows, Next = list.Value.NextCursor, Records = names.ToDictionary(n => n.Id, n => n.Name),
            People = await db.Users.AsNoTracking().OrderBy(u => u.Name).ToDictionaryAsync(u => u.Id, u => u.Name, stop),
        });

        Guid[] Of(EntityType type) => [.. rows.Where(a => a.EntityType == type).Select(a => a.EntityId).Distinct()];
    }
}
