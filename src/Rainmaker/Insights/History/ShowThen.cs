using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Deals;
using Rainmaker.Deals.Snapshots;

namespace Rainmaker.Insights.History;

/// <summary>The command center as it stood on a day: its figures, stages, forecast and largest deals; asked for by <c>?on=</c>.</summary>
public static class ShowThen
{
    const int Lines = 10;

    /// <param name="Seen">Null, like the rest, where nothing was kept that early.</param>
    public sealed record View(DateOnly Day, AsOf? Then, SeenSums? Seen, ReadForecastThen.Answer? Forecast, IReadOnlyList<DealState> Largest, TenantInfo Tenant, DateOnly Today);

    /// <summary>Null where the day is not over: that is now.</summary>
    public static async Task<IResult?> Handle(string on, string? pipeline, Actor actor, SalesFigures figures, Database database, CancellationToken stop)
    {
        var day = AsOf.Read("on", on);
        if (day.Refused(out var refusal))
            return refusal.Problem();
        await using var db = await database.Open(actor, stop);
        if (day.Value is not { } asked || asked >= db.Today)
            return null;
        var chosen = ChoosePipeline.Of(await figures.Sums(actor.Tenant, stop), actor, pipeline);
        if (chosen.Refused(out refusal))
            return refusal.Problem();
        if (await AsOf.On(asked, db, stop) is not { } then)
            return Page(new(asked, null, null, null, [], db.Tenant, db.Today));
        var seen = new SeenSums(await DealSums.Read(database, actor.Tenant, then.Snapshot.StandsFor, stop, then.At), actor, chosen.Value.Pipeline);
        var (states, one) = (db.DealStates, chosen.Value.Pipeline?.Id);
        var largest = await states.AsNoTracking().At(then.At).VisibleTo(actor).Where(s => s.Status == StageKind.Open && s.BaseValue != null && (one == null || s.PipelineId == one)).OrderByDescending(s => s.BaseValue).ThenBy(s => s.DealId).Take(Lines).ToListAsync(stop);
        return Page(new(asked, then, seen, await ReadForecastThen.Of(then, seen, db, stop), largest, db.Tenant, db.Today));
    }

    static RazorComponentResult<ThenPage> Page(View view) => new(new { Shown = view });
}
