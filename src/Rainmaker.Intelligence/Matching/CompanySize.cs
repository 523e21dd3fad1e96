using System.Globalization;

namespace Rainmaker.Intelligence.Matching;

/// <summary>A company's head count as a range; <paramref name="Max"/> null means open-ended.</summary>
public readonly record struct CompanySize(int Min, int? Max)
{
    /// <summary>Reads "51-200", "1,000+", "40", "11 to 50 employees", "&lt; 10", "sme"; null where it is no size.</summary>
    public static CompanySize? Read(string? typed)
    {
        if (Words.Tidy(typed) is not { } tidy)
            return null;
        switch (Words.Fold(tidy))
        {
            case "solo" or "self-employed" or "freelance" or "individual":
                return new(1, 1);
            case "micro":
                return new(1, 9);
            case "small":
                return new(10, 49);
            case "medium" or "mid-market":
                return new(50, 249);
            case "sme" or "smb":
                return new(10, 249);
            case "large" or "corporate":
                return new(250, null);
            case "enterprise":
                return new(1000, null);
        }
        Span<int> numbers = stackalloc int[2];
        var found = 0;
        for (var i = 0; i < tidy.Length && found < 2;)
        {
            if (!char.IsAsciiDigit(tidy[i]))
            {
                i++;
                continue;
            }
            var from = i;
            // Thousands are grouped by comma, dot, blank or apostrophe only in front of three digits.
            while (i < tidy.Length && (char.IsAsciiDigit(tidy[i]) || (tidy[i] is ',' or '.' or ' ' or '\'' && Grouped(tidy, i))))
                i++;
            var digits = string.Concat(tidy[from..i].Where(char.IsAsciiDigit));
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            if (i < tidy.Length && tidy[i] is 'k' or 'K' && number <= 10_000)
                number *= 1000;
            numbers[found++] = number;
        }
        if (found == 0)
            return null;
        if (found == 2)
            return numbers[0] <= numbers[1] ? new(numbers[0], numbers[1]) : null;
        if (tidy.Contains('+', StringComparison.Ordinal) || tidy[0] == '>')
            return new(numbers[0], null);
        return tidy[0] == '<' ? new(1, numbers[0]) : new(numbers[0], numbers[0]);
    }

    /// <summary>Whether the two ranges have a head count in common.</summary>
    public bool Overlaps(CompanySize other) => Min <= (other.Max ?? int.MaxValue) && other.Min <= (Max ?? int.MaxValue);

    static bool Grouped(string text, int at) =>
        at + 3 < text.Length && char.IsAsciiDigit(text[at + 1]) && char.IsAsciiDigit(text[at + 2]) && char.IsAsciiDigit(text[at + 3])
        && (at + 4 == text.Length || !char.IsAsciiDigit(text[at + 4]));
}
