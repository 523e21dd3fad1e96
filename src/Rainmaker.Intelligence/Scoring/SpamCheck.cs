using System.Buffers;
using System.Collections.Frozen;

namespace Rainmaker.Intelligence.Scoring;

/// <summary>What is looked at. All text as typed.</summary>
public sealed record SpamInput
{
    /// <summary>The field people cannot see; anything in it was filled by a program.</summary>
    public string? Honeypot { get; init; }
    public string? Name { get; init; }
    public string? Email { get; init; }
    public string? Company { get; init; }
    public string? Message { get; init; }

    /// <summary>Leads from the same address in the last hour, this one not counted.</summary>
    public int RecentFromAddress { get; init; }

    /// <summary>From showing the form to sending it; null where the form does not say.</summary>
    public TimeSpan? FilledIn { get; init; }
}

/// <summary>One sign.</summary>
/// <param name="Sign">Stable: "honeypot", "links", "phrases", "script", "gibberish", "rate", "too_fast", "throwaway".</param>
/// <param name="Points">What it adds; 100 is certainty.</param>
public sealed record SpamSign(string Sign, int Points, string Text);

/// <param name="Points">Sum of the signs'.</param>
/// <param name="Reason">The signs in one sentence; null when it is no spam.</param>
public sealed record SpamVerdict(bool IsSpam, int Points, IReadOnlyList<SpamSign> Signs, string? Reason);

/// <summary>Weights of the signs and the sum from which a lead is spam. Points from 0 up; 0 turns a sign off.</summary>
public sealed record SpamSettings
{
    public static SpamSettings Default { get; } = new();

    public int SpamFrom { get; init; } = 100;
    public int Honeypot { get; init; } = 100;
    public int Script { get; init; } = 100;

    /// <summary>For each link in the message beyond <see cref="FreeLinks"/>.</summary>
    public int Link { get; init; } = 35;
    public int FreeLinks { get; init; } = 1;

    /// <summary>A link in the name or the company, where no person puts one.</summary>
    public int LinkInName { get; init; } = 70;
    public int Phrase { get; init; } = 50;
    public int Gibberish { get; init; } = 50;
    public int Rate { get; init; } = 60;

    /// <summary>Leads an hour from one address that are still normal.</summary>
    public int NormalRate { get; init; } = 5;
    public int TooFast { get; init; } = 40;

    /// <summary>Faster than this nobody types.</summary>
    public TimeSpan Fastest { get; init; } = TimeSpan.FromSeconds(2);
    public int Throwaway { get; init; } = 40;
}

/// <summary>Judges whether a captured lead is spam. One weak sign never suffices; the honeypot and script in a field do.</summary>
public static class SpamCheck
{
    static readonly SearchValues<string> _phrases = SearchValues.Create(
    [
        "seo service", "rank your website", "first page of google", "backlink", "guest post", "buy followers", "casino", "online betting", "viagra", "cialis",
        "payday loan", "crypto investment", "bitcoin investment", "double your", "earn money online", "work from home and earn", "adult dating", "replica watches",
        "make money fast", "cheap traffic", "porn", "nigerian prince", "wire transfer of", "forex signals", "essay writing service",
    ], StringComparison.OrdinalIgnoreCase);

    static readonly SearchValues<string> _scripts = SearchValues.Create(
        ["<script", "javascript:", "<iframe", "onerror=", "onload=", "<img ", "[url=", "[link="], StringComparison.OrdinalIgnoreCase);

    static readonly FrozenSet<string> _throwaway = FrozenSet.ToFrozenSet(
        ["mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "trashmail.com", "tempmail.com", "temp-mail.org", "sharklasers.com", "getnada.com", "dispostable.com"]);

    static readonly SpamVerdict _clean = new(false, 0, [], null);

    public static SpamVerdict Judge(SpamInput input, SpamSettings settings)
    {
        List<SpamSign>? signs = null;
        if (!string.IsNullOrWhiteSpace(input.Honeypot))
            Add("honeypot", settings.Honeypot, "The field that people cannot see was filled in.", ref signs);
        if (HasScript(input.Name) || HasScript(input.Company) || HasScript(input.Message))
            Add("script", settings.Script, "There is script or markup in a field.", ref signs);
        if (Links(input.Name) + Links(input.Company) > 0)
            Add("links", settings.LinkInName, "There is a link in the name or the company.", ref signs);
        if (Links(input.Message) is var links && links > settings.FreeLinks)
            Add("links", settings.Link * (links - settings.FreeLinks), $"There are {links} links in the message.", ref signs);
        if (input.Message is { } message && message.AsSpan().ContainsAny(_phrases))
            Add("phrases", settings.Phrase, "The message uses phrases known from spam.", ref signs);
        if (IsGibberish(input.Name))
            Add("gibberish", settings.Gibberish, "The name is a row of letters nobody is called.", ref signs);
        if (IsGibberish(input.Message))
            Add("gibberish", settings.Gibberish, "The message is a row of letters without words.", ref signs);
        if (input.RecentFromAddress > settings.NormalRate)
            Add("rate", settings.Rate, $"{input.RecentFromAddress} leads came from the same address within an hour.", ref signs);
        if (input.FilledIn is { } time && time < settings.Fastest)
            Add("too_fast", settings.TooFast, "The form was sent faster than anyone types.", ref signs);
        if (input.Email is { } email && email.LastIndexOf('@') is var at and >= 0 && _throwaway.Contains(email[(at + 1)..].Trim().ToLowerInvariant()))
            Add("throwaway", settings.Throwaway, "The address belongs to a throw-away mail service.", ref signs);
        if (signs is null)
            return _clean;

        var points = signs.Sum(sign => sign.Points);
        var isSpam = points >= settings.SpamFrom;
        return new(isSpam, points, signs, isSpam ? string.Join(' ', signs.Select(sign => sign.Text)) : null);
    }

    static void Add(string sign, int points, string text, ref List<SpamSign>? signs)
    {
        if (points > 0)
            (signs ??= []).Add(new(sign, points, text));
    }

    static bool HasScript(string? text) => text is not null && text.AsSpan().ContainsAny(_scripts);

    static int Links(string? text)
    {
        if (text is null)
            return 0;
        var count = 0;
        var rest = text.AsSpan();
        while (rest.IndexOf("://", StringComparison.Ordinal) is var at and >= 0)
        {
            count++;
            rest = rest[(at + 3)..];
        }
        return count > 0 ? count : text.Contains("www.", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
    }

    // Only Latin script is judged: elsewhere the measure of vowels says nothing.
    static bool IsGibberish(string? text)
    {
        if (text is null || text.Length < 10)
            return false;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length < 10 || !word.All(char.IsAsciiLetter))
                continue;
            var (run, longest, turns) = (0, 0, 0);
            for (var i = 0; i < word.Length; i++)
            {
                run = "aeiouyAEIOUY".Contains(word[i], StringComparison.Ordinal) ? 0 : run + 1;
                longest = Math.Max(longest, run);
                if (i > 1 && char.IsUpper(word[i]) && char.IsLower(word[i - 1]))
                    turns++;
            }
            if (longest >= 7 || turns >= 4)
                return true;
        }
        return false;
    }
}
