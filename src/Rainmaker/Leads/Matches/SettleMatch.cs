namespace Rainmaker.Leads.Matches;

/// <summary>A reviewer's answer other than merging: the two are separate, and nobody is asked again; or it is for later.</summary>
public static class SettleMatch
{
    public static async Task<Result<Done>> Handle(Guid id, MatchState state, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await Find(db, id, stop) is not { } match)
            return new NotFound("pair");
        if (match.State == MatchState.Merged)
            return new MergeRecords.SettledAlready("merged");
        (match.State, match.SettledBy, match.SettledAt) = (state, actor.Person, db.Now);
        await db.Commit($"match.{Words<MatchState>.ToWord[state]}", stop);
        return Done.It;
    }

    /// <summary>A pair, where the actor sees both; else as if it were none (K41).</summary>
    internal static async Task<LeadMatch?> Find(SalesDb db, Guid id, CancellationToken stop) =>
        await db.LeadMatches.SingleOrDefaultAsync(m => m.Id == id, stop) is { } match && (await db.Seen(match.Kind, [match.LeadId, match.OtherLeadId], stop)).Count == 2 ? match : null;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/matches/{id:guid}/separate", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await Handle(id, MatchState.Separate, actor, database, stop)).Answer())
            .Requires(LeadRights.Edit).WithSummary("Keep the two records of a pair apart, for good");
        routes.MapPost("/api/matches/{id:guid}/later", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await Handle(id, MatchState.Later, actor, database, stop)).Answer())
            .Requires(LeadRights.Edit).WithSummary("Decide about a pair later");
    }
}
