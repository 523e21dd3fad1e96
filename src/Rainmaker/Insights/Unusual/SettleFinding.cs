namespace Rainmaker.Insights.Unusual;

/// <summary>Puts a finding aside, or says that somebody sees to it; it comes back only when the case has changed.</summary>
static class SettleFinding
{
    /// <returns>Null when no finding in sight is called that.</returns>
    public static async Task<Result<Finding>?> Handle(string key, InsightState how, SalesDb db, CancellationToken stop)
    {
        var findings = db.Findings;
        var id = Guid.TryParse(key, out var parsed) ? parsed : Guid.Empty;
        if (await findings.VisibleTo(db.Actor).SingleOrDefaultAsync(f => f.Key == key || f.Id == id, stop) is not { } finding)
            return null;
        if (finding.State != InsightState.Open)
            return new SettleInsight.AlreadySettled(finding.State);
        finding.Settle(how, db.Actor.Person, db.Now);
        var action = how == InsightState.Acted ? "insight.act" : "insight.dismiss";
        db.Add(db.NewAudit(action, "finding", finding.Id, Json.Write(new { before = new { state = InsightState.Open }, after = new { state = how }, metadata = new { anomaly_id = finding.Key } })));
        db.Record("insight.settled", "finding", finding.Id, finding.OwnerId, new { state = how, count = 1 });
        await db.Commit(action, stop);
        return finding;
    }
}
