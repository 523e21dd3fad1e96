using System.Globalization;

namespace Rainmaker.Deals.Snapshots;

/// <summary>The snapshot that shows a day: the last one of it, else the nearest before.</summary>
/// <param name="Day">What was asked for.</param>
/// <param name="Notes">What is exact and what is not, in sentences.</param>
public sealed record AsOf(DateOnly Day, TakeSnapshot.View Snapshot, IReadOnlyList<string> Notes)
{
    /// <summary>It was taken on that day, as deals stood.</summary>
    public bool IsExact => Snapshot.StandsFor == Day && Snapshot.Origin != SnapshotOrigin.Rebuilt;

    public DateTimeOffset At => Snapshot.TakenAt;

    public sealed record NotADay(string Field, string Sent) : Invalid(Field, $"'{(Sent.Length > 100 ? Sent[..100] + "…" : Sent)}' is not a day such as 2026-11-20.", Sent.Length > 100 ? Sent[..100] : Sent);
    public sealed record NothingBefore(string Field, DateOnly Sent) : Invalid(Field, $"There is no snapshot of {Sent:yyyy-MM-dd} or before.", Sent);

    /// <summary>A day as sent; null where none was.</summary>
    public static Result<DateOnly?> Read(string field, string? sent)
    {
        if (string.IsNullOrEmpty(sent))
            return (DateOnly?)null;
        return DateOnly.TryParseExact(sent, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1970 and < 2200 ? day : new NotADay(field, sent);
    }

    /// <summary>Null where nothing was kept that early.</summary>
    public static async Task<AsOf?> On(DateOnly day, SalesDb db, CancellationToken stop)
    {
        var snapshots = db.DealSnapshots;
        return await snapshots.AsNoTracking().Where(s => s.StandsFor <= day).OrderByDescending(s => s.StandsFor).ThenByDescending(s => s.TakenAt).FirstOrDefaultAsync(stop) is { } found
            ? new(day, TakeSnapshot.View.Of(found), Told(day, found, db))
            : null;
    }

    /// <summary>The same, or why not.</summary>
    public static async Task<Result<AsOf>> Find(string field, string? sent, SalesDb db, CancellationToken stop)
    {
        var day = Read(field, sent);
        if (day.Refused(out var refusal))
            return refusal;
        var wanted = day.Value ?? db.Today;
        return await On(wanted, db, stop) is { } found ? found : new NothingBefore(field, wanted);
    }

    static IReadOnlyList<string> Told(DateOnly day, DealSnapshot found, SalesDb db)
    {
        var notes = new List<string>();
        if (found.StandsFor != day)
            notes.Add($"No snapshot was taken on {day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}: this is the one before it, of {found.StandsFor.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}.");
        notes.Add(found.Origin == SnapshotOrigin.Rebuilt
            ? "Rebuilt from the journal: stages and the days they changed are exact; value, owner and close date as far back as changes to them were recorded. Deals deleted since are missing."
            : $"Exactly as all deals stood on {TimeZoneInfo.ConvertTime(found.TakenAt, db.Tenant.TimeZone).ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture)}.");
        return notes;
    }
}
