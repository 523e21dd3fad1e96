using Rainmaker.Intelligence.Assignment;
using Rainmaker.Leads;
using Rainmaker.Teams;
using Rule = Rainmaker.Leads.AssignmentRule;

namespace Rainmaker.Admin;

/// <summary>Whom and what a rule may name.</summary>
public sealed record RuleNames(IReadOnlyList<Assignee> People, IReadOnlyList<ShapeTeams.View> Teams, IReadOnlyList<ShapeTerritories.View> Territories);

/// <summary>An assignment rule as it stands in a form: each condition is a line of three fields, an empty line is none.</summary>
public sealed record RuleForm
{
    const int Spare = 2;

    public sealed record Line(string Field, string Is, string Values)
    {
        public static Line Empty { get; } = new("", "is", "");
    }

    public string Name { get; init; } = "";
    public IReadOnlyList<Line> Conditions { get; init; } = [];
    public string TerritoryId { get; init; } = "";
    public string TeamId { get; init; } = "";
    public string Skill { get; init; } = "";
    public bool ByTerritory { get; init; }
    public IReadOnlyList<string> UserIds { get; init; } = [];
    public bool IsActive { get; init; } = true;

    /// <summary>What is written, and room for more.</summary>
    public IEnumerable<Line> Lines => [.. Conditions, .. Enumerable.Repeat(Line.Empty, Spare)];

    public static RuleForm Of(Rule rule) => new()
    {
        Name = rule.Name, TerritoryId = rule.TerritoryId?.ToString() ?? "", TeamId = rule.TeamId?.ToString() ?? "", Skill = rule.Skill ?? "", ByTerritory = rule.ByTerritory, IsActive = rule.IsActive,
        UserIds = [.. rule.UserIds.Select(u => u.ToString())], Conditions = [.. rule.Conditions.Select(c => new Line(c.Field, Words<Comparison>.ToWord[c.Is], string.Join(", ", c.Values)))],
    };

    public static RuleForm Of(IFormCollection form)
    {
        var (fields, words, values) = (form["condition_field"], form["condition_is"], form["condition_values"]);
        return new()
        {
            Name = form["name"].ToString(), TerritoryId = form["territory_id"].ToString(), TeamId = form["team_id"].ToString(), Skill = form["skill"].ToString(),
            ByTerritory = form.ContainsKey("by_territory"), IsActive = form.ContainsKey("is_active"), UserIds = [.. form["user_ids"].OfType<string>()],
            Conditions = [.. fields.Select((field, i) => new Line(field ?? "", i < words.Count ? words[i] ?? "" : "", i < values.Count ? values[i] ?? "" : "")).Where(line => line.Field.Length > 0)],
        };
    }

    public Result<ShapeRules.Request> ToRequest()
    {
        var asked = new List<ShapeRules.Asked>();
        foreach (var (i, line) in Conditions.Index())
        {
            if (!Words<Comparison>.FromWord.TryGetValue(line.Is, out var comparison))
                return new InvalidField($"conditions.{i}", "Say how it compares.", line.Is);
            asked.Add(new(line.Field, comparison, comparison is Comparison.In or Comparison.NotIn ? line.Values.Split(',') : [line.Values]));
        }
        return new ShapeRules.Request
        {
            Name = Name, Conditions = new(asked), TerritoryId = Id(TerritoryId), TeamId = Id(TeamId), Skill = Skill, ByTerritory = ByTerritory, IsActive = IsActive,
            UserIds = (Guid[])[.. UserIds.Select(Id).OfType<Guid>()],
        };
    }

    static Guid? Id(string sent) => Guid.TryParse(sent, out var id) ? id : null;
}
