using System.Globalization;

namespace Rainmaker.Platform.Files;

/// <summary>How cells of a file write numbers and dates.</summary>
/// <param name="DecimalMark">A dot or a comma; null: recognised cell by cell.</param>
/// <param name="Formats">Of dates, tried before the usual ones.</param>
public sealed record CellReader(char? DecimalMark, string[] Formats, TenantInfo Tenant)
{
    static readonly string[] Iso =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mmK",
        "yyyy/MM/dd", "yyyyMMdd",
    ];

    /// <summary>A sum, with or without thousands, blanks and a currency's sign; null where it is no number.</summary>
    public decimal? Number(string cell)
    {
        Span<char> kept = stackalloc char[cell.Length <= 64 ? cell.Length : 0];
        var length = 0;
        foreach (var c in cell)
        {
            if (kept.Length == 0)
                return null;
            if (char.IsAsciiDigit(c) || c is '.' or ',' or '-' or '+')
                kept[length++] = c;
            else if (!char.IsWhiteSpace(c) && c is not ('\'' or '’' or '_') && char.GetUnicodeCategory(c) != UnicodeCategory.CurrencySymbol)
                return null;
        }
        var text = kept[..length].ToString();
        var mark = DecimalMark ?? DecimalOf(text);
        text = mark == ',' ? text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : text.Replace(",", "", StringComparison.Ordinal);
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A moment; a day alone is its beginning where the tenant works. Null where it is neither.</summary>
    public DateTimeOffset? Moment(string cell, string? format)
    {
        if (Read(cell, format) is not { } read)
            return null;
        if (read.Kind == DateTimeKind.Utc)
            return new DateTimeOffset(read, TimeSpan.Zero);
        return Tenant.StartOf(DateOnly.FromDateTime(read)).Add(read.TimeOfDay);
    }

    public DateOnly? Day(string cell, string? format) =>
        Read(cell, format) is not { } read ? null : read.Kind == DateTimeKind.Utc ? Tenant.DayOf(new DateTimeOffset(read, TimeSpan.Zero)) : DateOnly.FromDateTime(read);

    DateTime? Read(string cell, string? format)
    {
        const DateTimeStyles styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AdjustToUniversal;
        var invariant = CultureInfo.InvariantCulture;
        if (format is not null)
            return DateTime.TryParseExact(cell, format, invariant, styles, out var exact) ? exact : null;
        if (Formats.Length > 0 && DateTime.TryParseExact(cell, Formats, invariant, styles, out var own))
            return own;
        if (DateTime.TryParseExact(cell, Iso, invariant, styles, out var iso))
            return iso;
        return DateTime.TryParse(cell, Tenant.Culture, styles, out var local) && local.Year > 1900 ? local : null;
    }

    char DecimalOf(string text)
    {
        var (dot, comma) = (text.LastIndexOf('.'), text.LastIndexOf(','));
        if (dot >= 0 && comma >= 0)
            return dot > comma ? '.' : ',';
        var (mark, at) = dot >= 0 ? ('.', dot) : (',', comma);
        if (at < 0)
            return '.';
        // "1.234.567": a mark that stands twice groups thousands.
        if (text.IndexOf(mark, StringComparison.Ordinal) != at)
            return mark == '.' ? ',' : '.';
        // "1.234" can be read both ways.
        if (text.Length - at - 1 == 3 && at <= 3 + (text[0] is '-' or '+' ? 1 : 0) && text.TrimStart('-', '+') is not ['0', ..])
            return Tenant.Culture.NumberFormat.NumberDecimalSeparator == "," ? ',' : '.';
        return mark;
    }
}
