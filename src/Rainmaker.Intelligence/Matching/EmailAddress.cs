using System.Collections.Frozen;
using System.Globalization;

namespace Rainmaker.Intelligence.Matching;

/// <summary>An e-mail address as read: lower case, international domains in their ASCII form.</summary>
/// <param name="Address">Null where it is none.</param>
/// <param name="Local">What stands before the @.</param>
/// <param name="Domain">What stands behind it, in ASCII.</param>
/// <param name="Fault">Why it is no address; null where it is one.</param>
public readonly record struct EmailAddress(string? Address, string? Local, string? Domain, string? Fault)
{
    /// <summary>Longest address a mail server takes (RFC 5321).</summary>
    public const int MaxLength = 254;

    static readonly IdnMapping _idn = new() { UseStd3AsciiRules = true };

    public bool IsFreeMail => Domain is not null && FreeMail.Has(Domain);

    /// <summary>Reads an address; "Name &lt;a@b.c&gt;" and "mailto:" are understood. Never throws: an address that is none carries the fault.</summary>
    public static EmailAddress Read(string? typed)
    {
        var text = Words.Tidy(typed);
        if (text is null)
            return default;
        if (text[^1] == '>' && text.LastIndexOf('<') is var open and >= 0)
            text = text[(open + 1)..^1];
        if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            text = text[7..];
        text = text.Trim();

        var at = text.LastIndexOf('@');
        if (at < 0)
            return No("has no @");
        var local = text[..at].ToLowerInvariant();
        var domain = text[(at + 1)..].TrimEnd('.').ToLowerInvariant();
        if (local.Length == 0)
            return No("has nothing before the @");
        if (LocalFault(local) is { } fault)
            return No(fault);
        if (AsciiDomain(domain) is not { } ascii)
            return No(domain.Length == 0 ? "has nothing behind the @" : $"has no valid domain: {domain}");
        if (local.Length + 1 + ascii.Length > MaxLength)
            return No($"is longer than {MaxLength} characters");
        return new($"{local}@{ascii}", local, ascii, null);
    }

    /// <summary>A host name with at least one dot in its ASCII form, or null.</summary>
    internal static string? AsciiDomain(string domain)
    {
        if (!domain.Contains('.', StringComparison.Ordinal))
            return null;
        if (!System.Text.Ascii.IsValid(domain))
        {
            try
            {
                domain = _idn.GetAscii(domain).ToLowerInvariant();
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
        if (domain.Length > 253)
            return null;
        var letters = false;
        foreach (var range in domain.AsSpan().Split('.'))
        {
            var label = domain.AsSpan(range);
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-' || label.ContainsAnyExcept(_hostLetters))
                return null;
            letters = label.ContainsAnyExceptInRange('0', '9') && label.Length > 1;
        }
        return letters ? domain : null;
    }

    static string? LocalFault(string local)
    {
        if (local.Length > 64)
            return "has more than 64 characters before the @";
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
            return "has a misplaced dot before the @";
        foreach (var c in local)
        {
            if (c <= ' ' || (c < 128 && !char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal)))
                return c == ' ' ? "has a blank in it" : $"has a character that does not belong: {c}";
        }
        return null;
    }

    static EmailAddress No(string fault) => new(null, null, null, fault);

    static readonly System.Buffers.SearchValues<char> _hostLetters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}

/// <summary>Mail services that anyone can have an address at: their domain says nothing about a company.</summary>
public static class FreeMail
{
    static readonly FrozenSet<string> _domains = FrozenSet.ToFrozenSet(
    [
        "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.uk", "yahoo.co.in", "yahoo.co.jp", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.it",
        "yahoo.ca", "yahoo.com.au", "yahoo.com.br", "ymail.com", "rocketmail.com", "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.fr",
        "hotmail.es", "hotmail.it", "hotmail.nl", "hotmail.se", "outlook.com", "outlook.de", "outlook.fr", "outlook.es", "outlook.it", "outlook.in",
        "live.com", "live.co.uk", "live.de", "live.fr", "live.nl", "live.se", "msn.com", "aol.com", "aol.de", "icloud.com", "me.com", "mac.com",
        "proton.me", "protonmail.com", "protonmail.ch", "pm.me", "tutanota.com", "tutanota.de", "tuta.io", "tuta.com", "gmx.com", "gmx.net", "gmx.de",
        "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "arcor.de", "posteo.de", "mailbox.org", "mail.com", "email.com", "zoho.com",
        "zohomail.com", "fastmail.com", "fastmail.fm", "hey.com", "yandex.com", "yandex.ru", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "rambler.ru",
        "ukr.net", "qq.com", "163.com", "126.com", "sina.com", "sohu.com", "foxmail.com", "naver.com", "daum.net", "hanmail.net", "rediffmail.com",
        "libero.it", "virgilio.it", "tiscali.it", "alice.it", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "neuf.fr", "bluewin.ch",
        "ziggo.nl", "kpnmail.nl", "telenet.be", "skynet.be", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "seznam.cz", "centrum.cz", "uol.com.br",
        "bol.com.br", "terra.com.br", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "shaw.ca",
        "rogers.com", "sympatico.ca", "btinternet.com", "sky.com", "virginmedia.com", "talktalk.net", "bigpond.com", "optusnet.com.au", "xtra.co.nz",
        "mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com",
    ]);

    /// <summary>Whether the domain, in lower case, belongs to such a service.</summary>
    public static bool Has(string domain) => _domains.Contains(domain);
}
