namespace Rainmaker.Intelligence.Matching;

/// <summary>
/// Short keys that likely duplicates share, to find candidates without reading every lead. The product stores them only as keyed hashes,
/// because each gives away a piece of an encrypted field.
/// </summary>
public static class BlockingKeys
{
    /// <summary>
    /// "local:ada", "domain:acme.com" (no free-mail services), "last7:5550100", "sound:L143A". None for a field that is empty. A phone that could not be
    /// read still gives its last seven digits.
    /// </summary>
    public static IReadOnlyList<string> Of(NormalisedLead lead)
    {
        var keys = new List<string>(5);
        if (lead.Email.Local is { } local)
            keys.Add("local:" + Mailbox(local));
        if (lead.Domain is { } domain)
            keys.Add("domain:" + domain);
        var phone = Last7(lead.Phone.Value);
        if (phone is not null)
            keys.Add("last7:" + phone);
        if (Last7(lead.Whatsapp.Value) is { } whatsapp && whatsapp != phone)
            keys.Add("last7:" + whatsapp);
        if (!lead.Name.Derived && Sound.Of(lead.Name) is { } sound)
            keys.Add("sound:" + sound);
        return keys;
    }

    // "ada.lovelace+news" and "adalovelace" reach one mailbox at many services.
    static string Mailbox(string local)
    {
        var box = local.IndexOf('+', StringComparison.Ordinal) is var plus and > 0 ? local[..plus] : local;
        return box.Replace(".", "", StringComparison.Ordinal);
    }

    static string? Last7(string? phone)
    {
        if (phone is null)
            return null;
        Span<char> digits = stackalloc char[7];
        var left = 7;
        for (var i = phone.Length - 1; i >= 0 && left > 0; i--)
        {
            if (char.IsAsciiDigit(phone[i]))
                digits[--left] = phone[i];
        }
        return left == 0 ? digits.ToString() : null;
    }
}

/// <summary>How a name sounds, so that Meyer and Maier meet.</summary>
public static class Sound
{
    // Soundex' groups (US Census Bureau, 1918) with its vowels, h, w and y silent; the first letter goes by its group too,
    // so that Karl and Carl agree, which the original keeps apart.
    static ReadOnlySpan<char> Groups => "01230120022455012623010202";

    /// <summary>Sound of the last name and initial of the first: five signs at most; null where there is no name in Latin script.</summary>
    public static string? Of(PersonName name)
    {
        if (Of(name.Last ?? name.First) is not { } sound)
            return null;
        var initial = name.Last is not null && name.First is { Length: > 0 } first ? Words.Fold(first[..1]) : "";
        return sound + initial.ToUpperInvariant();
    }

    /// <summary>Four signs at most: the groups of the consonants in order, without repeats; a vowel in front is "V".</summary>
    public static string? Of(string? word)
    {
        if (word is null)
            return null;
        Span<char> code = stackalloc char[4];
        var (length, last, first) = (0, '\0', true);
        foreach (var c in Words.Fold(word))
        {
            if (c is < 'a' or > 'z')
                continue;
            var group = Groups[c - 'a'];
            if (group == '0')
            {
                if (first)
                    code[length++] = 'V';
                if (c is not ('h' or 'w'))
                    last = '\0';
            }
            else if (group != last)
            {
                code[length++] = last = group;
            }
            first = false;
            if (length == 4)
                break;
        }
        return length == 0 ? null : code[..length].ToString();
    }
}
