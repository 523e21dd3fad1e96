using Rainmaker.Intelligence.Assignment;
using Rainmaker.Teams;

namespace Rainmaker.Leads;

/// <summary>The rules that say which leads go to whom, in their order: list, write, change, move, strike out. A change holds from the next capture on.</summary>
public static class ShapeRules
{
    const int LongestName = 100, LongestSkill = 100, LongestValue = 200, MostConditions = 20, MostValues = 100, MostPeople = 200, MostRules = 500;

    /// <param name="Field">source, industry, company, company_size, country, region, postal_code, score, priority, prospective_type, job_title, domain, campaign or tags.</param>
    /// <param name="Values">One value; several for in and not_in; none for is_set and is_not_set.</param>
    public sealed record Asked(string Field, Comparison Is, IReadOnlyList<string>? Values = null);

    /// <summary>Fields that are not sent stay.</summary>
    public sealed record Request
    {
        public Optional<string> Name { get; init; }
        public Optional<bool?> IsActive { get; init; }

        /// <summary>All must hold; none means every lead. Replaces all.</summary>
        public Optional<IReadOnlyList<Asked>> Conditions { get; init; }

        /// <summary>Only leads from this territory.</summary>
        public Optional<Guid?> TerritoryId { get; init; }

        /// <summary>Only people of this team.</summary>
        public Optional<Guid?> TeamId { get; init; }

        /// <summary>Only people with this skill.</summary>
        public Optional<string> Skill { get; init; }

        /// <summary>Only people whose own territory covers the lead.</summary>
        public Optional<bool?> ByTerritory { get; init; }

        /// <summary>Only these people; empty means everybody who takes leads.</summary>
        public Optional<Guid[]> UserIds { get; init; }
    }

    /// <param name="Position">Counted from 0: lower ones are asked first.</param>
    public sealed record View(Guid Id, int Position, string Name, bool IsActive, IReadOnlyList<Condition> Conditions, Guid? TerritoryId, Guid? TeamId, string? Skill, bool ByTerritory, Guid[] UserIds,
        DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
    {
        internal static View Of(AssignmentRule r) => new(r.Id, r.Position, r.Name, r.IsActive, r.Conditions, r.TerritoryId, r.TeamId, r.Skill, r.ByTerritory, r.UserIds, r.CreatedAt, r.UpdatedAt);
    }

    public sealed record MoveTo(int Position);

    public sealed record NoSuch(string Of, string What, Guid Sent) : Invalid(Of, $"There is no such {What}.", Sent);
    public sealed record NoSuchPlace(int Sent, int Count) : Invalid("position", $"There are the places 0 to {Count - 1}.", Sent);
    public sealed record EnoughRules() : Conflict($"{MostRules} rules are the most.");

    /// <summary>Puts what is right onto the rule and answers what is not. Whether the people named exist, the store knows.</summary>
    internal static List<Invalid> Apply(AssignmentRule rule, Request request)
    {
        var faults = new List<Invalid>();
        if (request.Name.IsSent)
            rule.Name = request.Name.Value?.Trim() ?? "";
        if (rule.Name.Length is 0 or > LongestName)
            faults.Add(new InvalidField("name", $"A name has 1 to {LongestName} characters.", rule.Name));
        (rule.IsActive, rule.ByTerritory) = (request.IsActive.Or(rule.IsActive) ?? true, request.ByTerritory.Or(rule.ByTerritory) ?? false);
        (rule.TerritoryId, rule.TeamId) = (request.TerritoryId.Or(rule.TerritoryId), request.TeamId.Or(rule.TeamId));
        if (request.Skill.IsSent)
            rule.Skill = request.Skill.Value?.Trim() is { Length: > 0 } skill ? skill : null;
        if (rule.Skill?.Length > LongestSkill)
            faults.Add(new InvalidField("skill", $"A skill has {LongestSkill} characters at most."));
        if (request.UserIds.IsSent)
            rule.UserIds = [.. (request.UserIds.Value ?? []).Distinct()];
        if (rule.UserIds.Length > MostPeople)
            faults.Add(new InvalidField("user_ids", $"At most {MostPeople} people; a team holds more."));
        if (request.Conditions.IsSent)
            rule.Conditions = [.. (request.Conditions.Value ?? []).Select(c => new Condition(c.Field.Trim(), c.Is, [.. (c.Values ?? []).Select(v => v.Trim()).Where(v => v.Length > 0)]))];
        if (rule.Conditions.Length > MostConditions)
            faults.Add(new InvalidField("conditions", $"At most {MostConditions} conditions."));
        faults.AddRange(rule.Conditions.Select((c, i) => Fault(c) is { } why ? new InvalidField($"conditions.{i}", why, c.Field.Length > 100 ? c.Field[..100] : c.Field) : null).OfType<Invalid>());
        return faults;
    }

    static string? Fault(Condition condition) => condition.Values.Count > MostValues || condition.Values.Any(v => v.Length > LongestValue)
        ? $"At most {MostValues} values of {LongestValue} characters."
        : Intelligence.Assignment.Conditions.Fault(condition);

    /// <summary>Adds whoever the rule names and nobody knows.</summary>
    internal static async Task Check(SalesDb db, AssignmentRule rule, List<Invalid> faults, CancellationToken stop)
    {
        if (rule.TerritoryId is { } territory && !await db.Territories.AnyAsync(t => t.Id == territory, stop))
            faults.Add(new NoSuch("territory_id", "territory", territory));
        if (rule.TeamId is { } team && !await db.Teams.AnyAsync(t => t.Id == team, stop))
            faults.Add(new NoSuch("team_id", "team", team));
        var (named, users) = (rule.UserIds, db.Users);
        var known = named.Length == 0 ? [] : await users.Where(u => named.Contains(u.Id)).Select(u => u.Id).ToListAsync(stop);
        faults.AddRange(named.Except(known).Select(u => new NoSuch("user_ids", "user", u)));
    }

    public static async Task<Listing<View>> List(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return Listing<View>.Whole([.. (await db.AssignmentRules.AsNoTracking().OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(stop)).Select(View.Of)]);
    }

    public static async Task<AssignmentRule?> Find(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.AssignmentRules.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, stop);
    }

