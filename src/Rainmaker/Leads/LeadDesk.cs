using Rainmaker.Intelligence.Assignment;
using Rainmaker.Intelligence.Matching.Linkage;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Leads.Learned;
using Rainmaker.Leads.Matches;
using Person = Rainmaker.Intelligence.Assignment.Assignee;
using Rule = Rainmaker.Intelligence.Assignment.AssignmentRule;

namespace Rainmaker.Leads;

/// <summary>All that a capture must know of its tenant and that seldom changes, so that no capture has to read it.</summary>
public sealed class LeadDesk
{
    public required TenantInfo Tenant { get; init; }
    public required IReadOnlyDictionary<string, LeadSource> Sources { get; init; }
    public required IReadOnlyList<Person> People { get; init; }
    public required IReadOnlyList<Rule> Rules { get; init; }
    public required Rotation Rotation { get; init; }
    public required DateTimeOffset LoadedAt { get; init; }
    public ScoreCardSettings Card { get; private init; } = null!;

    /// <summary>What stands in for the card; null where the card decides.</summary>
    public ModelInUse? Learned { get; init; }
    public SpamSettings Spam { get; private init; } = null!;

    /// <summary>By what a lead is held against those known: as the last search through all of them, else as usual.</summary>
    public LinkageWeights Weights { get; init; } = MatchWeights.Usual;

    /// <summary>The score card of a tenant, with its ideal customer.</summary>
    public static ScoreCardSettings CardOf(TenantInfo tenant) =>
        tenant.Setting<ScoreCardSettings>("score_card") with { Profile = tenant.Setting<IdealCustomerProfile>("ideal_customer") };

    public static LeadDesk Of(TenantInfo tenant, LeadDeskRows rows, Rotation rotation, DateTimeOffset now, ModelInUse? learned = null, LinkageWeights? weights = null)
    {
        var territories = rows.Territories.ToDictionary(t => t.Id);
        return new LeadDesk
        {
            Tenant = tenant, Rotation = rotation, LoadedAt = now, Learned = learned, Weights = weights ?? MatchWeights.Usual, Card = CardOf(tenant), Spam = tenant.Setting<SpamSettings>("spam"),
            Sources = rows.Sources.ToDictionary(s => s.Key, StringComparer.Ordinal),
            People = [.. rows.People.Select(person => person.Facts with
            {
                Territories = [.. person.Territories.Where(territories.ContainsKey).SelectMany(id => Parts(territories[id]))],
                Absences = [.. rows.Absences.Where(a => a.User == person.Facts.Id).Select(a => a.Days)],
            })],
            Rules = [.. rows.Rules.Select(rule => Judged(rule, territories))],
        };
    }

    static Rule Judged(AssignmentRule rule, Dictionary<Guid, LeadDeskRows.Territory> territories) => new()
    {
        Id = rule.Id, Name = rule.Name, Users = rule.UserIds, Team = rule.TeamId, ByTerritory = rule.ByTerritory, Skill = rule.Skill,
        When = rule.TerritoryId is { } id && territories.TryGetValue(id, out var territory) ? [.. rule.Conditions, .. Within(territory)] : rule.Conditions,
    };

    static IEnumerable<Condition> Within(LeadDeskRows.Territory territory)
    {
        if (territory.Countries.Length > 0)
            yield return new("country", Comparison.In, territory.Countries);
        if (territory.Regions.Length > 0)
            yield return new("region", Comparison.In, territory.Regions);
        if (territory.PostalPrefixes.Length > 0)
            yield return new("postal_code", Comparison.StartsWith, territory.PostalPrefixes);
    }

    // A territory's lists become one part for each combination; an empty list is "any".
    static IEnumerable<Territory> Parts(LeadDeskRows.Territory territory) =>
        from country in territory.Countries.DefaultIfEmpty()
        from region in territory.Regions.DefaultIfEmpty()
        from prefix in territory.PostalPrefixes.DefaultIfEmpty()
        select new Territory(territory.Name, country, region, prefix);
}
