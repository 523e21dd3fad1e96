using System.Collections.Frozen;
using System.Globalization;

namespace Rainmaker.Intelligence.Matching;

/// <summary>A person's name, whole and in its two parts.</summary>
/// <param name="Full">Null where nothing was given and nothing could be derived.</param>
/// <param name="Derived">True when it comes from the e-mail address: a guess that any stated name replaces.</param>
public readonly record struct PersonName(string? Full, string? First, string? Last, bool Derived)
{
    static readonly FrozenSet<string> _titles = FrozenSet.ToFrozenSet(
        ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "hr", "fr", "ing", "dipl", "mme", "mlle"]);

    // They belong to the last name and stay small: "Anna van der Berg".
    static readonly FrozenSet<string> _particles = FrozenSet.ToFrozenSet(
        ["van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "el", "al", "bin", "ibn", "zu", "zur", "zum", "ter", "ten", "af", "av"]);

    /// <summary>Reads a name from whatever is given: the whole one, its parts, or the e-mail address. "LOVELACE, ADA" becomes Ada Lovelace.</summary>
    public static PersonName Read(string? name, string? first, string? last, EmailAddress email)
    {
        var (whole, given, family) = (Words.Tidy(name), Cased(Words.Tidy(first)), Cased(Words.Tidy(last)));
        if (whole is not null)
        {
            var (splitFirst, splitLast) = SplitFull(whole);
            (given, family) = (given ?? splitFirst, family ?? splitLast);
            var full = whole.Contains(',', StringComparison.Ordinal) && given is not null && family is not null ? $"{given} {family}" : Cased(whole);
            return new(full, given, family, false);
        }
        if (given is not null || family is not null)
            return new(given is null ? family : family is null ? given : $"{given} {family}", given, family, false);
        return FromAddress(email);
    }

    static (string? First, string? Last) SplitFull(string whole)
    {
        if (whole.IndexOf(',', StringComparison.Ordinal) is var comma and > 0)
            return (Cased(Words.Tidy(whole[(comma + 1)..])), Cased(Words.Tidy(whole[..comma])));
        var cased = Cased(whole)!;
        var parts = cased.Split(' ');
        var from = 0;
        while (from < parts.Length - 1 && _titles.Contains(parts[from].TrimEnd('.').ToLowerInvariant()))
            from++;
        if (parts.Length - from == 1)
            return (parts[from], null);
        // The last name begins at the first particle, else at the last word; "Jr." and "III" go with the word before them.
        var cut = parts.Length - 1;
        if (cut - from > 1 && parts[cut].TrimEnd('.') is "Jr" or "Sr" or "II" or "III" or "IV")
            cut--;
        for (var i = from + 1; i < parts.Length - 1; i++)
        {
            if (_particles.Contains(parts[i].ToLowerInvariant()))
            {
                cut = i;
                break;
            }
        }
        return (string.Join(' ', parts[from..cut]), string.Join(' ', parts[cut..]));
    }

    static PersonName FromAddress(EmailAddress email)
    {
        if (email.Local is null)
            return default;
        var local = email.Local.AsSpan();
        if (local.IndexOf('+') is var plus and > 0)
            local = local[..plus];
        var words = local.ToString().Split(['.', '_', '-'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim("0123456789".ToCharArray())).Where(word => word.Length > 0).Select(word => Cased(word)!).ToArray();
        return words.Length switch
        {
            0 => new(email.Local, null, null, true),
            1 => new(words[0], words[0], null, true),
            _ => new(string.Join(' ', words), string.Join(' ', words[..^1]), words[^1], true),
        };
    }

    /// <summary>Words typed in one case get capitals: all of "ADA LOVELACE", and the family name of "Ada LOVELACE". Mixed case is taken as meant.</summary>
    internal static string? Cased(string? tidy)
    {
        if (tidy is null)
            return null;
        var (upper, lower) = Cases(tidy);
        if (!upper && !lower)
            return tidy;
        var words = tidy.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var (up, low) = Cases(words[i]);
            // Small words in the middle of a well-written name are meant so: "Ana y Castro".
            if (up ? !low && !IsInitials(words[i]) : low && (!upper || i == 0))
                words[i] = Capital(words[i].ToLowerInvariant(), mayStaySmall: i > 0);
        }
        return string.Join(' ', words);
    }

    static (bool Upper, bool Lower) Cases(string text)
    {
        var (upper, lower) = (false, false);
        foreach (var c in text)
        {
            upper |= char.IsUpper(c);
            lower |= char.IsLower(c);
        }
        return (upper, lower);
    }

    // "JP", "A.J." and the third of a name are in capitals without shouting.
    static bool IsInitials(string word) =>
        word is "II" or "III" or "IV" || word.Contains('.', StringComparison.Ordinal) || (word.Length <= 2 && !word.Any(c => c is 'A' or 'E' or 'I' or 'O' or 'U' or 'Y'));

    static string Capital(string word, bool mayStaySmall)
    {
        if (mayStaySmall && _particles.Contains(word))
            return word;
        return string.Create(word.Length, word, static (span, from) =>
        {
            var start = true;
            for (var i = 0; i < from.Length; i++)
            {
                span[i] = start || (i == 2 && from.StartsWith("mc", StringComparison.Ordinal))
                    ? char.ToUpper(from[i], CultureInfo.InvariantCulture)
                    : from[i];
                // An apostrophe starts a part only near the front: "O'Neill", but "Marco's".
                start = from[i] == '-' || (from[i] is '\'' or '’' && i == 1);
            }
        });
    }
}
