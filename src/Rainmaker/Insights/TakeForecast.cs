using Rainmaker.Insights.Forecasts;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Insights;

/// <summary>Keeps what the forecast of each pipeline says today, for all to see the same later. Once more on the same day replaces it.</summary>
public static class TakeForecast
{
    const int Months = 12;

    public static async Task Handle(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var (sums, settings, today) = (await DealSums.Read(database, tenant, db.Today, stop), db.Tenant.Setting<ForecastSettings>("forecast"), db.Today);
        var (snapshots, outlooks) = (db.ForecastSnapshots, db.LearnedOutlooks);
        var learned = await outlooks.AsNoTracking().ToDictionaryAsync(o => o.PipelineId, o => o.Content, stop);
        var known = await snapshots.Where(s => s.TakenOn == today).ToDictionaryAsync(s => s.PipelineId, stop);
        foreach (var pipeline in sums.Pipelines)
        {
            var months = Json.Write(Outlook.Of(new SeenSums(sums, db.Actor, pipeline), Months, settings, learned).Forecast.Months);
            if (known.TryGetValue(pipeline.Id, out var taken))
                taken.Months = months;
            else
                db.Add(new ForecastSnapshot { TenantId = tenant, Id = Ids.At(db.Now), TakenOn = today, PipelineId = pipeline.Id, Months = months, CreatedAt = db.Now });
        }
        await db.Finish(stop, wake: false, save: true);
    }
}
