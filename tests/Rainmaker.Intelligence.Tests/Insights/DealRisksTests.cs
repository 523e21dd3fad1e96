using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Intelligence.Tests.Insights;

public sealed class DealRisksTests
{
    static IReadOnlyList<Insight> Find(Deal deal, DateTimeOffset? now = null) =>
        DealRisks.Find(deal, now ?? Deals.Now, DateOnly.FromDateTime((now ?? Deals.Now).UtcDateTime), RiskSettings.Default);

    static Deal Idle(double days) => Deals.In("proposal", 85_000) with { LastActivityAt = Deals.DaysAgo(days) };

    [Fact]
    public void A_stalled_deal_is_told_in_the_words_of_the_contract()
    {
        var insight = Assert.Single(Find(Idle(15)));

        Assert.Equal(("stalled_deal_abc123", Severity.Warning), (insight.AnomalyId, insight.Severity));
        Assert.Equal("Deal 'Enterprise License' stalled for 15 days", insight.Title);
        Assert.Equal("Deal worth $85,000 hasn't moved in 15 days", insight.Description);
        Assert.Equal("Send follow-up email or schedule call to re-engage", insight.Recommendation);
        Assert.Equal(("abc123", "salesforce", InsightAction.Email), (insight.AffectedEntities.Single(), insight.Platforms.Single(), insight.ActionType));
        Assert.Equal(("abc123", "follow_up"), (insight.ActionPayload["deal_id"], insight.ActionPayload["action"]));
    }

    [Theory]
    [InlineData(13.9, false)]
    [InlineData(14, true)]
    public void Fourteen_full_days_make_a_deal_stalled(double days, bool stalled) => Assert.Equal(stalled, Find(Idle(days)).Count == 1);

    [Fact]
    public void A_human_change_counts_as_movement() => Assert.Empty(Find(Idle(40) with { ChangedAt = Deals.DaysAgo(2) }));

    [Fact]
    public void A_planned_activity_means_not_stalled()
    {
        Assert.Empty(Find(Idle(40) with { NextActivityAt = Deals.Now.AddDays(3) }));
        Assert.Single(Find(Idle(40) with { NextActivityAt = Deals.Now.AddDays(-3) }));
    }

    [Fact]
    public void A_stage_may_have_its_own_days() =>
        Assert.Empty(Find(Idle(20) with { Stage = Deals.Stage("proposal") with { StalledAfterDays = 30 } }));

    [Fact]
    public void A_deal_never_touched_is_idle_since_it_was_made() =>
        Assert.Equal("Deal 'Enterprise License' stalled for 60 days", Find(Deals.In("proposal") with { LastActivityAt = null })[0].Title);

    [Theory]
    [InlineData(50_000, 25, false)]
    [InlineData(50_000.01, 39, true)]
    [InlineData(120_000, 40, false)]
    public void High_value_and_a_low_chance_is_critical(double value, double chance, bool critical)
    {
        var found = Find(Deals.In("proposal", (decimal)value) with { OwnProbability = (decimal)chance });

        Assert.Equal(critical, found.Any(insight => insight is { Rule: RiskRule.HighValueAtRisk, Severity: Severity.Critical, ActionType: InsightAction.Schedule }));
    }

    [Theory]
    [InlineData(0, 8, true)]
    [InlineData(7, 8, true)]
    [InlineData(8, 8, false)]
    [InlineData(-1, 8, false)]
    [InlineData(3, 7, false)]
    public void A_deal_that_closes_soon_without_recent_activity_is_critical(int closesIn, int lastActivity, bool critical)
    {
        var found = Find(Deals.In("proposal") with { ExpectedClose = Deals.Today.AddDays(closesIn), LastActivityAt = Deals.DaysAgo(lastActivity) });

        Assert.Equal(critical, found.Any(insight => insight is { Rule: RiskRule.ClosingSoonInactive, Severity: Severity.Critical, ActionType: InsightAction.Call }));
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(31, true)]
    public void More_than_thirty_days_in_a_stage_is_worth_knowing(int days, bool told)
    {
        var found = Find(Deals.In("proposal") with { StageEnteredAt = Deals.DaysAgo(days) });

        Assert.Equal(told, found.Any(insight => insight is { Rule: RiskRule.LongInStage, Severity: Severity.Info, ActionType: InsightAction.Update }));
    }

    [Fact]
    public void A_deals_risk_is_its_gravest_insight()
    {
        var found = Find(Deals.In("qualification", 90_000) with { LastActivityAt = Deals.DaysAgo(20), StageEnteredAt = Deals.DaysAgo(40) });

        Assert.Equal([Severity.Critical, Severity.Warning, Severity.Info], found.Select(insight => insight.Severity));
        Assert.Equal(Severity.Critical, Insight.Gravest(found));
        Assert.Null(Insight.Gravest([]));
    }

    [Fact]
    public void A_closed_deal_is_never_at_risk() =>
        Prop.ForAll(Deals.Any.Where(deal => !deal.IsOpen).ToArbitrary(), deal => Find(deal).Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Days_that_pass_leave_the_fingerprint_alone() =>
        Prop.ForAll(Deals.Any.ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (deal, days) =>
        {
            var later = Find(deal, Deals.Now.AddDays(days)).ToDictionary(insight => insight.AnomalyId, insight => insight.Fingerprint);
            return Find(deal).All(insight => !later.TryGetValue(insight.AnomalyId, out var then) || then == insight.Fingerprint);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Something_done_on_the_deal_changes_the_fingerprint_of_its_standstill() =>
        Assert.NotEqual(Find(Idle(15))[0].Fingerprint, Find(Idle(16))[0].Fingerprint);

    [Theory]
    [InlineData(85000, "USD", "$85,000")]
    [InlineData(1234.5, "EUR", "€1,234.50")]
    [InlineData(900, "CHF", "CHF 900")]
    [InlineData(1234.5, "JPY", "¥1,235")]
    [InlineData(-5, "USD", "-$5")]
    public void Money_is_written_with_its_currency(double amount, string currency, string text) => Assert.Equal(text, Money.Text((decimal)amount, currency));
}
