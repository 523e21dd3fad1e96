using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Scoring;

namespace Rainmaker.Intelligence.Tests.Scoring;

public sealed class ScoreCardTests
{
    static readonly DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    static readonly LeadFacts _perfect = new() { CompanySize = "51-200", Industry = "Software", JobTitle = "CTO", Country = "DE", Timeline = "this month", Budget = "50k approved", DecisionMaker = "yes", Competitor = "Pipedrive" };
    static readonly ScoreCardSettings _wanted = new() { Profile = new() { Industries = ["software"], Countries = ["DE"] } };

    static LeadScore Judge(LeadFacts facts, params Signal[] signals) => ScoreCard.Judge(facts, signals, _now, _wanted);

    static Signal S(SignalKind kind, int daysAgo = 0, string? value = null) => new(kind, _now.AddDays(-daysAgo), value);

    static decimal Points(LeadScore score, string field) => score.Reasons.Single(reason => reason.Field == field).Points;

    [Fact]
    public void The_best_lead_there_is_reaches_100_points()
    {
        var signals = Enum.GetValues<SignalKind>().Where(kind => kind is < SignalKind.Budget or > SignalKind.Competitor).SelectMany(kind => Enumerable.Repeat(S(kind), 9)).ToArray();
        var score = Judge(_perfect, signals);

        Assert.Equal((100m, LeadPriority.Hot, 0), (score.Score, score.Priority, score.Missing.Count));
    }

    [Fact]
    public void The_groups_weigh_40_30_20_and_10()
    {
        var score = Judge(new());
        var groups = score.Missing.GroupBy(missing => missing.Group).ToDictionary(group => group.Key, group => group.Sum(missing => missing.Max));

        Assert.Equal((40m, 30m, 20m, 10m), (groups["engagement"], groups["fit"], groups["behaviour"], groups["external"]));
    }

    [Fact]
    public void A_lead_nobody_knows_anything_of_scores_nothing_and_says_what_is_missing()
    {
        var score = Judge(new());

        Assert.Equal((0m, LeadPriority.Cold, 16), (score.Score, score.Priority, score.Missing.Count));
        Assert.Contains(score.Missing, missing => missing is { Field: "budget", Text: "The budget is not known." });
    }

    [Fact]
    public void A_click_of_a_half_life_ago_counts_half()
    {
        Assert.Equal(4m, Points(Judge(new(), S(SignalKind.EmailClick)), "email_click"));
        Assert.Equal(2m, Points(Judge(new(), S(SignalKind.EmailClick, 30)), "email_click"));
    }

    [Fact]
    public void What_has_not_happened_yet_does_not_count() => Assert.Equal(0m, Judge(new(), S(SignalKind.Visit, -1)).Score);

    [Fact]
    public void The_latest_word_counts() =>
        Assert.Equal(0m, Points(Judge(_perfect, S(SignalKind.Budget, 2, "approved"), S(SignalKind.Budget, 1, "none")), "budget"));

    [Theory]
    [InlineData("immediately", 6)]
    [InlineData("within 2 weeks", 6)]
    [InlineData("1-3 months", 4.5)]
    [InlineData("next quarter", 4.5)]
    [InlineData("6 months", 3)]
    [InlineData("next year", 1.5)]
    [InlineData("2 years", 0)]
    [InlineData("someday", 0)]
    [InlineData("after the merger", 2)]
    public void Sooner_is_better(string timeline, double points) => Assert.Equal((decimal)points, Points(Judge(new() { Timeline = timeline }), "timeline"));

    [Theory]
    [InlineData("Chief Technology Officer", 8)]
    [InlineData("VP Sales", 8)]
    [InlineData("Geschäftsführer", 8)]
    [InlineData("Marketing Manager", 4.8)]
    [InlineData("Intern", 2)]
    public void Who_decides_counts_more(string title, double points) => Assert.Equal((decimal)points, Points(Judge(new() { JobTitle = title }), "job_title"));

    [Theory]
    [InlineData(70, LeadPriority.Hot)]
    [InlineData(69.9, LeadPriority.Warm)]
    [InlineData(40, LeadPriority.Warm)]
    [InlineData(39.9, LeadPriority.Cold)]
    public void Priority_follows_the_thresholds(double score, LeadPriority priority) => Assert.Equal(priority, ScoreCard.Priority((decimal)score, ScoreCardSettings.Default));

    static readonly Arbitrary<Signal[]> _signals =
        (from kind in Gen.Elements(Enum.GetValues<SignalKind>()) from hours in Gen.Choose(-100, 20_000) from value in Gen.Elements(null, "yes", "no", "3 months", "declining", "x")
         select new Signal(kind, _now.AddHours(-hours), value)).ArrayOf().ToArbitrary();

    [Fact]
    public void The_score_is_exactly_the_sum_of_its_reasons() =>
        Prop.ForAll(_signals, signals =>
        {
            var score = Judge(_perfect with { Industry = null }, signals);
            return score.Score == score.Reasons.Sum(reason => reason.Points) && score.Score is >= 0 and <= 100 && decimal.Round(score.Score, 1) == score.Score
                && score.Reasons.All(reason => reason.Points >= 0 && reason.Points <= reason.Max)
                && score.Reasons.Sum(reason => reason.Max) + score.Missing.Sum(missing => missing.Max) == 100;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_more_sign_of_interest_never_lowers_the_score() =>
        Prop.ForAll(_signals, Gen.Elements(SignalKind.EmailOpen, SignalKind.EmailClick, SignalKind.Visit, SignalKind.FormSubmit, SignalKind.Download).ToArbitrary(), (signals, kind) =>
            Judge(_perfect, [.. signals, S(kind)]).Score >= Judge(_perfect, signals).Score).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_signals_in_another_order_score_the_same() =>
        Prop.ForAll(_signals, signals => signals.DistinctBy(s => s.At).ToArray() is var distinct && Judge(_perfect, distinct).Score == Judge(_perfect, [.. distinct.Reverse()]).Score).QuickCheckThrowOnFailure();

    [Fact]
    public void The_summary_names_what_speaks_for_the_lead_and_what_to_ask() =>
        Assert.Equal(
            "Ada Lovelace of Acme is cold with 20 of 100 points. Most speaks for it: 1 form sent, the latest today (+8); CTO decides (+8); 1 link clicked in an e-mail, the latest today (+4). "
            + "Worth asking: company size, industry, budget, up to 22 points more.",
            QualificationSummary.Write(Judge(new() { JobTitle = "CTO" }, S(SignalKind.FormSubmit), S(SignalKind.EmailClick)), "Ada Lovelace", "Acme"));

    [Fact]
    public void A_lead_without_anything_still_gets_a_summary() =>
        Assert.StartsWith("This lead is cold with 0 of 100 points. Nothing speaks for it yet. Worth asking: ", QualificationSummary.Write(Judge(new()), null, null), StringComparison.Ordinal);

    [Fact]
    public void A_learned_score_is_summed_up_by_its_own_reasons() => Assert.Equal(
        "Ada Lovelace of Acme is warm with 61 of 100 points, learned from what became of earlier leads. Most speaks for it: source referral (+9); company size 50 to 200 (+6). Most speaks against it: country DE (-4). Worth asking: job title.",
        QualificationSummary.Learned(new(61, 0.3, [new("average", "average", 50), new("source", "source referral", 9), new("company_size", "company size 50 to 200", 6), new("country", "country DE", -4)], ["job_title"]), LeadPriority.Warm, "Ada Lovelace", "Acme"));
}
