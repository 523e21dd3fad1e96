namespace Rainmaker.Platform.Events;

/// <summary>Puts deliveries that were given up back in line, with all their tries before them. What is due or done already is left alone, so asking twice changes nothing.</summary>
public static class ReplayDeliveries
{
    public const int AtOnce = 200;

    /// <param name="Ids">Which; all that are dead where left out.</param>
    /// <param name="Subscriber">Only this one's.</param>
    public sealed record Request(IReadOnlyList<Guid>? Ids = null, string? Subscriber = null);

    /// <param name="Replayed">How many are in line again.</param>
    public sealed record Answer(int Replayed);

    public sealed record TooMany(int Sent) : Invalid("ids", $"{Sent} ids were sent; {AtOnce} may be. Leave them out to try all again.", Sent);

    public static async Task<Result<Answer>> Handle(Request request, Actor actor, Database database, CancellationToken stop)
    {
        if (request.Ids is { Count: > AtOnce } many)
            return new TooMany(many.Count);
        await using var db = await database.Open(actor, stop);
        var ids = request.Ids ?? [];
        var replayed = await db.Set<Delivery>().Where(d => d.State == DeliveryState.Dead && (request.Ids == null || ids.Contains(d.Id)) && (request.Subscriber == null || d.Subscriber == request.Subscriber))
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.State, DeliveryState.Due).SetProperty(x => x.Attempts, 0).SetProperty(x => x.NextTryAt, db.Now), stop);
        if (replayed > 0)
            db.Add(db.NewAudit("delivery.replay", "delivery", null, Json.Write(new { metadata = new { replayed, request.Subscriber, picked = request.Ids?.Count } })));
        await db.Finish(stop, wake: true, save: true);
        return new Answer(replayed);
    }
}
