using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;

namespace Rainmaker.Insights;

/// <summary>The little list in the top bar of every page, and the page with all of it.</summary>
public static class ShowNotifications
{
    const int InBell = 8;

    static async Task<IResult> Bell(Actor actor, Database database, CancellationToken stop)
    {
        var newest = await ReadNotifications.Handle(InBell, null, false, actor, database, stop);
        return new RazorComponentResult<Bell>(new { View = new Bell.BellView(newest.Value.Data, await ReadNotifications.Unread(actor, database, stop)) });
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/notifications/bell", Bell).Requires(InsightRights.Read).ExcludeFromDescription();
        routes.MapGet("/notifications", async Task<IResult> (string? cursor, Actor actor, Database database, CancellationToken stop) =>
        {
            var list = await ReadNotifications.Handle(null, cursor, false, actor, database, stop);
            return list.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<NotificationsPage>(new { List = list.Value });
        }).Requires(InsightRights.Read).ExcludeFromDescription();
        routes.MapPost("/notifications/read", async (Actor actor, Database database, HttpContext http, CancellationToken stop) =>
        {
            await ReadNotifications.Handle(new ReadNotifications.MarkRead(), actor, database, stop);
            return http.Request.WantsFragment() ? await Bell(actor, database, stop) : Go.To("/notifications", "All read");
        }).Requires(InsightRights.Read).ExcludeFromDescription();
    }
}
