using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Platform.Audit;
using Rainmaker.Shell;

namespace Rainmaker.Admin;

/// <summary>The screens for who did what, and for what could not be delivered; the same use cases as the API.</summary>
static class OperationsPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/audit", Audit).Requires(ListAudit.Right).ExcludeFromDescription();
        routes.MapPost("/admin/audit/check", async (Actor actor, Database database, HttpContext http, CancellationToken stop) =>
        {
            var found = await VerifyAudit.Handle(actor, database, stop);
            return found.Faults.Count == 0
                ? Go.To("/admin/audit", Sound(found))
                : new RazorComponentResult<AuditCheckPage>(new { Found = found });
        }).Requires(ListAudit.Right).ExcludeFromDescription();
        routes.MapGet("/admin/deliveries", Deliveries).Requires(ReadDeliveries.Right).ExcludeFromDescription();
        routes.MapPost("/admin/deliveries/replay", async ([Microsoft.AspNetCore.Mvc.FromForm] Guid[]? id, Actor actor, Database database, CancellationToken stop) =>
        {
            var replayed = await ReplayDeliveries.Handle(new(id is { Length: > 0 } ? id : null), actor, database, stop);
            return replayed.Refused(out var refusal) ? refusal.Problem() : Go.To("/admin/deliveries", replayed.Value.Replayed == 1 ? "One is tried again" : $"{replayed.Value.Replayed} are tried again");
        }).Requires(ReadDeliveries.Right).ExcludeFromDescription();
    }

    static async Task<IResult> Audit([AsParameters] ListAudit.Filter filter, Actor actor, Database database, CancellationToken stop)
    {
        var list = await ListAudit.Handle(filter, actor, database, stop);
        if (list.Refused(out var refusal))
            return refusal.Problem();
        await using var db = await database.Open(actor, stop);
        List<(string, string)> people = [.. (await db.Users.AsNoTracking().OrderBy(u => u.Name).ToListAsync(stop)).Select(u => (u.Id.ToString(), u.Name))];
        return new RazorComponentResult<AuditPage>(new { List = list.Value, People = people });
    }

    static async Task<IResult> Deliveries(string? state, string? cursor, Actor actor, Database database, CancellationToken stop)
    {
        var list = await ReadDeliveries.Handle(state, null, cursor, actor, database, stop);
        return list.Refused(out var refusal)
            ? refusal.Problem()
            : new RazorComponentResult<DeliveriesPage>(new { List = list.Value, Totals = await ReadDeliveries.Count(actor, database, stop) });
    }

    static string Sound(VerifyAudit.Answer found) =>
        $"{found.Sealed:N0} entries checked, each as it was written{(found.Unsealed > 0 ? $"; {found.Unsealed:N0} newer ones are not sealed yet" : "")}";
}
