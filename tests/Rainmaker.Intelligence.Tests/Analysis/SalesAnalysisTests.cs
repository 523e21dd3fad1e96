using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Intelligence.Tests.Analysis;

public sealed class SalesAnalysisTests
{
    static readonly AnalysisOrder Order = new("hubspot", Deals.Now, "USD", new());

    [Fact]
    public void A_customer_was_a_lead_an_mql_an_sql_and_an_opportunity_before()
    {
        var metrics = Of(new() { Contacts = [Contact("1", LifecycleStage.Customer), Contact("2", LifecycleStage.Lead), Contact("3", LifecycleStage.Subscriber)] });

        Assert.Equal([2, 1, 1, 1, 1], metrics.Leads.ConversionFunnel.Select(f => f.Count));
        Assert.Equal(50m, metrics.Leads.ConversionFunnel[1].Rate);
        Assert.Equal(3, metrics.Summary.Contacts);
    }

    [Fact]
    public void Who_fell_back_still_came_as_far_as_a_date_says()
    {
        var fallen = Contact("1", LifecycleStage.Lead) with { Lifecycle = new(LifecycleStage.Lead, "lead", [new(LifecycleStage.SalesQualified, Deals.DaysAgo(30))]) };

        Assert.Equal(1, Of(new() { Contacts = [fallen] }).Leads.SqlCount);
    }

    [Fact]
    public void Disqualified_counts_against_the_win_rate_unless_its_stage_says_otherwise()
    {
        var disqualified = new Stage { Key = "disqualified", Label = "Disqualified", Kind = StageKind.Lost };
        Deal[] deals = [Deals.Closed("won", 10), Deals.Closed("lost", 10) with { Stage = disqualified }];

        Assert.Equal(50m, Of(new() { Deals = deals }).Summary.WinRate);
        Assert.Equal(100m, Of(new() { Deals = [deals[0], deals[1] with { Stage = disqualified with { LeftOutOfWinRate = true } }] }).Summary.WinRate);
    }

    [Fact]
    public void A_deal_is_stale_after_thirty_full_days_and_not_while_something_is_planned()
    {
        var still = Deals.In("proposal") with { LastActivityAt = Deals.DaysAgo(30), StageEnteredAt = Deals.DaysAgo(40) };

        Assert.Equal(1, Of(new() { Deals = [still] }).Pipeline.StaleDeals.Count);
        Assert.Equal(0, Of(new() { Deals = [still with { LastActivityAt = Deals.DaysAgo(29.9) }] }).Pipeline.StaleDeals.Count);
        Assert.Equal(0, Of(new() { Deals = [still with { NextActivityAt = Deals.Now.AddDays(1) }] }).Pipeline.StaleDeals.Count);
    }

    [Fact]
    public void Money_in_another_currency_is_told_and_not_summed()
    {
        var metrics = Of(new() { Deals = [Deals.In("proposal"), Deals.In("proposal") with { Currency = "EUR", BaseValue = null }] });

        Assert.Equal(10_000, metrics.Summary.PipelineValue);
        Assert.Contains(metrics.Notices, n => n.StartsWith("Deals stated in another currency than USD", StringComparison.Ordinal));
    }

    [Fact]
    public void A_meeting_ahead_is_planned_and_nobodys_work_yet()
    {
        var metrics = Of(new() { Activities = [Met("ann", -3), Met("ann", 3), Met("ann", null)] });

        Assert.Equal((3, 1, 2), (metrics.Activity.Total, metrics.Activity.Done, metrics.Activity.Planned));
        Assert.Equal(1, metrics.Activity.ByRep.Single().Meetings);
    }

    [Fact]
    public void A_source_is_worth_what_the_deals_of_its_contacts_brought()
    {
        var metrics = Of(new()
        {
            Contacts = [Contact("c1", LifecycleStage.Customer) with { Web = new() { OriginalSource = "REFERRALS" } }],
            Deals = [Deals.Closed("won", 10) with { ContactIds = ["c1"] }, Deals.In("proposal") with { Id = "other", ContactIds = ["c1"] }],
        });

        var source = Assert.Single(metrics.Leads.SourceEffectiveness);
        Assert.Equal(("REFERRALS", 2, 1, 10_000m, 100m), (source.Source, source.Deals, source.WonDeals, source.WonRevenue, source.ConversionRate));
    }

    [Fact]
    public void This_year_is_held_against_the_same_days_of_last_year()
    {
        var yoy = Of(new() { Deals = [Deals.Closed("won", 10), Deals.Closed("won", 20), Deals.Closed("won", 370), Deals.Closed("won", 345)] }).YoySummary;

        // 345 days ago is after the same day of last year.
        Assert.Equal((2, 1, 100), (yoy.Figures["deals_won"].Current, yoy.Figures["deals_won"].Previous, yoy.Figures["deals_won"].ChangePercent));
        Assert.Null(Of(new()).YoySummary.Figures["deals_won"].ChangePercent);
    }

    [Fact]
    public void Hostile_words_do_not_grow_the_figures_without_end()
    {
        var contacts = Enumerable.Range(0, 5_000).Select(n => Contact($"{n}", LifecycleStage.Lead) with { LeadStatus = $"status {n}", Web = new() { OriginalSource = $"source {n}" } });

        var metrics = Of(new() { Contacts = [.. contacts] });

        Assert.True(metrics.Leads.LeadsBySource.Count < 100 && metrics.Leads.LeadStatus.Count < 300 && metrics.TimeSeries.Lines.Count < 300);
        Assert.Equal(5_000, metrics.Leads.LeadsBySource.Values.Sum());
        Assert.Equal(5_000, metrics.Leads.LeadStatus.Values.Sum());
    }

    static Metrics Of(Sample sample) => SalesAnalysis.Of(new() { Source = "hubspot", TakenAt = Deals.Now, Contacts = sample.Contacts, Deals = sample.Deals, Activities = sample.Activities }, Order);

    sealed record Sample
    {
        public IReadOnlyList<Contact> Contacts { get; init; } = [];
        public IReadOnlyList<Deal> Deals { get; init; } = [];
        public IReadOnlyList<Activity> Activities { get; init; } = [];
    }

    static Contact Contact(string id, LifecycleStage stage) => new() { Id = id, Name = "Kim", Lifecycle = new(stage, stage.ToString(), []), CreatedAt = Deals.DaysAgo(40) };

    static Activity Met(string owner, double? days) => new() { Id = "m", Kind = ActivityKind.Meeting, OwnerId = owner, ScheduledAt = Deals.Now, CompletedAt = days is { } d ? Deals.Now.AddDays(d) : null };
}
