using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Unusual;

/// <summary>The open findings in the actor's sight, the gravest and newest first.</summary>
public static class ListFindings
{
    const int AtMost = 50;

    public static async Task<IReadOnlyList<Finding>> Handle(string? severity, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var findings = db.Findings;
        var open = await findings.AsNoTracking().VisibleTo(actor).Where(f => f.State == InsightState.Open).OrderByDescending(f => f.FirstSeenAt).Take(AtMost).ToListAsync(stop);
        return [.. open.Where(f => string.IsNullOrEmpty(severity) || Words<Severity>.ToWord[f.Severity] == severity).OrderByDescending(f => f.Severity)];
    }

    /// <summary>As an insight on the wire; it is about no deal, and there is nothing to act on but to look.</summary>
    public static ReadInsights.Row AsInsight(this Finding finding) => new(
        finding.Key, finding.Severity, finding.Title, finding.Description, finding.OwnerId is { } owner ? [owner] : [], [], finding.Recommendation, InsightAction.Update,
        JsonSerializer.SerializeToElement(new { action = "review", scope = Words<FindingScope>.ToWord[finding.Scope] }, Json.Wire));
}
