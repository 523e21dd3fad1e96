using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Scoring;

/// <summary>The customer a tenant wants. An empty list means that anything fits.</summary>
public sealed record IdealCustomerProfile
{
    /// <summary>Head counts that fit; 11 to 1,000 unless set.</summary>
    public IReadOnlyList<CompanySize> Sizes { get; init; } = [new(11, 1000)];

    /// <summary>Words that an industry that fits contains: "software", "logistics".</summary>
    public IReadOnlyList<string> Industries { get; init; } = [];

    /// <summary>Words of job titles that decide; a whole word must agree.</summary>
    public IReadOnlyList<string> DecidingTitles { get; init; } =
        ["owner", "founder", "cofounder", "ceo", "cto", "cfo", "coo", "cmo", "cio", "cro", "chief", "president", "vp", "director", "head", "partner", "geschaftsfuhrer", "inhaber"];

    /// <summary>Words of job titles that influence; they earn three fifths.</summary>
    public IReadOnlyList<string> InfluencingTitles { get; init; } = ["manager", "lead", "senior", "principal", "leiter", "buyer", "procurement"];

    /// <summary>ISO 3166 alpha-2.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>Products whose use speaks for a lead.</summary>
    public IReadOnlyList<string> Technologies { get; init; } = [];
}

/// <summary>
/// Points and thresholds of the score card. The four groups weigh 40, 30, 20 and 10 of 100 (seed 000, lead scoring algorithm); how a group's weight is split is ours.
/// The most a lead can reach is the sum of all maxima, 100 by default.
/// </summary>
public sealed record ScoreCardSettings
{
    public static ScoreCardSettings Default { get; } = new();

    public IdealCustomerProfile Profile { get; init; } = new();

    /// <summary>Days after which an engagement signal counts half. More than 0.</summary>
    public double HalfLifeDays { get; init; } = 30;

    /// <summary>Days after which a signal from outside (funding, trend) counts half. More than 0.</summary>
    public double ExternalHalfLifeDays { get; init; } = 180;

    public Earned EmailOpen { get; init; } = new(2, 6);
    public Earned EmailClick { get; init; } = new(4, 8);
    public Earned Visit { get; init; } = new(2, 8);
    public Earned FormSubmit { get; init; } = new(8, 12);
    public Earned Download { get; init; } = new(3, 6);

    public decimal CompanySize { get; init; } = 8;
    public decimal Industry { get; init; } = 8;
    public decimal JobTitle { get; init; } = 8;
    public decimal Geography { get; init; } = 6;

    public decimal Timeline { get; init; } = 6;
    public decimal Budget { get; init; } = 6;
    public decimal DecisionMaker { get; init; } = 5;
    public decimal Competitor { get; init; } = 3;

    public decimal Funding { get; init; } = 4;
    public decimal IndustryTrend { get; init; } = 3;
    public decimal Technology { get; init; } = 3;

    /// <summary>Score from which a lead is hot, 0 to 100; above <see cref="WarmFrom"/>.</summary>
    public decimal HotFrom { get; init; } = 70;

    /// <summary>Score from which a lead is warm, 0 to 100.</summary>
    public decimal WarmFrom { get; init; } = 40;
}

/// <summary>Points for one signal of a kind, and the most that all of that kind earn together.</summary>
public readonly record struct Earned(decimal Each, decimal Max);
