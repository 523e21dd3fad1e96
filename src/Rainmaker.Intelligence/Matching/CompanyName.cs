using System.Collections.Frozen;

namespace Rainmaker.Intelligence.Matching;

/// <summary>Companies by the names and addresses people type.</summary>
public static class CompanyName
{
    static readonly FrozenSet<string> _legalForms = FrozenSet.ToFrozenSet(
    [
        "ab", "aktiebolag", "ag", "aktiengesellschaft", "aps", "as", "asa", "bv", "bvba", "co", "company", "corp", "corporation", "cv", "doo", "dd",
        "ek", "eg", "eirl", "eood", "ev", "gbr", "gesmbh", "gmbh", "ggmbh", "holding", "holdings", "inc", "incorporated", "jsc", "kft", "kg", "kgaa", "kk",
        "lda", "limited", "limitada", "llc", "llp", "lp", "ltd", "ltda", "mbh", "nv", "nyrt", "ohg", "ooo", "oy", "oyj", "plc", "pllc", "pte", "pty", "private", "pvt",
        "sa", "sab", "sae", "sagl", "sarl", "sas", "sasu", "scs", "se", "sia", "sl", "slu", "snc", "spa", "sprl", "spzoo", "srl", "sro", "uab", "ug",
        "vof", "zrt", "haftungsbeschrankt", "sp", "z", "zoo", "oo", "o",
    ]);

    static readonly FrozenSet<string> _fillers = FrozenSet.ToFrozenSet(["the", "and", "und", "et", "y", "e", "of", "de"]);

    /// <summary>Trimmed and collapsed; case is a company's own and stays.</summary>
    public static string? Clean(string? typed) => Words.Tidy(typed);

    /// <summary>
    /// What two spellings of one company have in common: folded, without legal form, "the" and "and". "ACME Holding GmbH &amp; Co. KG" and "Acme" are both "acme".
    /// Null where there is no name; a name made of nothing but legal forms keeps them.
    /// </summary>
    public static string? Key(string? name)
    {
        if (Words.Tidy(name) is not { } tidy)
            return null;
        var words = Words.Split(tidy);
        var from = words.Count > 1 && words[0] == "the" ? 1 : 0;
        var to = words.Count;
        while (to > from + 1 && (_legalForms.Contains(words[to - 1]) || _fillers.Contains(words[to - 1])))
            to--;
        // "Oy Acme Ab", "OOO Acme": some forms stand in front.
        while (from < to - 1 && words[from] is "oy" or "ooo" or "oao" or "pt" or "ao" or "uab" or "sia")
            from++;
        if (from == to)
            return null;
        return string.Join(' ', words.Skip(from).Take(to - from).Where(word => to - from == 1 || !_fillers.Contains(word)));
    }

    /// <summary>The company's domain from its website, else from the e-mail address; free-mail services name no company. Lower case, ASCII, no "www.".</summary>
    public static string? Domain(string? website, EmailAddress email)
    {
        if (HostOf(website) is { } host && !FreeMail.Has(host))
            return host;
        return email.Domain is { } domain && !FreeMail.Has(domain) ? domain : null;
    }

    /// <summary>A company's likely name from its domain: "acme-tools.co.uk" is "Acme Tools". A guess.</summary>
    public static string FromDomain(string domain)
    {
        var labels = domain.Split('.');
        // In "acme.co.uk" the second-level label belongs to the registry.
        var at = labels.Length > 2 && labels[^2] is "co" or "com" or "org" or "net" or "ac" or "gov" or "edu" && labels[^1].Length == 2 ? labels.Length - 3 : labels.Length - 2;
        return string.Join(' ', labels[Math.Max(at, 0)].Split('-', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    internal static string? HostOf(string? address)
    {
        if (Words.Tidy(address) is not { } text)
            return null;
        if (text.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0)
            text = text[(scheme + 3)..];
        var end = text.AsSpan().IndexOfAny("/?#:");
        var host = (end < 0 ? text : text[..end]).TrimEnd('.').ToLowerInvariant();
        if (host.StartsWith("www.", StringComparison.Ordinal))
            host = host[4..];
        return EmailAddress.AsciiDomain(host);
    }
}
