using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Rainmaker.Activities;
using Rainmaker.People;

namespace Rainmaker.Leads.Matches;

/// <summary>
/// Takes a merge back: the other record is there again, every row that was moved is with it again, and what was filled in is empty again. What somebody changed since stays as it is: a
/// field edited after the merge, a row moved elsewhere or added. The pair is settled as separate, and not asked again.
/// </summary>
public static class UndoMerge
{
    /// <param name="Kept">Fields that somebody changed since, by column; they stay.</param>
    /// <param name="Elsewhere">Rows that were moved on since; they stay where they are.</param>
    public sealed record Answer(Guid SurvivorId, Guid MergedId, int MovedBack, int Elsewhere, IReadOnlyList<string> Kept);

    public sealed record UndoneAlready() : Conflict("This merge was undone already.");
    public sealed record MergedOn() : Conflict("The record that stayed was itself merged into another since. Undo that merge first.");

    public static async Task<Result<Answer>> Handle(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.RecordMerges.SingleOrDefaultAsync(m => m.Id == id, stop) is not { } merge)
            return new NotFound("merge");
        if ((await db.Seen(merge.Kind, [merge.SurvivorId, merge.MergedId], stop)).Count < 2)
            return new NotFound("merge");
        if (merge.UndoneAt is not null)
            return new UndoneAlready();
        if (await db.RecordMerges.AnyAsync(m => m.MergedId == merge.SurvivorId && m.UndoneAt == null, stop))
            return new MergedOn();

        var plan = MergePlan.Of(merge.Kind);
        var (to, from) = (merge.SurvivorId, merge.MergedId);
        var now = (JsonObject)JsonNode.Parse((string)(await MergeRecords.Scalar(db, plan.RowSql, to, from, stop))!)!;
        var after = (JsonObject)JsonNode.Parse(merge.After)!;
        var changed = after.Select(column => column.Key).Where(plan.Columns.Contains).ToList();
        if (changed.Count > 0)
            await MergeRecords.Scalar(db, plan.UnfillSql(changed), to, from, stop, Document("before", merge.Before), Document("after", merge.After));
        var back = 0;
        foreach (var move in plan.Moves)
        {
            if (!merge.Moved.TryGetValue(move.Table, out var ids))
                continue;
            await using var command = db.Command($"with back as ({MergePlan.MoveBackSql(move)} returning 1) select count(*) from back");
            command.Parameters.Add(new NpgsqlParameter<Guid>("tenant", db.TenantId));
            command.Parameters.Add(new NpgsqlParameter<Guid>("to", to));
            command.Parameters.Add(new NpgsqlParameter<Guid>("from", from));
            command.Parameters.Add(new NpgsqlParameter<Guid[]>("keys", ids));
            back += (int)(long)(await command.ExecuteScalarAsync(stop))!;
        }
        await MergeRecords.Scalar(db, plan.BackSql, to, from, stop);
        await MergeRecords.Scalar(db, plan.TouchedSql, to, from, stop);
        (merge.UndoneAt, merge.UndoneBy) = (db.Now, actor.Person);
        foreach (var pair in await db.LeadMatches.Where(m => m.Kind == merge.Kind && ((m.LeadId == to && m.OtherLeadId == from) || (m.LeadId == from && m.OtherLeadId == to))).ToListAsync(stop))
            (pair.State, pair.SettledBy, pair.SettledAt) = (MatchState.Separate, actor.Person, db.Now);
        db.Add(Activities.Activity.Happened(db, Enum.Parse<EntityType>(merge.Kind.ToString()), to, ActivityKind.Note, "The merge with a duplicate was undone."));
        await MergeRecords.Tell(db, plan, to, from, stop, gone: "updated");
        await db.Commit($"{Words<RecordKind>.ToWord[merge.Kind]}.unmerge", stop, new { survivor = to, merged = from, merge = id });
        return new Answer(to, from, back, merge.Moved.Values.Sum(ids => ids.Length) - back, [.. changed.Where(column => !JsonNode.DeepEquals(now[column], after[column]))]);
    }

    static NpgsqlParameter<string> Document(string name, string json) => new(name, NpgsqlDbType.Jsonb) { TypedValue = json };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/merges/{id:guid}/undo", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await Handle(id, actor, database, stop)).Answer())
            .Requires(LeadRights.Delete)
            .WithSummary("Undo a merge; what was changed since stays and is named");
}
