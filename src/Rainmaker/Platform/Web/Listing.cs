using System.Buffers.Text;
using System.Text;

namespace Rainmaker.Platform.Web;

/// <summary>A piece of a list on the wire.</summary>
/// <param name="NextCursor">What <c>cursor</c> must be to go on; null at the end.</param>
public sealed record Listing<T>(IReadOnlyList<T> Data, bool HasMore, string? NextCursor)
{
    public const int Usual = 50, Most = 200;

    /// <summary>A list that is told whole.</summary>
    public static Listing<T> Whole(IReadOnlyList<T> data) => new(data, HasMore: false, NextCursor: null);

    /// <summary>From one row more than wanted: whether there is more shows by itself.</summary>
    /// <param name="place">The cursor that goes on behind a row.</param>
    public static Listing<T> Of<TRow>(IReadOnlyList<TRow> rows, int limit, Func<TRow, T> shown, Func<TRow, string> place) => rows.Count > limit
        ? new([.. rows.Take(limit).Select(shown)], HasMore: true, place(rows[limit - 1]))
        : new([.. rows.Select(shown)], HasMore: false, NextCursor: null);

    public Listing<TOther> Select<TOther>(Func<T, TOther> shown) => new([.. Data.Select(shown)], HasMore, NextCursor);
}

/// <summary>Where a list goes on: opaque to the caller, the sort's name and the last row's values inside.</summary>
public static class Cursor
{
    public sealed record NotACursor(string Sent) : Invalid("cursor", "This is not a cursor that this list gave out for this sort.", Sent);

    public sealed record LimitOutOfRange(int Sent) : Invalid("limit", $"'limit' is 1 to {Listing<int>.Most}.", Sent);

    public static string Write(string sort, params ReadOnlySpan<string> values) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('\n', [sort, .. values])));

    /// <summary>The values written for that sort; null where the text is no such cursor.</summary>
    public static string[]? Read(string? cursor, string sort)
    {
        if (cursor is null or { Length: > 2000 } || !Base64Url.IsValid(cursor))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n');
        return parts[0] == sort ? parts[1..] : null;
    }

    /// <summary>How many rows are wanted: 1 to 200, 50 where the caller does not say.</summary>
    public static Result<int> Limit(int? sent) => sent switch
    {
        null => Listing<int>.Usual,
        >= 1 and <= Listing<int>.Most => sent.Value,
        { } other => new LimitOutOfRange(other),
    };
}
