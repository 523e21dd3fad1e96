using System.Globalization;

namespace Rainmaker.Deals.Snapshots;

/// <summary>What snapshots there are, the newest first.</summary>
public static class ListSnapshots
{
    const string Sort = "snapshots";

    public static async Task<Result<Listing<TakeSnapshot.View>>> Handle(int? limit, string? cursor, Actor actor, Database database, CancellationToken stop)
    {
        var wanted = Cursor.Limit(limit);
        if (wanted.Refused(out var refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        IQueryable<DealSnapshot> snapshots = db.DealSnapshots.AsNoTracking();
        if (cursor is { Length: > 0 })
        {
            if (Cursor.Read(cursor, Sort) is not [var ticks] || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var before) || before > DateTimeOffset.MaxValue.Ticks)
                return new Cursor.NotACursor(cursor);
            var at = new DateTimeOffset(before, TimeSpan.Zero);
            snapshots = snapshots.Where(s => s.TakenAt < at);
        }
        var rows = await snapshots.OrderByDescending(s => s.TakenAt).Take(wanted.Value + 1).ToListAsync(stop);
        return Listing<TakeSnapshot.View>.Of(rows, wanted.Value, TakeSnapshot.View.Of, r => Cursor.Write(Sort, r.TakenAt.UtcTicks.ToString(CultureInfo.InvariantCulture)));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/snapshots", async (int? limit, string? cursor, Actor actor, Database database, CancellationToken stop) => (await Handle(limit, cursor, actor, database, stop)).Answer())
            .Requires(DealRights.Read).WithSummary("Snapshots of the deals, the newest first");
}
