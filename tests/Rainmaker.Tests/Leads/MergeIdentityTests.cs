using System.Net;
using System.Text.Json.Nodes;
using Rainmaker.People;
using Rainmaker.Tests.Deals;

namespace Rainmaker.Tests.Leads;

/// <summary>Merging and taking it back, in worlds made by chance, through the API and the real database.</summary>
public sealed class MergeIdentityTests(TestServer server)
{
    const int Rounds = 12;

    static async Task<(LeadTeam Team, MergeWorld World, Random Random)> Start(TestServer server, int seed)
    {
        var (team, random) = (await LeadTeam.Start(server), new Random(seed));
        var world = new MergeWorld(team, await team.App.As(Role.Admin, team.Admin), random);
        await world.Fill();
        return (team, world, random);
    }

    static Guid[] Some(MergeWorld world, Random random, RecordKind kind, int count)
    {
        var ids = world.Ids[kind].ToArray();
        random.Shuffle(ids);
        return ids[..count];
    }

    static void Same(JsonObject before, JsonObject after)
    {
        foreach (var table in before)
            Assert.Equal(table.Value?.ToJsonString(), after[table.Key]?.ToJsonString());
        Assert.Equal(before.Count, after.Count);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Merging_any_two_and_taking_it_back_leaves_every_row_as_it_was(int seed)
    {
        var (team, world, random) = await Start(server, seed);
        await using var _ = team;
        var before = await world.Whole();
        var merges = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var kind = Enum.GetValues<RecordKind>()[round % 3];
            var two = Some(world, random, kind, 2);
            var (status, merge) = await world.Merge(kind, two[0], two[1]);
            if (status == HttpStatusCode.Conflict)
            {
                Assert.Equal(RecordKind.Lead, kind);
                Same(before, await world.Whole());
                continue;
            }
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.NotNull(MergeWorld.Row(await world.Whole(), kind, two[1])["deleted_at"]);
            var (undone, back) = await world.Undo(merge);
            Assert.Equal((HttpStatusCode.OK, 0, 0), (undone, back!["kept"]!.AsArray().Count, back["elsewhere"]!.GetValue<int>()));
            Same(before, await world.Whole());
            merges++;
        }
        Assert.True(merges >= Rounds / 2);
    }

    [Theory]
    [InlineData(11, RecordKind.Lead), InlineData(12, RecordKind.Company), InlineData(13, RecordKind.Contact), InlineData(14, RecordKind.Lead), InlineData(15, RecordKind.Contact)]
    public async Task Two_merges_into_one_record_taken_back_latest_first_leave_every_row_as_it_was(int seed, RecordKind kind)
    {
        var (team, world, random) = await Start(server, seed);
        await using var _ = team;
        var before = await world.Whole();
        // Of leads those that were not converted: only these may go.
        var three = kind == RecordKind.Lead ? world.Ids[kind][2..] : Some(world, random, kind, 3);

        var (_, first) = await world.Merge(kind, three[0], three[1]);
        var between = await world.Whole();
        var (status, second) = await world.Merge(kind, three[0], three[2]);
        Assert.Equal(HttpStatusCode.OK, status);
        await world.Undo(second);
        Same(between, await world.Whole());
        await world.Undo(first);
        Same(before, await world.Whole());
    }

    [Theory]
    [InlineData(21, RecordKind.Lead), InlineData(22, RecordKind.Company), InlineData(23, RecordKind.Contact)]
    public async Task What_was_merged_on_is_taken_back_from_the_end(int seed, RecordKind kind)
    {
        var (team, world, random) = await Start(server, seed);
        await using var _ = team;
        var before = await world.Whole();
        var three = kind == RecordKind.Lead ? world.Ids[kind][2..] : Some(world, random, kind, 3);
        var (_, first) = await world.Merge(kind, three[1], three[0]);
        var (_, second) = await world.Merge(kind, three[2], three[1]);

        Assert.Equal(HttpStatusCode.Conflict, (await world.Undo(first)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await world.Merge(kind, three[0], three[2])).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Undo(second)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Undo(first)).Status);
        Same(before, await world.Whole());
    }

    [Theory]
    [InlineData(31, RecordKind.Lead, "industry"), InlineData(32, RecordKind.Company, "industry"), InlineData(33, RecordKind.Contact, "job_title"), InlineData(34, RecordKind.Lead, "notes")]
    public async Task What_was_edited_or_added_since_stays_and_all_else_is_as_it_was(int seed, RecordKind kind, string field)
    {
        var (team, world, random) = await Start(server, seed);
        await using var _ = team;
        var table = kind.ToString().ToLowerInvariant();
        var two = kind == RecordKind.Lead ? world.Ids[kind][2..4] : Some(world, random, kind, 2);
        await world.Sql($"update {table} set {field} = null where id = '{two[0]}'");
        await world.Sql($"update {table} set {field} = 'from the other' where id = '{two[1]}'");
        var before = await world.Whole();
        var (_, merge) = await world.Merge(kind, two[0], two[1]);
        await world.Sql($"update {table} set {field} = 'edited since' where id = '{two[0]}'");
        await world.Sql($"insert into activity (tenant_id, id, entity_type, entity_id, kind, description, at, metadata, created_at, updated_at) values ('{team.App.Tenant}', '{Guid.CreateVersion7()}', '{table}', '{two[0]}', 'call', 'Called since', now(), '{{}}', now(), now())");

        var (_, back) = await world.Undo(merge);

        Assert.Equal([field], back!["kept"]!.AsArray().Select(kept => kept!.ToString()));
        var after = await world.Whole();
        var row = MergeWorld.Row(after, kind, two[0]);
        Assert.Equal("edited since", row.Word(field));
        row[field] = null;
        var added = after["activity"]!.AsArray().Single(line => line.Word("description") == "Called since")!;
        Assert.Equal(two[0].ToString(), added.Word("entity_id"));
        after["activity"]!.AsArray().Remove(added);
        if (after["activity"]!.AsArray().Count == 0)
            after["activity"] = null;
        foreach (var each in before)
            Assert.Equal(Sorted(each.Value), Sorted(after[each.Key]));
    }

    static IEnumerable<string> Sorted(JsonNode? rows) => rows is JsonArray all ? all.Select(row => row!.ToJsonString()).Order(StringComparer.Ordinal) : [];
}
