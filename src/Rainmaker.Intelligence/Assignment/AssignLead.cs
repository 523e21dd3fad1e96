using System.Globalization;

namespace Rainmaker.Intelligence.Assignment;

/// <summary>Which step of the assignment decided.</summary>
public enum AssignedBy { Nobody, ExistingOwner, Rule, RoundRobin }

/// <summary>Someone who was considered.</summary>
/// <param name="Step">"existing owner", a rule's name, or "round robin".</param>
/// <param name="Chosen">Whether the lead went to them.</param>
/// <param name="Reason">Why they were chosen or passed over: "on leave until 24 Nov", "at capacity, 8 of 8", "share 0.50 higher than 0.25".</param>
public sealed record Considered(Guid User, string Name, string Step, bool Chosen, string Reason);

/// <summary>A rule that did not decide, and why.</summary>
public sealed record SkippedRule(Guid Rule, string Name, string Reason);

/// <summary>Who gets the lead.</summary>
/// <param name="User">Null when nobody can take it; it then waits without owner.</param>
/// <param name="Rule">The rule that decided, where one did.</param>
/// <param name="Why">One sentence.</param>
/// <param name="Trace">Everyone considered, in order.</param>
public sealed record AssignmentDecision(Guid? User, string? Name, AssignedBy By, Guid? Rule, string Why, IReadOnlyList<Considered> Trace, IReadOnlyList<SkippedRule> Skipped);

/// <summary>
/// Decides who gets a lead: who already looks after its person or company; else the first rule, in order, that fits and has someone free; else whoever of all has the
/// smallest share of their daily capacity used. Nobody absent, inactive or at capacity is ever chosen. The same input gives the same answer.
/// </summary>
public static class AssignLead
{
    const string OwnerStep = "existing owner";
    const string RotationStep = "round robin";

    /// <param name="lead">What the rules see of the lead.</param>
    /// <param name="owners">Who looks after it already, most binding first: the matched lead's owner, the company's.</param>
    /// <param name="rules">In order.</param>
    /// <param name="people">All of the tenant.</param>
    /// <param name="today">The day in the tenant's time zone.</param>
    public static AssignmentDecision Decide(LeadToAssign lead, IReadOnlyList<ExistingOwner> owners, IReadOnlyList<AssignmentRule> rules, IReadOnlyList<Assignee> people, DateOnly today)
    {
        var trace = new List<Considered>(people.Count + 2);
        var skipped = new List<SkippedRule>();
        foreach (var owner in owners)
        {
            if (people.FirstOrDefault(person => person.Id == owner.User) is not { } person)
                continue;
            if (Unavailable(person, today) is { } reason)
            {
                trace.Add(new(person.Id, person.Name, OwnerStep, false, reason));
                continue;
            }
            trace.Add(new(person.Id, person.Name, OwnerStep, true, owner.Why));
            return new(person.Id, person.Name, AssignedBy.ExistingOwner, null, $"{person.Name} {owner.Why}.", trace, skipped);
        }

        foreach (var rule in rules)
        {
            if (rule.When.FirstOrDefault(condition => !Conditions.Holds(condition, lead)) is { } failed)
            {
                skipped.Add(new(rule.Id, rule.Name, Words(failed)));
                continue;
            }
            if (Choose(people, rule.Name, person => Outside(rule, person, lead), today, trace) is { } chosen)
                return new(chosen.Id, chosen.Name, AssignedBy.Rule, rule.Id, $"Rule \"{rule.Name}\" chose {chosen.Name}: {trace.Last(t => t.Chosen).Reason}.", trace, skipped);
            skipped.Add(new(rule.Id, rule.Name, "it fits, but nobody it names can take the lead now"));
        }

        if (Choose(people, RotationStep, static person => person.TakesLeads ? null : "takes no leads by rotation", today, trace) is { } next)
            return new(next.Id, next.Name, AssignedBy.RoundRobin, null, $"Round robin chose {next.Name}: {trace.Last(t => t.Chosen).Reason}.", trace, skipped);
        return new(null, null, AssignedBy.Nobody, null, people.Count == 0 ? "There is nobody to assign to." : "Everyone is away, at capacity or takes no leads.", trace, skipped);
    }