    /// <param name="id">The rule to change; null writes one that is asked last.</param>
    /// <param name="edition">The version the caller has seen; null lets the last one win.</param>
    public static async Task<Result<AssignmentRule>> Save(Guid? id, Request request, uint? edition, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var rules = db.AssignmentRules;
        var rule = id is null ? New(db, await rules.CountAsync(stop)) : await rules.SingleOrDefaultAsync(r => r.Id == id, stop);
        if (rule is null)
            return new NotFound("rule");
        if (rule.Position >= MostRules)
            return new EnoughRules();
        if (edition is { } seen && seen != rule.Version)
            return new Stale("rule");
        var faults = Apply(rule, request);
        await Check(db, rule, faults, stop);
        if (faults.Count > 0)
            return new Faults(faults);
        if (id is null)
            db.Add(rule);
        if (!db.ChangeTracker.HasChanges())
            return rule;
        rule.UpdatedAt = db.Now;
        db.Record("settings.changed", "assignment_rule", rule.Id, null);
        await db.Commit(id is null ? "assignment_rule.create" : "assignment_rule.update", stop);
        return rule;
    }

    internal static AssignmentRule New(SalesDb db, int position) => new() { TenantId = db.TenantId, Id = Ids.At(db.Now), Position = position, Name = "", CreatedAt = db.Now, UpdatedAt = db.Now };

    public static async Task<Result<Listing<View>>> Move(Guid id, MoveTo request, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var all = await InOrder(db, stop);
        if (all.Find(r => r.Id == id) is not { } rule)
            return new NotFound("rule");
        if (request.Position < 0 || request.Position >= all.Count)
            return new NoSuchPlace(request.Position, all.Count);
        all.Remove(rule);
        all.Insert(request.Position, rule);
        return await Settle(db, all, rule.Id, "assignment_rule.move", stop);
    }

    public static async Task<Result<Done>> StrikeOut(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var all = await InOrder(db, stop);
        if (all.Find(r => r.Id == id) is not { } rule)
            return new NotFound("rule");
        all.Remove(rule);
        db.Remove(rule);
        await Settle(db, all, id, "assignment_rule.delete", stop);
        return Done.It;
    }

    // Whoever orders them at the same time waits: two orders mixed are none.
    static async Task<List<AssignmentRule>> InOrder(SalesDb db, CancellationToken stop)
    {
        await db.Execute($"select pg_advisory_xact_lock(hashtextextended('assignment rules ' || {db.TenantId}::text, 0))", stop);
        return await db.AssignmentRules.OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(stop);
    }

    static async Task<Listing<View>> Settle(SalesDb db, List<AssignmentRule> inOrder, Guid about, string action, CancellationToken stop)
    {
        for (var i = 0; i < inOrder.Count; i++)
            inOrder[i].Position = i;
        if (db.ChangeTracker.HasChanges())
        {
            db.Record("settings.changed", "assignment_rule", about, null);
            await db.Commit(action, stop);
        }
        return Listing<View>.Whole([.. inOrder.Select(View.Of)]);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/assignment-rules", List).Requires(LeadRights.Assign).WithSummary("List the assignment rules, in the order they are asked");
        routes.MapGet("/api/assignment-rules/{id:guid}", async (Guid id, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
                Told(await Find(id, actor, database, stop) is { } rule ? rule : new NotFound("rule"), http).Answer())
            .Requires(LeadRights.Assign).WithSummary("One assignment rule");
        routes.MapPost("/api/assignment-rules", async (Request request, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
                Told(await Save(null, request, null, actor, database, stop), http).Created(r => $"/api/assignment-rules/{r.Id}"))
            .Requires(LeadRights.Shape).WithSummary("Write an assignment rule; it is asked last until it is moved");
        routes.MapPut("/api/assignment-rules/{id:guid}", async (Guid id, Request request, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
                Told(await Save(id, request, http.Seen(), actor, database, stop), http).Answer())
            .Requires(LeadRights.Shape).WithSummary("Change an assignment rule, or switch it off: only the fields sent");
        routes.MapPost("/api/assignment-rules/{id:guid}/move", async (Guid id, MoveTo request, Actor actor, Database database, CancellationToken stop) => (await Move(id, request, actor, database, stop)).Answer())
            .Requires(LeadRights.Shape).WithSummary("Move an assignment rule to another place in the order");
        routes.MapDelete("/api/assignment-rules/{id:guid}", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await StrikeOut(id, actor, database, stop)).Answer())
            .Requires(LeadRights.Shape).WithSummary("Strike out an assignment rule");
    }

    static Result<View> Told(Result<AssignmentRule> result, HttpContext http)
    {
        if (result.Refused(out var refusal))
            return refusal;
        http.Tell(result.Value.Version);
        return View.Of(result.Value);
    }
}
