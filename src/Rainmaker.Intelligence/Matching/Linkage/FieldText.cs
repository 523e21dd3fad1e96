using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>A value as typed, made comparable by the kind of its field. What says nothing ("n/a", "-") is missing.</summary>
static class FieldText
{
    static readonly FrozenSet<string> _nothing = FrozenSet.ToFrozenSet(["n/a", "null", "nan", "none", "-", "--", "?", "."], StringComparer.OrdinalIgnoreCase);

    // Street words that people shorten; both forms become the short one.
    static readonly FrozenDictionary<string, string> _short = new Dictionary<string, string>
    {
        ["street"] = "st", ["str"] = "st", ["strasse"] = "st", ["avenue"] = "ave", ["av"] = "ave", ["boulevard"] = "blvd", ["blv"] = "blvd", ["boul"] = "blvd",
        ["road"] = "rd", ["drive"] = "dr", ["lane"] = "ln", ["place"] = "pl", ["court"] = "ct", ["circuit"] = "cct", ["crescent"] = "cres", ["cr"] = "cres",
        ["square"] = "sq", ["terrace"] = "tce", ["ter"] = "tce", ["parkway"] = "pkwy", ["highway"] = "hwy", ["freeway"] = "fwy", ["close"] = "cl", ["grove"] = "gr",
        ["north"] = "n", ["south"] = "s", ["east"] = "e", ["west"] = "w", ["northeast"] = "ne", ["northwest"] = "nw", ["southeast"] = "se", ["southwest"] = "sw",
        ["saint"] = "st", ["mount"] = "mt", ["fort"] = "ft", ["first"] = "1", ["second"] = "2", ["third"] = "3", ["fourth"] = "4", ["fifth"] = "5", ["sixth"] = "6",
        ["seventh"] = "7", ["eighth"] = "8", ["ninth"] = "9", ["tenth"] = "10", ["suite"] = "ste", ["apartment"] = "apt", ["building"] = "bldg", ["floor"] = "fl",
    }.ToFrozenDictionary();

    static readonly string[] _joined = ["street", "strasse", "avenue", "boulevard", "road", "crescent", "circuit", "terrace", "parkway", "highway"];

    /// <summary>The comparable form, or null where there is nothing to compare.</summary>
    /// <param name="dayFirst">How a date such as 03/04/1980 is read.</param>
    public static string? Of(FieldKind kind, string? typed, bool dayFirst)
    {
        if (Words.Tidy(typed) is not { } text || _nothing.Contains(text))
            return null;
        var done = kind switch
        {
            FieldKind.FirstName or FieldKind.LastName => string.Concat(Words.Split(text)),
            FieldKind.Name => Person(text),
            FieldKind.Company => CompanyName.Key(text),
            FieldKind.Email => Email(text),
            FieldKind.Phone => Phone(text),
            FieldKind.Street => string.Join(' ', Words.Split(text).Select(Short)),
            FieldKind.City => string.Join(' ', Words.Split(text).Select(Short)),
            FieldKind.StreetNumber or FieldKind.Postcode or FieldKind.Number => Signs(text),
            FieldKind.Country => Countries.Code(text) is { } code ? Words.Fold(code) : string.Join(' ', Words.Split(text)),
            FieldKind.Date => Date(text, dayFirst),
            _ => string.Join(' ', Words.Split(text)),
        };
        return string.IsNullOrEmpty(done) ? null : done;
    }

    /// <summary>Whether the dates of a column stand with the day in front: told by the first value that can only be read one way; days first where none tells.</summary>
    public static bool DayFirst(IEnumerable<string> typed)
    {
        var (day, month) = (0, 0);
        foreach (var text in typed)
        {
            var parts = Parts(text);
            if (parts.Count != 3 || parts[0].Length > 2)
                continue;
            day += int.Parse(parts[0], CultureInfo.InvariantCulture) > 12 ? 1 : 0;
            month += parts[1].Length <= 2 && int.Parse(parts[1], CultureInfo.InvariantCulture) > 12 ? 1 : 0;
        }
        return day >= month;
    }

    static string Person(string text)
    {
        if (text.IndexOf(',', StringComparison.Ordinal) is var comma and > 0)
            text = text[(comma + 1)..] + " " + text[..comma];
        return string.Join(' ', Words.Split(text));
    }

    static string Email(string text)
    {
        text = text.ToLowerInvariant();
        if (text[^1] == '>' && text.LastIndexOf('<') is var open and >= 0)
            text = text[(open + 1)..^1];
        return text.StartsWith("mailto:", StringComparison.Ordinal) ? text[7..] : text;
    }

    // The last ten digits: what stands before is a prefix that some write and some leave out.
    static string Phone(string text)
    {
        var digits = Only(text, char.IsAsciiDigit).TrimStart('0');
        return digits.Length > 10 ? digits[^10..] : digits;
    }

    static string Signs(string text) => Only(Words.Fold(text), char.IsLetterOrDigit);

    static string Only(string text, Func<char, bool> keep)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (keep(c))
                kept.Append(c);
        }
        return kept.ToString();
    }

    static string Short(string word)
    {
        if (_short.TryGetValue(word, out var brief))
            return brief;
        // "hoseasonstreet", "Hauptstraße": the kind of street run together with its name.
        foreach (var kind in _joined)
        {
            if (word.Length > kind.Length + 2 && word.EndsWith(kind, StringComparison.Ordinal))
                return $"{word[..^kind.Length]} {_short[kind]}";
        }
        // "21st", "3rd": the number alone.
        return word.Length > 2 && char.IsAsciiDigit(word[0]) && word[^2..] is "st" or "nd" or "rd" or "th" && word[..^2].All(char.IsAsciiDigit) ? word[..^2] : word;
    }

    static string Date(string text, bool dayFirst)
    {
        // A time of day behind the date says nothing here.
        if (text.IndexOfAny([' ', 'T']) is var cut and >= 8)
            text = text[..cut];
        var parts = Parts(text);
        if (parts.Count != 3)
            return parts.Count == 0 ? Words.Fold(text) : string.Concat(parts);
        var (year, month, day) = parts[0].Length == 4 ? (parts[0], parts[1], parts[2]) : dayFirst ? (parts[2], parts[1], parts[0]) : (parts[2], parts[0], parts[1]);
        return year.PadLeft(4, '0') + month.PadLeft(2, '0') + day.PadLeft(2, '0');
    }

    static List<string> Parts(string text)
    {
        var parts = new List<string>(3);
        var from = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                from = from < 0 ? i : from;
            }
            else if (from >= 0)
            {
                parts.Add(text[from..i]);
                from = -1;
            }
        }
        return parts;
    }
}
