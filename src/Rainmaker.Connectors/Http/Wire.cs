using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Rainmaker.Connectors.Http;

/// <summary>Reads values as CRMs write them: numbers in text, times in a dozen shapes, nothing where something should be.</summary>
static class Wire
{
    /// <summary>A member's value; null where it, or the object, is missing.</summary>
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public static JsonElement? Get(this JsonElement? element, string name) => element is { } e ? Get(e, name) : null;

    /// <summary>Text, also of a number or boolean; null for what is empty, an object or a list.</summary>
    public static string? Text(this JsonElement? value) => value is not { } v ? null : v.ValueKind switch
    {
        JsonValueKind.String => v.GetString() is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null,
        JsonValueKind.Number => v.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static string? Text(this JsonElement element, string name) => element.Get(name).Text();

    public static IEnumerable<JsonElement> Items(this JsonElement? list) => list is { ValueKind: JsonValueKind.Array } l ? l.EnumerateArray() : [];

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Get(name).Items();

    /// <summary>The bytes as they came, on their own.</summary>
    public static ReadOnlyMemory<byte> Original(this JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();

    public static bool? Flag(string? text) => text switch
    {
        null => null,
        "true" or "True" or "TRUE" or "1" => true,
        _ => false,
    };

    /// <summary>Sums with a point or a comma, with or without thousands: "1,234.50", "1.234,50", "1 234,5", "€ 12". Null for what is no number.</summary>
    public static decimal? Money(string? text)
    {
        if (text is null || text.Length > 60)
            return null;
        var digits = new string([.. text.Where(c => char.IsAsciiDigit(c) || c is '.' or ',' or '-' or 'e' or 'E' or '+')]);
        var (point, comma) = (digits.LastIndexOf('.'), digits.LastIndexOf(','));
        if (comma >= 0 && point >= 0)
            digits = comma > point ? digits.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : digits.Replace(",", "", StringComparison.Ordinal);
        else if (comma >= 0)
            // One comma with three digits behind it parts thousands: "12,500". Anything else is a decimal comma: "12,5".
            digits = digits.Count(c => c == ',') > 1 || digits.Length - comma == 4 ? digits.Replace(",", "", StringComparison.Ordinal) : digits.Replace(',', '.');
        return decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var sum) ? sum : null;
    }

    public static int? Whole(string? text) => Money(text) is { } number and > int.MinValue and < int.MaxValue ? (int)number : null;

    /// <summary>
    /// A moment in UTC: ISO 8601 with any offset ("+0000", "+05:30", none = UTC), "2026-01-31 08:00:00", a date (its midnight), seconds or milliseconds
    /// since 1970. Null for what is no time.
    /// </summary>
    public static DateTimeOffset? Moment(string? text)
    {
        if (text is null)
            return null;
        if (text.Length is >= 9 and <= 16 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return text.Length >= 12 ? FromMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);
        // .NET reads "+05:30" and "+0530", but not "+05".
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            || DateTimeOffset.TryParse(text + ":00", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment)
            ? moment
            : null;
    }

    /// <summary>The calendar day, as written: an offset does not move it.</summary>
    public static DateOnly? Day(string? text) =>
        text is { Length: >= 10 } && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : Moment(text) is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime)
        : null;

    /// <summary>As every CRM takes it: UTC, whole seconds.</summary>
    public static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static DateTimeOffset? FromMilliseconds(long number) => number < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;
}
