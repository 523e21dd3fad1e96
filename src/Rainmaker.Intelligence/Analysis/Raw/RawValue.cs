using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Rainmaker.Intelligence.Analysis.Raw;

/// <summary>Numbers and times as CRMs write them: mostly plain, sometimes in a dozen other shapes.</summary>
static class RawValue
{
    /// <summary>ISO 8601 with any offset (none is UTC), a date, seconds or milliseconds since 1970. Null for what is no time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DateTimeOffset? Moment(ReadOnlySpan<byte> text) => text.Length is 20 or 24 && text[^1] == 'Z' && Plain(text) is { } plain ? plain : Odd(text);

    public static int? Whole(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out int whole, out var used) && used == text.Length ? whole : Money(text) is { } number and > int.MinValue and < int.MaxValue ? (int)number : null;

    /// <summary>Sums with a point or a comma, with or without thousands. Null for what is no number.</summary>
    public static decimal? Money(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 60)
            return null;
        if (Utf8Parser.TryParse(text, out decimal plain, out var used) && used == text.Length)
            return plain;
        var digits = new string([.. Encoding.UTF8.GetString(text).Where(c => char.IsAsciiDigit(c) || c is '.' or ',' or '-' or 'e' or 'E' or '+')]);
        var (point, comma) = (digits.LastIndexOf('.'), digits.LastIndexOf(','));
        if (comma >= 0 && point >= 0)
            digits = comma > point ? digits.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : digits.Replace(",", "", StringComparison.Ordinal);
        else if (comma >= 0)
            // One comma with three digits behind it parts thousands: "12,500". Anything else is a decimal comma.
            digits = digits.Count(c => c == ',') > 1 || digits.Length - comma == 4 ? digits.Replace(",", "", StringComparison.Ordinal) : digits.Replace(',', '.');
        return decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var sum) ? sum : null;
    }

    /// <summary>2026-01-31T08:00:00Z, 2026-01-31T08:00:00.000Z: nearly all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static DateTimeOffset? Plain(ReadOnlySpan<byte> text)
    {
        var (year, month, day) = (Two(text, 0) * 100 + Two(text, 2), Two(text, 5), Two(text, 8));
        var (hour, minute, second) = (Two(text, 11), Two(text, 14), Two(text, 17));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59
            || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return null;
        var thousandths = text.Length == 20 ? 0 : text[19] == '.' ? Two(text, 20) * 10 + text[22] - '0' : -1;
        return thousandths is < 0 or > 999 ? null : new(year, month, day, hour, minute, second, thousandths, TimeSpan.Zero);
    }

    static int Two(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = (text[at] - '0', text[at + 1] - '0');
        return tens is < 0 or > 9 || ones is < 0 or > 9 ? -10_000 : tens * 10 + ones;
    }

    static DateTimeOffset? Odd(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < 8 or > 40)
            return null;
        var text = Encoding.UTF8.GetString(bytes);
        if (text.Length is >= 9 and <= 16 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return text.Length < 12 ? DateTimeOffset.FromUnixTimeSeconds(number) : number < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var moment) || DateTimeOffset.TryParse(text + ":00", CultureInfo.InvariantCulture, Utc, out moment) ? moment : null;
    }
}
