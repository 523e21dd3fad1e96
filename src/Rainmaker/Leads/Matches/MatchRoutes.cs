using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Leads.Screens;
using Rainmaker.Shell;

namespace Rainmaker.Leads.Matches;

/// <summary>The review queue on screen.</summary>
static class MatchRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/matches", Queue).Requires(LeadRights.Read).ExcludeFromDescription();
        routes.MapGet("/matches/{id:guid}", Show).Requires(LeadRights.Read).ExcludeFromDescription();
        routes.MapPost("/matches/scan", Scan).Requires(LeadRights.Assign).ExcludeFromDescription();
        routes.MapPost("/matches/{id:guid}/merge", Merge).Requires(LeadRights.Delete).ExcludeFromDescription();
        routes.MapPost("/matches/{id:guid}/separate", (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) => Settle(id, MatchState.Separate, "They stay separate", http, actor, database, stop))
            .Requires(LeadRights.Edit).ExcludeFromDescription();
        routes.MapPost("/matches/{id:guid}/later", (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) => Settle(id, MatchState.Later, "Put aside for later", http, actor, database, stop))
            .Requires(LeadRights.Edit).ExcludeFromDescription();
        routes.MapPost("/merges/{id:guid}/undo", Undo).Requires(LeadRights.Delete).ExcludeFromDescription();
    }

    static async Task<IResult> Queue(string? state, Actor actor, Database database, CancellationToken stop)
    {
        var shown = Words<MatchState>.FromWord.GetValueOrDefault(state ?? "open");
        return new RazorComponentResult<MatchesPage>(new
        {
            Pairs = await ReadMatches.List(shown, actor, database, stop), Merges = await ReadMatches.Merges(actor, database, stop),
            Scan = LeadRights.Assign.Allows(actor) ? await ScanForMatches.Latest(actor, database, stop) : null, MayScan = LeadRights.Assign.Allows(actor),
        });
    }

    static async Task<IResult> Show(Guid id, Actor actor, Database database, CancellationToken stop) =>
        await ReadMatches.One(id, actor, database, stop) is var pair && pair.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<MatchPage>(new { Pair = pair.Value });

    static async Task<IResult> Scan(HttpContext http, Actor actor, Database database, MatchScans scans, CancellationToken stop)
    {
        var begun = await ScanForMatches.Begin(actor, database, stop);
        if (!begun.Refused(out _))
            scans.Start(actor.Tenant, begun.Value.Id);
        return LeadRoutes.Led(begun, http, "/matches", _ => "The search has begun");
    }

    static async Task<IResult> Merge(Guid id, IFormCollection form, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var keep = Guid.TryParse(form["keep"], out var chosen) ? chosen : (Guid?)null;
        var merged = await MergeRecords.Handle(id, new(keep), actor, database, stop);
        return LeadRoutes.Led(merged, http, merged.Refused(out _) ? $"/matches/{id}" : "/matches", _ => "Merged", undo: merged.Refused(out _) ? null : $"/merges/{merged.Value.MergeId}/undo");
    }

    static async Task<IResult> Settle(Guid id, MatchState state, string said, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
        LeadRoutes.Led(await SettleMatch.Handle(id, state, actor, database, stop), http, "/matches", _ => said);

    static async Task<IResult> Undo(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
        LeadRoutes.Led(await UndoMerge.Handle(id, actor, database, stop), http, "/matches",
            done => done.Kept.Count == 0 ? "The merge was undone" : $"The merge was undone; changed since, and left: {string.Join(", ", done.Kept.Select(Format.Words))}");
}
