using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Scoring;

/// <summary>How far the lead is the customer the tenant wants: size, industry, job title, place.</summary>
static class Fit
{
    public const string Group = "fit";

    public static void Judge(Card card, LeadFacts facts, ScoreCardSettings settings)
    {
        Size(card, facts.CompanySize, settings);
        Industry(card, facts.Industry, settings);
        JobTitle(card, facts.JobTitle, settings);
        Place(card, facts.Country, settings);
    }

    static void Size(Card card, string? typed, ScoreCardSettings settings)
    {
        const string Field = "company_size";
        var (max, sizes) = (settings.CompanySize, settings.Profile.Sizes);
        if (typed is null || CompanySize.Read(typed) is not { } size)
            card.Lack(Group, Field, max, typed is null ? "The company's size is not known." : $"The company's size \"{typed}\" could not be read.");
        else if (sizes.Count == 0 || sizes.Any(size.Overlaps))
            card.Earn(Group, Field, max, max, $"A company of {People(typed)} fits.");
        else if (sizes.Any(wanted => size.Overlaps(new(wanted.Min / 3, wanted.Max is { } top ? (int)Math.Min(top * 3L, int.MaxValue) : null))))
            card.Earn(Group, Field, max / 2, max, $"A company of {People(typed)} is near the size wanted.");
        else
            card.Earn(Group, Field, 0, max, $"A company of {People(typed)} is not the size wanted.");
    }

    static void Industry(Card card, string? industry, ScoreCardSettings settings)
    {
        const string Field = "industry";
        var max = settings.Industry;
        if (industry is null)
            card.Lack(Group, Field, max, "The industry is not known.");
        else if (settings.Profile.Industries.Count == 0)
            card.Earn(Group, Field, max / 2, max, $"{industry}: no industry is singled out in the profile, so a known one earns half.");
        else if (Contains(industry, settings.Profile.Industries))
            card.Earn(Group, Field, max, max, $"{industry} is an industry wanted.");
        else
            card.Earn(Group, Field, 0, max, $"{industry} is not among the industries wanted.");
    }

    static void JobTitle(Card card, string? title, ScoreCardSettings settings)
    {
        const string Field = "job_title";
        var max = settings.JobTitle;
        if (title is null)
        {
            card.Lack(Group, Field, max, "The job title is not known.");
            return;
        }
        var words = Words.Split(title);
        if (settings.Profile.DecidingTitles.Count == 0 || AnyWord(words, settings.Profile.DecidingTitles))
            card.Earn(Group, Field, max, max, $"{title} decides.");
        else if (AnyWord(words, settings.Profile.InfluencingTitles))
            card.Earn(Group, Field, max * 0.6m, max, $"{title} has a say.");
        else
            card.Earn(Group, Field, max * 0.25m, max, $"{title} is not known to decide.");
    }

    static void Place(Card card, string? country, ScoreCardSettings settings)
    {
        const string Field = "country";
        var (max, wanted) = (settings.Geography, settings.Profile.Countries);
        if (country is null)
            card.Lack(Group, Field, max, "The country is not known.");
        else if (wanted.Count == 0)
            card.Earn(Group, Field, max / 2, max, $"{Countries.Name(country)}: no country is singled out in the profile, so a known one earns half.");
        else if (wanted.Contains(country, StringComparer.OrdinalIgnoreCase))
            card.Earn(Group, Field, max, max, $"{Countries.Name(country)} is a country wanted.");
        else
            card.Earn(Group, Field, 0, max, $"{Countries.Name(country)} is not among the countries wanted.");
    }

    internal static bool Contains(string text, IReadOnlyList<string> wanted)
    {
        var folded = Words.Fold(text);
        for (var i = 0; i < wanted.Count; i++)
        {
            if (folded.Contains(Words.Fold(wanted[i]), StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    static bool AnyWord(List<string> words, IReadOnlyList<string> wanted)
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            if (words.Contains(Words.Fold(wanted[i])))
                return true;
        }
        return false;
    }

    // Some type "120 people".
    static string People(string typed) => typed.Any(char.IsLetter) ? typed : typed + " people";
}
