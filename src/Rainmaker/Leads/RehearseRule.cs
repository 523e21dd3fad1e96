using Rainmaker.Crm;
using Rainmaker.Intelligence.Assignment;

namespace Rainmaker.Leads;

/// <summary>What a rule would have done with the latest leads, were it the only one: nothing is given to anybody.</summary>
public static class RehearseRule
{
    const int Latest = 50;

    /// <param name="Fits">Whether all its conditions hold.</param>
    /// <param name="UserId">Who would have got it; null where it does not fit or nobody was free.</param>
    /// <param name="Why">In a sentence; for a lead that does not fit, the condition that fails.</param>
    /// <param name="OwnerId">Who has it now.</param>
    public sealed record Line(Guid LeadId, string Name, DateTimeOffset CreatedAt, bool Fits, Guid? UserId, string? User, string Why, Guid? OwnerId);

    public sealed record Share(Guid UserId, string User, int Leads);

    /// <param name="Leads">How many were tried.</param>
    /// <param name="Unplaced">Fitting ones for which nobody was free.</param>
    public sealed record Answer(int Leads, int Fitting, int Unplaced, IReadOnlyList<Share> Shares, IReadOnlyList<Line> Lines);

    /// <summary>Each person begins each day on which leads came with nothing; absences are those of the day.</summary>
    /// <param name="dayOf">The day a moment falls on where the tenant works.</param>
    public static Answer Decide(Intelligence.Assignment.AssignmentRule rule, IReadOnlyList<Lead> leads, IReadOnlyList<Assignee> people, Func<DateTimeOffset, DateOnly> dayOf)
    {
        var (given, lines, today) = (people.ToDictionary(p => p.Id, p => p with { AssignedToday = 0, LastAssignedAt = null }), new List<Line>(), default(DateOnly));
        foreach (var lead in leads.OrderBy(l => l.CreatedAt))
        {
            if (dayOf(lead.CreatedAt) is var day && day != today)
            {
                today = day;
                foreach (var person in given.Values.ToList())
                    given[person.Id] = person with { AssignedToday = 0 };
            }
            var seen = GiveLead.AsRulesSee(lead);
            var fits = rule.When.All(condition => Conditions.Holds(condition, seen));
            var decision = AssignLead.Decide(seen, [], [rule], [.. given.Values], today);
            var (taker, why) = decision.By == AssignedBy.Rule ? (decision.User, decision.Why) : (null, decision.Skipped[0].Reason);
            if (taker is { } user)
                given[user] = given[user] with { AssignedToday = given[user].AssignedToday + 1, LastAssignedAt = lead.CreatedAt };
            lines.Add(new(lead.Id, lead.Name, lead.CreatedAt, fits, taker, taker is null ? null : decision.Name, why, lead.OwnerId));
        }
        lines.Reverse();
        return new(lines.Count, lines.Count(l => l.Fits), lines.Count(l => l.Fits && l.UserId is null),
            [.. lines.Where(l => l.UserId is not null).GroupBy(l => (Id: l.UserId!.Value, Name: l.User!)).Select(g => new Share(g.Key.Id, g.Key.Name, g.Count())).OrderByDescending(s => s.Leads).ThenBy(s => s.User, StringComparer.Ordinal)], lines);
    }

    public static async Task<Result<Answer>> Handle(ShapeRules.Request request, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var rule = ShapeRules.New(db, 0);
        var faults = ShapeRules.Apply(rule, request.Name.IsSent ? request : request with { Name = "This rule" });
        await ShapeRules.Check(db, rule, faults, stop);
        if (faults.Count > 0)
            return new Faults(faults);
        var rows = await LeadDeskRows.Read(database, db.Tenant, db.Now, stop);
        rows.Rules.Clear();
        rows.Rules.Add(rule);
        var desk = LeadDesk.Of(db.Tenant, rows, new Rotation(), db.Now);
        var leads = await db.Leads.AsNoTracking().VisibleTo(actor).Where(l => l.Status != LeadStatus.Spam).OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id).Take(Latest).ToListAsync(stop);
        return Decide(desk.Rules[0], leads, desk.People, db.Tenant.DayOf);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/assignment-rules/rehearsal", async (ShapeRules.Request request, Actor actor, Database database, CancellationToken stop) => (await Handle(request, actor, database, stop)).Answer())
            .Requires(LeadRights.Shape)
            .WithSummary("What a rule would have done with the latest 50 leads");
}
