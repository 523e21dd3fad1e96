using Rainmaker.Deals;
using Rainmaker.Leads;
using Crm = Rainmaker.Crm;

namespace Rainmaker.Tests.Deals;

public sealed class DealDecisionTests
{
    static readonly DateOnly Today = new(2026, 11, 20);
    static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    static readonly PipelineBook Book = Known(Crm.Pipeline.Standard);
    static KnownPipeline Sales => Book.Default;
    static DealTerms Terms => new("EUR", code => code switch { "EUR" => 1, "USD" => 0.9m, _ => null });

    static PipelineBook Known(Crm.Pipeline template)
    {
        var id = Guid.CreateVersion7();
        return new([new(id, true, template, [.. template.Stages.Select(s => new KnownStage(Guid.CreateVersion7(), id, s))])]);
    }

    static Deal ADeal(string stage = "discovery")
    {
        var lies = Sales.Find(stage)!;
        return new()
        {
            TenantId = Guid.CreateVersion7(), Id = Guid.CreateVersion7(), Name = "Fleet rollout", PipelineId = Sales.Id, StageId = lies.Id, Status = lies.Kind,
            Probability = lies.Probability, Currency = "EUR", StageEnteredAt = Now, LastChangeAt = Now, CreatedAt = Now, UpdatedAt = Now,
        };
    }

    static Result<CloseDeal.Closing> Close(Deal deal, CloseDeal.Request request) => CloseDeal.Decide(deal, Sales, request, Today, _ => Today, Terms);

    [Fact]
    public void A_new_deal_begins_at_the_first_stage_with_its_probability()
    {
        var (terms, deal) = (Terms, default(Deal));
        deal = OpenDeal.Decide(new() { DealName = " Fleet rollout ", ValueEstimate = 1000, Currency = "usd" }, terms, Book, Guid.CreateVersion7(), null, Now);

        Assert.Null(terms.Refusal);
        Assert.Equal(("Fleet rollout", 10m, "USD", 900m), (deal.Name, deal.Probability, deal.Currency, deal.BaseValue));
    }

    [Fact]
    public void Everything_wrong_with_a_deal_is_told_at_once()
    {
        var terms = Terms;
        OpenDeal.Decide(new() { DealName = " ", ValueEstimate = -1, Currency = "XXX", Probability = 101, DealStage = "nowhere" }, terms, Book, Guid.CreateVersion7(), null, Now);

        Assert.Equal(["deal_stage", "probability", "currency", "deal_name", "value_estimate"], ((Faults)terms.Refusal!).All.Select(f => f.Field));
    }

    [Theory]
    [InlineData("proposal"), InlineData("proposal_sent"), InlineData("Proposal Sent"), InlineData("PROPOSAL")]
    public void A_stage_goes_by_all_its_names(string word) =>
        Assert.Equal("proposal", MoveDeal.Decide(ADeal(), Sales, new() { DealStage = word }, Terms).Value!.To.Key);

    [Fact]
    public void Moving_takes_the_probability_of_the_stage() =>
        Assert.Equal((75m, ProbabilityOrigin.Stage), MoveDeal.Decide(ADeal(), Sales, new() { DealStage = "negotiation" }, Terms).Value is { } move ? (move.Probability, move.Origin) : default);

    [Fact]
    public void Moving_a_deal_to_where_it_is_does_nothing() =>
        Assert.Null(MoveDeal.Decide(ADeal("proposal"), Sales, new() { DealStage = "proposal" }, Terms).Value);

    [Fact]
    public void A_closed_deal_cannot_be_moved() =>
        Assert.Equal("closed_deal_stays", MoveDeal.Decide(ADeal("won"), Sales, new() { DealStage = "proposal" }, Terms).Refusal!.Code);

    [Fact]
    public void A_deal_is_not_won_by_moving_it() =>
        Assert.Equal("close_it_instead", MoveDeal.Decide(ADeal(), Sales, new() { DealStage = "closed_won" }, Terms).Refusal!.Code);

    [Fact]
    public void A_deal_that_somebody_moved_meanwhile_stays_there() =>
        Assert.Equal("Somebody moved this deal to Negotiation meanwhile.", MoveDeal.Decide(ADeal("negotiation"), Sales, new() { DealStage = "proposal", ExpectedStage = "discovery" }, Terms).Refusal!.Why);

    [Fact]
    public void A_won_deal_needs_no_reason() =>
        Assert.Equal(("won", Today, 63_500m), Close(ADeal(), new() { Outcome = DealOutcome.Won, Value = 63_500 }).Value is var c ? (c.To.Key, c.On, c.Value!.Value) : default);

    [Fact]
    public void A_lost_deal_needs_a_reason() =>
        Assert.IsType<CloseDeal.LostNeedsReason>(Close(ADeal(), new() { Outcome = DealOutcome.Lost, Reason = "  " }).Refusal);

    [Fact]
    public void A_deal_cannot_be_closed_tomorrow() =>
        Assert.Equal("2026-11-21 has not come yet.", Close(ADeal(), new() { Outcome = DealOutcome.Won, ClosedAt = "2026-11-21" }).Refusal!.Why);

    [Fact]
    public void A_closed_deal_is_not_closed_again() =>
        Assert.Equal("closed_before", Close(ADeal("won"), new() { Outcome = DealOutcome.Lost, Reason = "price" }).Refusal!.Code);

    [Fact]
    public void A_lost_stage_cannot_be_won_in() =>
        Assert.Equal("deal_stage", ((Invalid)Close(ADeal(), new() { Outcome = DealOutcome.Won, DealStage = "lost" }).Refusal!).Field);

    [Fact]
    public void Sending_back_what_was_read_does_not_hold_the_probability_fast()
    {
        var standing = UpdateDeal.Decide(ADeal(), new() { Probability = 10m, DealStage = "proposal_sent" }, Book, Terms).Value;

        Assert.Equal(("proposal", 50m, ProbabilityOrigin.Stage), (standing.Stage.Key, standing.Probability, standing.Origin));
    }

    [Fact]
    public void A_later_close_date_is_a_push_and_an_earlier_one_is_not()
    {
        var deal = ADeal();
        foreach (var day in new[] { 10, 20, 15, 28 })
            deal.ExpectToClose(new DateOnly(2026, 12, day));

        Assert.Equal(2, deal.CloseDatePushes);
    }

    [Fact]
    public void Only_a_qualified_lead_is_converted_and_all_that_is_missing_is_told()
    {
        var lead = new Lead { TenantId = Guid.CreateVersion7(), Id = Guid.CreateVersion7(), Name = "Ada Reyes", Source = "manual", CreatedAt = Now, UpdatedAt = Now };

        Assert.Equal(["status"], ConvertLead.Decide(lead, new()).Select(r => r.Field));
        Assert.Equal(["status", "ai_score", "budget"], ConvertLead.Decide(lead, new(LeastScore: 40) { Needs = [LeadField.Budget] }).Select(r => r.Field));
        lead.Status = Crm.LeadStatus.Qualified;
        Assert.Empty(ConvertLead.Decide(lead, new()));
    }
}
