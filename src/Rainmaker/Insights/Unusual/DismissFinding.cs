namespace Rainmaker.Insights.Unusual;

/// <summary>Puts a finding aside; the same case never comes back.</summary>
static class DismissFinding
{
    /// <returns>Null when no finding in sight is called that.</returns>
    public static async Task<Result<SettleInsight.Dismissed>?> Handle(string key, SalesDb db, CancellationToken stop)
    {
        var findings = db.Findings;
        var id = Guid.TryParse(key, out var parsed) ? parsed : Guid.Empty;
        if (await findings.VisibleTo(db.Actor).SingleOrDefaultAsync(f => f.Key == key || f.Id == id, stop) is not { } finding)
            return null;
        if (finding.State != InsightState.Open)
            return new SettleInsight.AlreadySettled(finding.State);
        (finding.State, finding.SettledBy, finding.SettledAt) = (InsightState.Dismissed, db.Actor.Person, db.Now);
        db.Add(db.NewAudit("insight.dismiss", "finding", finding.Id, Json.Write(new { before = new { state = InsightState.Open }, after = new { state = InsightState.Dismissed }, metadata = new { anomaly_id = finding.Key } })));
        db.Record("insight.settled", "finding", finding.Id, finding.OwnerId, new { state = InsightState.Dismissed, count = 1 });
        await db.Commit("insight.dismiss", stop);
        return new SettleInsight.Dismissed("success", finding.Key);
    }
}
