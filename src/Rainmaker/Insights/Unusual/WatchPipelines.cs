using System.Globalization;
using Rainmaker.Intelligence.Anomalies;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Unusual;

/// <summary>Takes each pipeline's size once a day and tells when it has changed beyond what the latest thirty days were like.</summary>
public static class WatchPipelines
{
    public static async Task Handle(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var sums = await DealSums.Read(database, tenant, db.Today, stop);
        var (snapshots, today, settings) = (db.PipelineSnapshots, db.Today, db.Tenant.Setting<PipelineAlarmSettings>("pipeline_alarm"));
        var since = today.AddDays(-3 * settings.Latest);
        var past = (await snapshots.Where(s => s.TakenOn >= since).ToListAsync(stop)).ToLookup(s => s.PipelineId);
        var found = new List<Found>();
        foreach (var pipeline in sums.Pipelines)
        {
            var open = sums.Open.Where(o => o.Pipeline == pipeline.Id).ToArray();
            var (deals, total, weighted) = (open.Sum(o => o.Count), open.Sum(o => o.Total), open.Sum(o => o.Weighted));
            if (past[pipeline.Id].FirstOrDefault(s => s.TakenOn == today) is { } taken)
                (taken.Deals, taken.Total, taken.Weighted) = (deals, total, weighted);
            else
                db.Add(new PipelineSnapshot { TenantId = tenant, Id = Ids.At(db.Now), PipelineId = pipeline.Id, TakenOn = today, Deals = deals, Total = total, Weighted = weighted, CreatedAt = db.Now });
            found.AddRange(PipelineAlarm.Judge(past[pipeline.Id].Select(s => new PipelineSize(s.TakenOn, s.Total, s.Weighted)), new(today, total, weighted), db.Tenant.Currency, settings)
                .Select(change => Told(change, pipeline)));
        }
        await KeepFindings.Handle(found, [FindingScope.Pipeline], db, stop);
        await db.Finish(stop, save: true);
    }

    static Found Told(PipelineChange change, Deals.Pipeline pipeline) => new(
        $"pipeline_{(change.Of == "Pipeline" ? "total" : "weighted")}_{pipeline.Id}", FindingScope.Pipeline, null, change.Severity, $"{change.Title} ({pipeline.Name})", change.Description,
        change.Change < 0 ? "See which deals were lost, moved back or lowered since yesterday." : "See whether new or raised deals are real before they are counted on.",
        [
            new("now", change.Now.ToString(CultureInfo.InvariantCulture), "Today"),
            new("usual", change.Usual.ToString(CultureInfo.InvariantCulture), "Median of the latest snapshots"),
            new("change_percent", change.Change.ToString("0.#", CultureInfo.InvariantCulture), "Percent off"),
        ], Fingerprint(change), $"{History.ShowHistory.Path}?pipeline={pipeline.Key}#waterfall");

    // The same day after day until it turns or is twice as far off.
    static string Fingerprint(PipelineChange change) => string.Create(CultureInfo.InvariantCulture, $"{Math.Sign(change.Change)}|{change.Severity}|{(int)Math.Log2(Math.Max(1, Math.Abs(change.Change)))}");
}
