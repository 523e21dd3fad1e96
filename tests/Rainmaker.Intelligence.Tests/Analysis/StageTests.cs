using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Intelligence.Tests.Analysis;

public sealed class StageTests
{
    static readonly Stage _strict = Deals.Stage("negotiation") with
    {
        Requires = [new(Required.Value), new(Required.ExpectedClose), new(Required.Contact), new(Required.Company), new(Required.Activity, ActivityKind.Meeting)],
    };

    [Fact]
    public void Everything_a_deal_lacks_for_a_stage_is_told_at_once() =>
        Assert.Equal(
            [
                "Negotiation needs a value.", "Negotiation needs an expected close date.", "Negotiation needs a contact.", "Negotiation needs a company.",
                "Negotiation needs a meeting that is done.",
            ],
            StageEntry.Refusals(Deals.In("proposal", null), _strict, [ActivityKind.Call]).Select(refusal => refusal.Why));

    [Fact]
    public void A_deal_that_has_it_all_may_enter()
    {
        var deal = Deals.In("proposal") with { ExpectedClose = Deals.Today, ContactIds = ["ada"], CompanyName = "Acme" };

        Assert.Empty(StageEntry.Refusals(deal, _strict, [ActivityKind.Meeting]));
    }

    [Theory]
    [InlineData("proposal_sent", "proposal")]
    [InlineData("Proposal Sent", "proposal")]
    [InlineData("closed_won", "won")]
    [InlineData("closed-won", "won")]
    [InlineData("Closed Lost", "lost")]
    [InlineData("NEGOTIATION", "negotiation")]
    [InlineData("engaging", null)]
    [InlineData(" ", null)]
    public void Words_of_other_sources_find_the_stage(string word, string? key) => Assert.Equal(key, StageWords.Find(word, Pipeline.Standard)?.Key);

    [Theory]
    [InlineData("won", "closed_won")]
    [InlineData("Decision Maker", "decision_maker")]
    [InlineData("proposal", "proposal_shared")]
    public void They_find_it_in_other_pipelines_too(string word, string key) => Assert.Equal(key, StageWords.Find(word, Pipeline.NewBusiness)?.Key);

    [Theory]
    [InlineData("proposal", "proposal_sent")]
    [InlineData("won", "won")]
    [InlineData("qualification", "qualification")]
    public void The_sales_module_hears_its_own_words(string key, string word) => Assert.Equal(word, StageWords.ToSalesModule(Deals.Stage(key)));

    [Fact]
    public void Every_template_has_an_open_a_won_and_a_lost_stage_in_order() =>
        Assert.All([Pipeline.Standard, Pipeline.NewBusiness], pipeline =>
        {
            Assert.Equal(Enum.GetValues<StageKind>(), pipeline.Stages.Select(stage => stage.Kind).Distinct().Order());
            Assert.Equal(Enumerable.Range(0, pipeline.Stages.Count), pipeline.Stages.Select(stage => stage.Position));
        });
}
