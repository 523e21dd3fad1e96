using System.Collections.Frozen;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>What a form or an address line tells of where someone came from. All text as it came.</summary>
public sealed record TouchInput
{
    public string? UtmSource { get; init; }
    public string? UtmMedium { get; init; }
    public string? UtmCampaign { get; init; }
    public string? UtmTerm { get; init; }
    public string? UtmContent { get; init; }
    public string? Gclid { get; init; }
    public string? Fbclid { get; init; }
    public string? Referrer { get; init; }

    /// <summary>Its query is read too, for what the form did not send itself.</summary>
    public string? LandingPage { get; init; }
}

/// <summary>One touch: where someone came from.</summary>
/// <param name="Source">One of the built-in words: website, google_ads, facebook, email, referral, privy, typeform ...</param>
/// <param name="Medium">As given, else "cpc", "social", "organic", "email", "referral" or "direct".</param>
/// <param name="Why">What it was read from.</param>
public sealed record Touch(string Source, string Medium, string? Campaign, string? Term, string? Content, string? UtmSource, string? ReferrerHost, string? LandingPage, string Why)
{
    /// <summary>Nothing tells where it came from; such a touch never replaces one that tells.</summary>
    public bool IsDirect => Medium == "direct";
}

/// <summary>Reads the source of a lead from campaign fields, click ids, referrer and landing page, in this order of trust.</summary>
public static class Attribution
{
    static readonly FrozenSet<string> _paid = FrozenSet.ToFrozenSet(["cpc", "ppc", "paid", "paidsearch", "paid_search", "sem", "display", "cpm"]);

    // What campaigns call a source, and our word for it.
    static readonly FrozenDictionary<string, string> _words = new Dictionary<string, string>
    {
        ["facebook"] = "facebook", ["fb"] = "facebook", ["meta"] = "facebook", ["instagram"] = "facebook", ["ig"] = "facebook",
        ["google_ads"] = "google_ads", ["googleads"] = "google_ads", ["adwords"] = "google_ads",
        ["newsletter"] = "email", ["email"] = "email", ["mailchimp"] = "email", ["sendgrid"] = "email", ["klaviyo"] = "email",
        ["privy"] = "privy", ["typeform"] = "typeform", ["hubspot"] = "hubspot", ["salesforce"] = "salesforce", ["pipedrive"] = "pipedrive", ["nutshell"] = "nutshell",
        ["referral"] = "referral", ["partner"] = "referral", ["affiliate"] = "referral", ["website"] = "website",
    }.ToFrozenDictionary();

    static readonly string[] _search = ["google", "bing", "duckduckgo", "yahoo", "ecosia", "qwant", "startpage", "baidu", "yandex", "naver", "kagi", "brave"];
    static readonly FrozenSet<string> _social = FrozenSet.ToFrozenSet(
        ["linkedin.com", "lnkd.in", "x.com", "twitter.com", "t.co", "youtube.com", "youtu.be", "reddit.com", "pinterest.com", "tiktok.com", "xing.com", "threads.net", "bsky.app", "news.ycombinator.com"]);
    static readonly FrozenSet<string> _facebook = FrozenSet.ToFrozenSet(["facebook.com", "fb.com", "fb.me", "instagram.com", "messenger.com"]);
    static readonly FrozenSet<string> _mail = FrozenSet.ToFrozenSet(["mail.google.com", "outlook.live.com", "outlook.office.com", "mail.yahoo.com", "mail.proton.me", "webmail.gmx.net"]);

    public static Touch Read(TouchInput input)
    {
        var query = QueryOf(input.LandingPage);
        var utm = Given(input.UtmSource, query, "utm_source");
        var medium = Given(input.UtmMedium, query, "utm_medium")?.ToLowerInvariant();
        var (source, fallback, why) = Source(input, query, utm, medium, CompanyName.HostOf(input.Referrer), CompanyName.HostOf(input.LandingPage));
        return new(source, medium ?? fallback, Given(input.UtmCampaign, query, "utm_campaign"), Given(input.UtmTerm, query, "utm_term"), Given(input.UtmContent, query, "utm_content"),
            utm, CompanyName.HostOf(input.Referrer), Words.Tidy(input.LandingPage), why);
    }

    /// <summary>The last touch that counts after another one: a direct visit does not wipe out how someone was won.</summary>
    public static Touch Last(Touch? earlier, Touch now) => earlier is not null && now.IsDirect ? earlier : now;

    static (string Source, string Medium, string Why) Source(TouchInput input, Dictionary<string, string> query, string? utm, string? medium, string? referrer, string? own)
    {
        if (Given(input.Gclid, query, "gclid") is not null)
            return ("google_ads", "cpc", "a Google click id");
        if (Given(input.Fbclid, query, "fbclid") is not null)
            return ("facebook", "social", "a Facebook click id");
        if (utm is not null)
        {
            var word = StageWords.Key(utm);
            if (word is "google" or "bing" && medium is not null && _paid.Contains(medium))
                return ("google_ads", "cpc", $"the campaign source {utm}, paid");
            if (_words.TryGetValue(word, out var source))
                return (source, source is "facebook" ? "social" : source is "google_ads" ? "cpc" : source is "email" ? "email" : "referral", $"the campaign source {utm}");
        }
        if (medium is "email" or "e-mail" or "newsletter")
            return ("email", "email", $"the campaign medium {medium}");
        if (medium is "referral" or "affiliate" or "partner")
            return ("referral", "referral", $"the campaign medium {medium}");
        if (utm is not null)
            return ("website", "campaign", $"the campaign source {utm}");
        if (referrer is null || referrer == own)
            return ("website", "direct", referrer is null ? "no campaign and no referrer" : "a link on the site itself");
        if (_mail.Contains(referrer))
            return ("email", "email", $"the referrer {referrer}");
        if (Under(_facebook, referrer))
            return ("facebook", "social", $"the referrer {referrer}");
        if (Under(_social, referrer))
            return ("referral", "social", $"the referrer {referrer}");
        if (IsSearch(referrer))
            return ("website", "organic", $"the referrer {referrer}, a search engine");
        return ("referral", "referral", $"the referrer {referrer}");
    }

    static bool IsSearch(string host)
    {
        foreach (var engine in _search)
        {
            if (host.StartsWith(engine + ".", StringComparison.Ordinal) || host.StartsWith("search." + engine + ".", StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    static bool Under(FrozenSet<string> domains, string host)
    {
        for (var rest = host; ;)
        {
            if (domains.Contains(rest))
                return true;
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
                return false;
            rest = rest[(dot + 1)..];
        }
    }

    static string? Given(string? stated, Dictionary<string, string> query, string name) => Words.Tidy(stated) ?? (query.TryGetValue(name, out var found) ? Words.Tidy(found) : null);

    static Dictionary<string, string> QueryOf(string? address)
    {
        var found = new Dictionary<string, string>();
        if (address?.IndexOf('?', StringComparison.Ordinal) is not ({ } mark and >= 0))
            return found;
        foreach (var pair in address[(mark + 1)..].Split('#')[0].Split('&').Take(50))
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
                found.TryAdd(pair[..equals].ToLowerInvariant(), Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' ')));
        }
        return found;
    }
}
