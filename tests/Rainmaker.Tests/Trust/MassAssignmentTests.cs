using System.Globalization;
using System.Text.Json.Nodes;

namespace Rainmaker.Tests.Trust;

/// <summary>What a caller may not say in a body: fields that are ours to set, and ids of records they cannot see.</summary>
public sealed class MassAssignmentTests(TestServer server)
{
    static readonly string[] Ours = ["tenant_id", "is_admin", "ai_score", "created_at", "id", "role", "organization_id"];

    /// <summary>Fields of that name that a caller may send, by seed 003 or because a client may send back all it read.</summary>
    static readonly string[] Theirs =
    [
        "POST /api/leads created_at", "PUT /api/leads/{id} id", "PUT /api/leads/{id} created_at", "PUT /api/leads/{id} ai_score", "PUT /api/opportunities/{id} id", "PUT /api/opportunities/{id} created_at",
        "POST /api/tokens role", "PUT /api/opportunities/{id}/contacts/{contact} role", "POST /api/users role", "PUT /api/users/{id} role", "PUT /api/activities/{id} id", "PUT /api/activities/{id} created_at",
    ];

    [Fact]
    public async Task A_field_that_is_ours_to_set_is_refused_by_its_name()
    {
        await using var world = await TwoTenants.Start(server);
        var (faults, before) = (new List<string>(), await TableMarks.Of(world.App.Store));
        foreach (var operation in (await ApiOperation.All(world.App)).Where(o => o.Body is not null && o.Route.Public is null))
        {
            foreach (var field in Ours)
            {
                var isTheirs = Theirs.Contains($"{operation} {field}");
                if (isTheirs && (operation.Method == "POST" || field == "role"))
                    continue;
                if (!isTheirs && operation.Body!.Any(f => f.Name == field))
                    faults.Add($"{operation} takes '{field}'. If callers may set it, say so in MassAssignmentTests.Theirs.");
                var answer = await world.Admin.Http.Send(operation.Method, operation.Address(world, Whose.Ada), operation.Json(field, field == "is_admin" ? "true" : $"\"{world.Globex}\""));
                // Sent back with an update it is not looked at: the tables show that it stayed.
                if (!isTheirs && (answer.Status != 400 || !answer.Body.Contains(field, StringComparison.Ordinal)))
                    faults.Add($"{operation} with '{field}': {answer.Status} {answer.Body}");
            }
            if (await TableMarks.Changed(world.App.Store, before) is not { Length: > 0 } changed)
                continue;
            faults.Add($"{operation}: what was refused changed {changed}");
            before = await TableMarks.Of(world.App.Store);
        }
        faults.MustBeNone(world);
    }

    [Fact]
    public async Task An_id_out_of_sight_is_answered_as_one_that_is_nowhere()
    {
        await using var world = await TwoTenants.Start(server);
        var (faults, before) = (new List<string>(), await TableMarks.Of(world.App.Store));
        foreach (var operation in (await ApiOperation.All(world.App)).Where(o => o.Body is not null && o.Route.Public is null))
        {
            foreach (var field in operation.Body!.Where(f => f.IsId || f.Name.EndsWith("_id", StringComparison.Ordinal) && f.Name != "external_id" || f.Name.EndsWith("ids", StringComparison.Ordinal)))
            {
                foreach (var (visitor, whose) in (((Visitor, Whose)[])[(world.Admin, Whose.Globex), (world.Visitor("rep"), Whose.Ben), (world.Visitor("rep"), Whose.Globex)]).Where(v => operation.Route.Right!.Roles.Contains(v.Item1.Role)))
                    faults.AddRange(await Compare(operation, field, visitor, whose, world));
                if (await TableMarks.Changed(world.App.Store, before) is not { Length: > 0 } changed)
                    continue;
                // That somebody asked for a file is written down, whatever was in it.
                if (!(changed == "audit" && operation.Path.EndsWith("/export", StringComparison.Ordinal)))
                    faults.Add($"{operation}: an id out of sight in '{field.Name}' changed {changed}");
                before = await TableMarks.Of(world.App.Store);
            }
        }
        faults.MustBeNone(world);
    }

    static async Task<IEnumerable<string>> Compare(ApiOperation operation, BodyField field, Visitor visitor, Whose whose, TwoTenants world)
    {
        var told = new List<string>();
        var address = operation.Address(world, Whose.Ada);
        Task<Answer> Say(string id) => visitor.Http.Send(operation.Method, address, operation.Json(field.Name, field.Is("array") ? $"[\"{id}\"]" : $"\"{id}\""));
        var nowhere = await Say(world.Id(Kind.Deal, Whose.Nobody));
        // What may be sent back as it was read is not looked at; then it stays as it was, too, and the tables say so.
        if (nowhere.Status == 400 && !field.Name.EndsWith(JsonNode.Parse(nowhere.Body)!["field"]?.GetValue<string>() ?? "?", StringComparison.Ordinal))
            told.Add($"{operation} as {visitor.Name} did not get as far as '{field.Name}': add to ApiOperation.Good what else it needs. {nowhere.Body}");
        foreach (var kind in Enum.GetValues<Kind>().Where(k => k is Kind.Deal or Kind.Lead or Kind.Contact or Kind.Company or Kind.Activity || whose == Whose.Globex && k is Kind.User or Kind.Team or Kind.Stage or Kind.Territory))
        {
            if (await Say(world.Id(kind, whose)) is var answer && answer.Told != nowhere.Told)
                told.Add($"{operation} as {visitor.Name} with {whose}'s {kind} in '{field.Name}': {answer.Told} differs from an id that is nowhere: {nowhere.Told}");
        }
        return told;
    }

    [Fact]
    public async Task Another_tenants_name_in_the_query_is_refused_everywhere()
    {
        await using var world = await TwoTenants.Start(server);
        var faults = new List<string>();
        foreach (var route in MappedRoute.All(world.App).Where(r => r is { Right: not null, IsRead: true, StaysOpen: false }))
        {
            var address = route.Address(route.Ids(world, Whose.Ada));
            foreach (var query in (string[])[$"tenant_id={world.Globex}", "workspace_id=globex", $"organization_id={world.Globex}"])
            {
                if (await world.Admin.Http.Send("GET", $"{address}?{query}", (byte[]?)null) is { Status: not 403 } answer)
                    faults.Add($"{route}?{query}: {answer.Status.ToString(CultureInfo.InvariantCulture)} {answer.Body[..Math.Min(200, answer.Body.Length)]}");
            }
            if (await world.Admin.Http.Send("GET", $"{address}?tenant_id={world.App.Tenant}", (byte[]?)null) is { Status: 403 })
                faults.Add($"{route} refuses its own tenant's id");
        }
        faults.MustBeNone(world);
    }
}
