using System.Text.Json.Nodes;
using Npgsql;
using Rainmaker.Activities;
using Rainmaker.People;

namespace Rainmaker.Leads.Matches;

/// <summary>
/// Makes two records one: what the survivor lacks is taken from the other, what was done with the other moves over, and the other goes out of sight, where its address leads to the survivor.
/// Nothing that the survivor says is overwritten. <see cref="UndoMerge"/> takes it back.
/// </summary>
public static class MergeRecords
{
    /// <param name="Keep">The id of the one that stays; of a pair where left out the older.</param>
    public sealed record Request(Guid? Keep = null);

    public sealed record Answer(Guid MergeId, Guid SurvivorId, Guid MergedId, int Moved);

    public sealed record NotOfThisPair(Guid Keep) : Invalid("keep", "Only one of the two can stay.", Keep);
    public sealed record SettledAlready(string State) : Conflict($"This pair was settled already: {State}.");
    public sealed record BothConverted() : Conflict("Both leads were converted into deals. Merge the deals' people and companies instead; the leads stay as the deals' origin.");
    public sealed record ConvertedStays() : Conflict("One of the two was converted into a deal. That one has to stay.");

    public sealed record GoneSince() : Conflict("One of the two was merged into another or deleted since.");

    public static async Task<Result<Answer>> Handle(Guid match, Request request, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await SettleMatch.Find(db, match, stop) is not { } pair)
            return new NotFound("pair");
        if (pair.State is MatchState.Merged)
            return new SettledAlready("merged");
        var keep = request.Keep ?? (pair.LeadId.CompareTo(pair.OtherLeadId) < 0 ? pair.LeadId : pair.OtherLeadId);
        if (keep != pair.LeadId && keep != pair.OtherLeadId)
            return new NotOfThisPair(keep);
        var merged = keep == pair.LeadId ? pair.OtherLeadId : pair.LeadId;
        if (!await ArePresent(db, pair, stop))
            return new GoneSince();
        if (pair.Kind == RecordKind.Lead)
        {
            var converted = await db.Leads.Where(l => (l.Id == keep || l.Id == merged) && l.DealId != null).Select(l => l.Id).ToListAsync(stop);
            if (converted.Count == 2)
                return new BothConverted();
            if (converted.Contains(merged))
                return new ConvertedStays();
        }
        var merge = await Merge(db, pair.Kind, keep, merged, stop);
        (pair.State, pair.SettledBy, pair.SettledAt) = (MatchState.Merged, actor.Person, db.Now);
        await db.Commit($"{Words<RecordKind>.ToWord[pair.Kind]}.merge", stop, new { survivor = keep, merged, merge = merge.Id });
        return new Answer(merge.Id, keep, merged, merge.Moved.Values.Sum(ids => ids.Length));
    }

    static async Task<bool> ArePresent(SalesDb db, LeadMatch pair, CancellationToken stop)
    {
        Guid[] both = [pair.LeadId, pair.OtherLeadId];
        return 2 == pair.Kind switch
        {
            RecordKind.Lead => await db.Leads.CountAsync(l => both.Contains(l.Id), stop),
            RecordKind.Company => await db.Companies.CountAsync(c => both.Contains(c.Id), stop),
            _ => await db.Contacts.CountAsync(c => both.Contains(c.Id), stop),
        };
    }

    /// <summary>Within the caller's transaction.</summary>
    internal static async Task<RecordMerge> Merge(SalesDb db, RecordKind kind, Guid to, Guid from, CancellationToken stop)
    {
        var plan = MergePlan.Of(kind);
        var before = (JsonObject)JsonNode.Parse((string)(await Scalar(db, plan.RowSql, to, from, stop))!)!;
        await Scalar(db, plan.FillSql, to, from, stop);
        var after = (JsonObject)JsonNode.Parse((string)(await Scalar(db, plan.RowSql, to, from, stop))!)!;
        var changed = plan.Columns.Where(column => !JsonNode.DeepEquals(before[column], after[column])).ToList();
        var moved = new Dictionary<string, Guid[]>(StringComparer.Ordinal);
        foreach (var move in plan.Moves)
        {
            if (await Rows(db, MergePlan.MoveSql(move), to, from, stop) is { Length: > 0 } ids)
                moved[move.Table] = ids;
        }
        await Scalar(db, plan.GoneSql, to, from, stop);
        await Scalar(db, plan.TouchedSql, to, from, stop);
        var merge = new RecordMerge
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Kind = kind, SurvivorId = to, MergedId = from, Before = Part(before, changed), After = Part(after, changed), Moved = moved,
            MergedBy = db.Actor.Person, MergedAt = db.Now,
        };
        db.Add(merge);
        var type = Enum.Parse<EntityType>(kind.ToString());
        db.Add(Activities.Activity.Happened(db, type, to, ActivityKind.Note, "Merged with a duplicate. It can be undone."));
        await Tell(db, plan, to, from, stop);
        return merge;
    }

    internal static async Task Tell(SalesDb db, MergePlan plan, Guid to, Guid from, CancellationToken stop, string gone = "deleted")
    {
        var owners = await db.Query<Owned>(plan.Table switch
        {
            "lead" => $"select id as \"Id\", owner_id as \"Owner\" from lead where tenant_id = {db.TenantId} and id in ({to}, {from})",
            "company" => $"select id as \"Id\", owner_id as \"Owner\" from company where tenant_id = {db.TenantId} and id in ({to}, {from})",
            _ => (FormattableString)$"select id as \"Id\", owner_id as \"Owner\" from contact where tenant_id = {db.TenantId} and id in ({to}, {from})",
        }).ToDictionaryAsync(o => o.Id, o => o.Owner, stop);
        db.Record($"{plan.EntityWord}.updated", plan.EntityWord, to, owners.GetValueOrDefault(to), new { merged = from });
        db.Record($"{plan.EntityWord}.{gone}", plan.EntityWord, from, owners.GetValueOrDefault(from), new { merged_into = to });
    }

    sealed record Owned(Guid Id, Guid? Owner);

    static string Part(JsonObject row, IReadOnlyList<string> columns)
    {
        var part = new JsonObject();
        foreach (var column in columns)
            part[column] = row[column]?.DeepClone();
        return part.ToJsonString();
    }

    internal static async Task<object?> Scalar(SalesDb db, string sql, Guid to, Guid from, CancellationToken stop, params NpgsqlParameter[] more)
    {
        await using var command = Command(db, sql, to, from);
        command.Parameters.AddRange(more);
        return await command.ExecuteScalarAsync(stop);
    }

    static async Task<Guid[]> Rows(SalesDb db, string sql, Guid to, Guid from, CancellationToken stop)
    {
        await using var command = Command(db, sql, to, from);
        await using var row = await command.ExecuteReaderAsync(stop);
        var ids = new List<Guid>();
        while (await row.ReadAsync(stop))
            ids.Add(row.GetGuid(0));
        return [.. ids];
    }

    static NpgsqlCommand Command(SalesDb db, string sql, Guid to, Guid from)
    {
        var command = db.Command(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid>("tenant", db.TenantId));
        command.Parameters.Add(new NpgsqlParameter<Guid>("to", to));
        command.Parameters.Add(new NpgsqlParameter<Guid>("from", from));
        if (sql.Contains("@now", StringComparison.Ordinal))
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("now", db.Now));
        return command;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/matches/{id:guid}/merge", async (Guid id, Request request, Actor actor, Database database, CancellationToken stop) => (await Handle(id, request, actor, database, stop)).Answer())
            .Requires(LeadRights.Delete)
            .WithSummary("Merge the two records of a pair; it can be undone");
}
