using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Insights.Forecasts;
using Rainmaker.Insights.Unusual;
using Rainmaker.Shell;

namespace Rainmaker.Insights.Coaching;

/// <summary>The page on which a manager, or a rep for oneself, sees what is unusual, how the work goes and what to do next.</summary>
public static class ShowTeamInsights
{
    public const string Path = "/insights/team";

    public sealed record View(ReadRepInsights.Answer Reps, IReadOnlyList<Finding> Unusual, ReadOutlook.Answer? Outlook, TenantInfo Tenant, bool MaySettle);

    static async Task<IResult> Show(int? days, Actor actor, Database database, SalesFigures figures, Tenants tenants, CancellationToken stop)
    {
        var reps = await ReadRepInsights.Handle(null, days, actor, database, stop);
        if (reps.Refused(out var refusal))
            return refusal.Problem();
        var outlook = await ReadOutlook.Handle("all", actor, figures, database, stop);
        return new RazorComponentResult<TeamInsightsPage>(new
        {
            Shown = new View(reps.Value, await ListFindings.Handle(null, actor, database, stop), outlook.Refused(out _) ? null : outlook.Value, await tenants.Get(actor.Tenant, stop), InsightRights.Settle.Allows(actor)),
        });
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show).Requires(InsightRights.Read).ExcludeFromDescription();
        routes.MapPost(Path + "/{id}/dismiss", async (string id, Actor actor, Database database, CancellationToken stop) =>
            Go.To(Path, (await SettleInsight.Handle(id, actor, database, stop)).Refusal?.Why ?? "Dismissed")).Requires(InsightRights.Settle).ExcludeFromDescription();
    }
}
