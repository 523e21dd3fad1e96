using Rainmaker.Deals;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Unusual;

/// <summary>The open findings in the actor's sight, the gravest first, among equals the newest.</summary>
public static class ListFindings
{
    const int AtMost = 50;

    /// <param name="severity">A word of it; any where left out.</param>
    /// <param name="pipeline">Only what is about this pipeline; about anything where left out.</param>
    public static async Task<IReadOnlyList<Finding>> Handle(string? severity, Actor actor, Database database, CancellationToken stop, Guid? pipeline = null)
    {
        await using var db = await database.Open(actor, stop);
        var findings = db.Findings;
        var open = await findings.AsNoTracking().VisibleTo(actor).Where(f => f.State == InsightState.Open).OrderByDescending(f => f.FirstSeenAt).Take(AtMost).ToListAsync(stop);
        return [.. open.Where(f => string.IsNullOrEmpty(severity) || Words<Severity>.ToWord[f.Severity] == severity)
            .Where(f => pipeline is not { } one || (f.Scope == FindingScope.Pipeline && f.Key.EndsWith(one.ToString(), StringComparison.Ordinal))).OrderByDescending(f => f.Severity)];
    }

    /// <summary>As an insight on the wire; it is about no deal, and what can be done is to look at the rows behind it.</summary>
    public static ReadInsights.Row AsInsight(this Finding finding) => new(
        finding.Key, finding.Severity, finding.Title, finding.Description, finding.OwnerId is { } owner ? [owner] : [], [], finding.Recommendation, InsightAction.Update,
        JsonSerializer.SerializeToElement(new { action = "review", scope = Words<FindingScope>.ToWord[finding.Scope], rows_at = finding.RowsAt }, Json.Wire));

    /// <summary>The same for the screen.</summary>
    public static ReadInsights.Line AsLine(this Finding finding) => new(finding.AsInsight(), finding.Id, null, finding.Title, finding.Evidence, finding.FirstSeenAt, finding.RowsAt);
}
