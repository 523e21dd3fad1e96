using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Unusual;

/// <summary>What was found about a series just now.</summary>
/// <param name="Fingerprint">What makes it the same case as before.</param>
/// <param name="RowsAt">The page with the rows behind it.</param>
public sealed record Found(string Key, FindingScope Scope, Guid? Owner, Severity Severity, string Title, string Description, string Recommendation, IReadOnlyList<Evidence> Evidence, string Fingerprint, string RowsAt);

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
                if (!row.Renew(one, db.Now))
                    continue;
            }
            else
                db.Add(row = Finding.Raise(one, db));
            db.Record("finding.raised", "finding", row.Id, row.OwnerId);
        }
        foreach (var gone in known.Values.Where(f => f.State == InsightState.Open))
        {
            gone.Settle(InsightState.Gone, null, db.Now);
            db.Record("insight.settled", "finding", gone.Id, gone.OwnerId, new { state = InsightState.Gone, count = 1 });
        }
    }
}
