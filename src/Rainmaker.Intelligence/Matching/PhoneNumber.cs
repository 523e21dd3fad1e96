namespace Rainmaker.Intelligence.Matching;

/// <summary>A telephone number as read.</summary>
/// <param name="Value">E.164 ("+493012345678") where it could be read, otherwise as typed, tidied.</param>
/// <param name="IsVerified">Whether it is a number of some country's plan. Only then does it take part in matching.</param>
/// <param name="Region">ISO 3166 alpha-2 of the plan it belongs to; null where none or no country's (satellite, toll-free worldwide).</param>
/// <param name="Extension">Digits dialled after the connection stands.</param>
/// <param name="Why">Why it could not be read; null where it could.</param>
public readonly record struct PhoneNumber(string? Value, bool IsVerified, string? Region, string? Extension, string? Why)
{
    /// <summary>Digits an international number has at most (ITU E.164).</summary>
    public const int MaxDigits = 15;

    /// <summary>Reads a number as dialled in a region. Never refuses: what cannot be read is kept as typed and marked unverified.</summary>
    /// <param name="typed">Blanks, dots, dashes, brackets, slashes, digits of any script, "+", "00", "ext. 5" and "tel:" are understood; letters are not.</param>
    /// <param name="region">ISO 3166 alpha-2 of the country whose plan holds for numbers without a country code.</param>
    public static PhoneNumber Read(string? typed, string region)
    {
        var text = Words.Tidy(typed);
        if (text is null)
            return default;
        var (main, extension) = CutExtension(text);
        Span<char> buffer = stackalloc char[24];
        var digits = Digits(main, buffer, out var plus);
        if (digits < 0)
            return Kept(text, "it is not made of digits");
        if (digits == 0)
            return Kept(text, "it has no digits");
        if (digits > MaxDigits + 5)
            return Kept(text, $"it has more than {MaxDigits} digits");

        var number = buffer[..digits].ToString();
        var home = PhonePlan.Of(region);
        if (!plus && home is not null && home.ExitPrefix(number) is var exit and > 0 && International(number[exit..], extension) is { IsVerified: true } dialledOut)
            return dialledOut;
        if (!plus && home is not null && home.Domestic(number) is { } national)
            return new("+" + home.Code + national, true, PhonePlan.Owner(home, national)?.Region, extension, null);
        if (International(number, extension) is { IsVerified: true } abroad && (plus || (home is not null && number.StartsWith(home.Code, StringComparison.Ordinal))))
            return abroad;
        return Kept(text, plus ? "no country has such a number" : home is null ? "no country is set to read it by" : $"it is no number of {home.Region}");
    }

    static PhoneNumber International(string digits, string? extension)
    {
        for (var length = 1; length <= 3 && length < digits.Length; length++)
        {
            if (PhonePlan.ByCode(digits[..length]) is not { } plans)
                continue;
            foreach (var plan in plans)
            {
                if (plan.National(digits[length..]) is { } national)
                    return new("+" + plan.Code + national, true, PhonePlan.Owner(plan, national)?.Region, extension, null);
            }
            break;
        }
        return default;
    }

    static PhoneNumber Kept(string text, string why) => new(text, false, null, null, why);

    /// <summary>Copies the digits; -1 when there are letters in it.</summary>
    static int Digits(ReadOnlySpan<char> text, Span<char> into, out bool plus)
    {
        plus = false;
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsDigit(c))
            {
                if (count == into.Length)
                    return count;
                into[count++] = (char)('0' + (int)char.GetNumericValue(c));
            }
            else if (c is '+' or '＋')
            {
                plus |= count == 0;
            }
            else if (char.IsLetter(c))
            {
                return -1;
            }
        }
        // "+49 (0)30": the bracketed trunk zero is for callers at home.
        if (plus && text.IndexOf("(0)") is var zero and > 0)
        {
            var before = 0;
            foreach (var c in text[..zero])
                before += char.IsDigit(c) ? 1 : 0;
            into[(before + 1)..count].CopyTo(into[before..]);
            count--;
        }
        return count;
    }

    static (string Main, string? Extension) CutExtension(string text)
    {
        var main = text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;
        ReadOnlySpan<string> marks = [";ext=", "extension", "ext.", "ext", "durchwahl", "x", "#"];
        foreach (var mark in marks)
        {
            var at = main.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at < 4)
                continue;
            var digits = main[(at + mark.Length)..].Trim(' ', ':', '.', '=');
            if (digits.Length is > 0 and <= 8 && digits.All(char.IsAsciiDigit))
                return (main[..at], digits);
        }
        return (main, null);
    }
}
