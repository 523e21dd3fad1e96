using Rainmaker.Insights.Forecasts;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Insights;

/// <summary>
/// Expected revenue by month, in base currency: learned from the tenant's own past where that is long enough and tested, else from the open deals that the caller sees.
/// Which of them, and what is left out or moved (no date, no value, overdue), is told in the header <c>Rainmaker-Notice</c>, once for each.
/// </summary>
public static class ReadForecast
{
    /// <param name="Forecast">The current month first.</param>
    public sealed record Answer(string Status, IReadOnlyList<MonthForecast> Forecast, ForecastSummary Summary);

    public sealed record MonthsOutOfRange(int Months) : Invalid("months", $"A forecast looks 1 to {RevenueForecast.MaxMonths} months ahead.", Months);

    public static async Task<Result<Forecast>> Handle(int months, string? pipeline, Actor actor, SalesFigures figures, Tenants tenants, CancellationToken stop)
    {
        if (months is < 1 or > RevenueForecast.MaxMonths)
            return new MonthsOutOfRange(months);
        var chosen = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, pipeline);
        return chosen.Refused(out var refusal) ? refusal
            : Outlook.Of(chosen.Value, months, (await tenants.Get(actor.Tenant, stop)).Setting<ForecastSettings>("forecast"), await figures.Learned(actor.Tenant, stop)).Forecast;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/forecast", async (int? months, string? pipeline, Actor actor, SalesFigures figures, Tenants tenants, HttpContext http, CancellationToken stop) =>
        {
            var forecast = await Handle(months ?? 3, pipeline, actor, figures, tenants, stop);
            if (forecast.Refused(out var refusal))
                return ((Result<Answer>)refusal).Answer();
            if (forecast.Value.Notices.Count > 0)
                http.Response.Headers["Rainmaker-Notice"] = forecast.Value.Notices.ToArray();
            return ((Result<Answer>)new Answer("success", forecast.Value.Months, forecast.Value.Summary)).Answer();
        }).Requires(InsightRights.Read).WithSummary("Weighted, best and worst by month");
}