    static Assignee? Choose(IReadOnlyList<Assignee> people, string step, Func<Assignee, string?> outside, DateOnly today, List<Considered> trace)
    {
        var free = new List<Assignee>(people.Count);
        foreach (var person in people)
        {
            if ((outside(person) ?? Unavailable(person, today)) is { } reason)
                trace.Add(new(person.Id, person.Name, step, false, reason));
            else
                free.Add(person);
        }
        if (free.Count == 0)
            return null;
        free.Sort(ByTurn);
        var chosen = free[0];
        trace.Add(new(chosen.Id, chosen.Name, step, true, free.Count == 1
            ? "the only one free"
            : $"lowest share of today's capacity, {Share(chosen)} ({chosen.AssignedToday} of {chosen.CapacityPerDay})"));
        for (var i = 1; i < free.Count; i++)
        {
            trace.Add(new(free[i].Id, free[i].Name, step, false, Compare(free[i], chosen) != 0
                ? $"share {Share(free[i])} higher than {Share(chosen)}"
                : "same share, got a lead more recently"));
        }
        return chosen;
    }

    static string? Unavailable(Assignee person, DateOnly today)
    {
        if (!person.IsActive)
            return "no longer active";
        foreach (var absence in person.Absences)
        {
            if (absence.Covers(today))
                return absence.Until is { } until ? $"on leave until {until.ToString(until.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture)}" : "on leave, nobody knows until when";
        }
        return person.AssignedToday >= person.CapacityPerDay ? $"at capacity, {person.AssignedToday} of {person.CapacityPerDay}" : null;
    }

    static string? Outside(AssignmentRule rule, Assignee person, LeadToAssign lead)
    {
        if (rule.Users.Count > 0 && !rule.Users.Contains(person.Id))
            return "not named by the rule";
        if (rule.Users.Count == 0 && !person.TakesLeads)
            return "takes no leads by rule";
        if (rule.Team is { } team && person.Team != team)
            return "not in the rule's team";
        if (rule.Skill is { } skill && !person.Skills.Contains(skill, StringComparer.OrdinalIgnoreCase))
            return $"has not the skill {skill}";
        if (rule.ByTerritory && !person.Territories.Any(territory => territory.Covers(lead)))
            return $"does not cover {string.Join(' ', new[] { lead.Country, lead.Region, lead.PostalCode }.OfType<string>()) switch { "" => "a lead without place", var place => place }}";
        return null;
    }

    static int ByTurn(Assignee a, Assignee b)
    {
        var byShare = Compare(a, b);
        if (byShare != 0)
            return byShare;
        var byTime = Nullable.Compare(a.LastAssignedAt, b.LastAssignedAt);
        return byTime != 0 ? byTime : a.Id.CompareTo(b.Id);
    }

    // Cross-multiplied to stay exact.
    static int Compare(Assignee a, Assignee b) => ((long)a.AssignedToday * b.CapacityPerDay).CompareTo((long)b.AssignedToday * a.CapacityPerDay);

    static string Share(Assignee person) => ((decimal)person.AssignedToday / person.CapacityPerDay).ToString("0.00", CultureInfo.InvariantCulture);

    static string Words(Condition condition)
    {
        var wanted = string.Join(", ", condition.Values);
        var how = condition.Is switch
        {
            Comparison.Is or Comparison.In => $"is not {wanted}",
            Comparison.IsNot or Comparison.NotIn => $"is {wanted}",
            Comparison.Contains => $"does not contain {wanted}",
            Comparison.StartsWith => $"does not start with {wanted}",
            Comparison.AtLeast => $"is not at least {wanted}",
            Comparison.AtMost => $"is not at most {wanted}",
            Comparison.IsSet => "is not set",
            _ => "is set",
        };
        return LeadToAssign.Fields.Contains(condition.Field) ? $"{condition.Field} {how}" : $"it asks for {condition.Field}, which no lead has";
    }
}
