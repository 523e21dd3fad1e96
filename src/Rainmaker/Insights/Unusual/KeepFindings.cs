using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Unusual;

/// <summary>What was found about a series just now.</summary>
public sealed record Found(string Key, FindingScope Scope, Guid? Owner, Severity Severity, string Title, string Description, string Recommendation, IReadOnlyList<Evidence> Evidence);

/// <summary>Stores what was found: new cases are raised, known ones renewed, and those found no longer go.</summary>
static class KeepFindings
{
    /// <param name="scopes">What was looked at: an open case of these that is not among the found is gone.</param>
    public static async Task Handle(IReadOnlyList<Found> found, FindingScope[] scopes, SalesDb db, CancellationToken stop)
    {
        var (findings, keys) = (db.Findings, found.Select(f => f.Key).ToArray());
        var known = await findings.Where(f => keys.Contains(f.Key) || (f.State == InsightState.Open && scopes.Contains(f.Scope))).ToDictionaryAsync(f => f.Key, StringComparer.Ordinal, stop);
        foreach (var one in found)
        {
            if (known.Remove(one.Key, out var row))
            {
                if (row.State == InsightState.Gone)
                    (row.State, row.SettledAt) = (InsightState.Open, null);
                (row.Severity, row.Title, row.Description, row.Recommendation, row.LastSeenAt) = (one.Severity, one.Title, one.Description, one.Recommendation, db.Now);
                continue;
            }
            row = new()
            {
                TenantId = db.TenantId, Id = Ids.At(db.Now), Key = one.Key, Scope = one.Scope, OwnerId = one.Owner, Severity = one.Severity, Title = one.Title, Description = one.Description,
                Recommendation = one.Recommendation, Evidence = [.. one.Evidence], FirstSeenAt = db.Now, LastSeenAt = db.Now,
            };
            db.Add(row);
            db.Record("finding.raised", "finding", row.Id, row.OwnerId);
        }
        foreach (var gone in known.Values.Where(f => f.State == InsightState.Open))
            (gone.State, gone.SettledAt) = (InsightState.Gone, db.Now);
    }
}
