using System.Globalization;
using Npgsql;
using Rainmaker.Intelligence.Anomalies;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Unusual;

/// <summary>
/// Takes each pipeline's size once a day and tells when it has changed beyond what the latest thirty were like. Days on which no size was taken count with what the snapshot of all deals says.
/// </summary>
public static class WatchPipelines
{
    const string SizesSql = """
        select s.stands_for, x.pipeline_id, sum(x.total), sum(x.weighted)
        from (select distinct on (stands_for) id, stands_for from deal_snapshot where tenant_id = $1 and stands_for >= $2 order by stands_for, taken_at desc) s
        join deal_snapshot_sum x on x.tenant_id = $1 and x.snapshot_id = s.id group by s.stands_for, x.pipeline_id
        """;

    public static async Task Handle(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var sums = await DealSums.Read(database, tenant, db.Today, stop);
        var (snapshots, today, settings) = (db.PipelineSnapshots, db.Today, db.Tenant.Setting<PipelineAlarmSettings>("pipeline_alarm"));
        var since = today.AddDays(-3 * settings.Latest);
        var past = (await snapshots.Where(s => s.TakenOn >= since).ToListAsync(stop)).ToLookup(s => s.PipelineId);
        var kept = (await Kept(since, db, stop)).ToLookup(k => k.Pipeline, k => k.Size);
        var found = new List<Found>();
        foreach (var pipeline in sums.Pipelines)
        {
            var open = sums.Open.Where(o => o.Pipeline == pipeline.Id).ToArray();
            var (deals, total, weighted) = (open.Sum(o => o.Count), open.Sum(o => o.Total), open.Sum(o => o.Weighted));
            if (past[pipeline.Id].FirstOrDefault(s => s.TakenOn == today) is { } taken)
                (taken.Deals, taken.Total, taken.Weighted) = (deals, total, weighted);
            else
                db.Add(new PipelineSnapshot { TenantId = tenant, Id = Ids.At(db.Now), PipelineId = pipeline.Id, TakenOn = today, Deals = deals, Total = total, Weighted = weighted, CreatedAt = db.Now });
            found.AddRange(PipelineAlarm.Judge(past[pipeline.Id].Select(s => new PipelineSize(s.TakenOn, s.Total, s.Weighted)).Concat(kept[pipeline.Id]).DistinctBy(s => s.On), new(today, total, weighted), db.Tenant.Currency, settings)
                .Select(change => Told(change, pipeline)));
        }
        await KeepFindings.Handle(found, [FindingScope.Pipeline], db, stop);
        await db.Finish(stop, save: true);
    }

    static async Task<List<(Guid Pipeline, PipelineSize Size)>> Kept(DateOnly since, SalesDb db, CancellationToken stop)
    {
        await using var command = db.Command(SizesSql);
        command.Parameters.AddRange((NpgsqlParameter[])[new NpgsqlParameter<Guid> { TypedValue = db.TenantId }, new NpgsqlParameter<DateOnly> { TypedValue = since }]);
        await using var rows = await command.ExecuteReaderAsync(stop);
        var kept = new List<(Guid, PipelineSize)>();
        while (await rows.ReadAsync(stop))
            kept.Add((rows.GetGuid(1), new(rows.GetFieldValue<DateOnly>(0), rows.GetDecimal(2), rows.GetDecimal(3))));
        return kept;
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
