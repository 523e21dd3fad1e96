using Rainmaker.Deals;

namespace Rainmaker.Insights;

/// <summary>Judges a deal's risks right after it, or what is done on it, has changed.</summary>
sealed class FollowDeals(IServiceProvider services) : ISubscriber
{
    public string Name => "insights";

    public bool Wants(string kind) => kind.StartsWith("deal.", StringComparison.Ordinal) || kind.StartsWith("activity.", StringComparison.Ordinal) || kind is "deals.imported";

    public async Task Handle(SalesDb db, IReadOnlyList<Event> events, CancellationToken stop)
    {
        // Asked for late: the database itself is made from its subscribers.
        var book = await services.GetRequiredService<PipelineBooks>().Of(db, stop);
        if (events.Any(e => e.Kind == "deals.imported"))
            await JudgeAll(db, book, stop);
        foreach (var deals in events.Where(e => e.EntityType == "deal").Select(e => e.EntityId).Distinct().Chunk(JudgeRisks.AtOnce))
            await JudgeRisks.Judge(deals, silently: false, db, book, stop);
        await TellOwners.Tell(db, stop);
    }

    static async Task JudgeAll(SalesDb db, PipelineBook book, CancellationToken stop)
    {
        var dealSet = db.Deals;
        foreach (var deals in (await dealSet.Where(d => d.Status == StageKind.Open).Select(d => d.Id).ToListAsync(stop)).Chunk(JudgeRisks.AtOnce))
        {
            await JudgeRisks.Judge(deals, silently: true, db, book, stop);
            db.ChangeTracker.Clear();
        }
    }
}
