using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Intelligence.Tests.Matching;

public sealed class MatchLeadTests
{
    static readonly DateTimeOffset _then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static NormalisedLead A(string? name = "Ada Lovelace", string? company = null, string? email = "ada@acme.com") =>
        NormaliseLead.Run(new() { Name = name, Email = email, Company = company }, "US");

    static readonly LinkageWeights _usual = UsualWeights.Of(PersonTraits.Fields);

    static PersonTraits TraitsOf(NormalisedLead lead, bool phone = false) =>
        new() { First = lead.Name.First, Last = lead.Name.Last, Email = lead.Email.Address, Phone = phone ? "+49305550100" : null, Company = lead.Company };

    static MatchCandidate Known(int id, string? name = "Ada Lovelace", bool email = false, bool phone = false, string? company = null) => new()
    {
        LeadId = new Guid(id, 0, 0, new byte[8]),
        Name = name,
        SameEmail = email,
        SamePhone = phone,
        Traits = () => TraitsOf(A(name, company, email ? "ada@acme.com" : $"box{id}@home.example"), phone),
        CreatedAt = _then.AddDays(id),
    };

    static MatchDecision Decide(NormalisedLead lead, params MatchCandidate[] known) => MatchLead.Decide(lead, TraitsOf(lead, phone: true), known, _usual);

    [Fact]
    public void The_same_address_is_certain_whatever_the_name() => Assert.Equal(MatchKind.Certain, Decide(A(), Known(1, "Bob Byte", email: true)).Kind);

    [Theory]
    [InlineData("Ada Lovelace")]
    [InlineData("A. Lovelace")]
    [InlineData("Lovelace Ada")]
    [InlineData("Ada")]
    [InlineData("Ada Lovelase")]
    public void The_same_number_with_a_name_that_agrees_is_certain(string name) => Assert.Equal(MatchKind.Certain, Decide(A(), Known(1, name, phone: true)).Kind);

    [Fact]
    public void The_same_number_under_another_name_is_only_likely()
    {
        var decision = Decide(A(), Known(1, "Grace Hopper", phone: true));

        Assert.Equal(MatchKind.Likely, decision.Kind);
        Assert.Contains(decision.Likely[0].Evidence, e => e is { Field: "last_name", Verdict: Verdict.Different, Weight: < 0 });
        Assert.Contains(decision.Likely[0].Evidence, e => e is { Field: "phone", Verdict: Verdict.Same, Weight: > 9 });
    }

    [Fact]
    public void The_same_number_without_a_name_is_only_likely() => Assert.Equal(MatchKind.Likely, Decide(A(null), Known(1, phone: true)).Kind);

    [Fact]
    public void Same_name_and_company_is_likely()
    {
        var decision = Decide(A(company: "Acme GmbH"), Known(1, company: "ACME Inc."));

        Assert.Equal(MatchKind.Likely, decision.Kind);
        Assert.InRange(decision.Likely[0].Weight, 80, 100);
    }

    [Fact]
    public void The_same_name_alone_is_nothing() => Assert.Equal(MatchKind.None, Decide(A(), Known(1)).Kind);

    [Fact]
    public void Addresses_are_asked_for_only_where_two_are_held_against_each_other() =>
        Assert.Equal(Known(1).LeadId, MatchLead.Certain(A(), [Known(1, email: true) with { Traits = () => throw new InvalidOperationException() }])!.LeadId);

    [Fact]
    public void Of_several_certain_ones_the_oldest_with_the_same_address_is_taken_and_the_others_are_shown()
    {
        var decision = Decide(A(), Known(3, email: true), Known(2, email: true), Known(1, phone: true));

        Assert.Equal((Known(2).LeadId, 2), (decision.Certain!.LeadId, decision.Likely.Count));
    }

    [Fact]
    public void The_evidence_never_quotes_an_address() =>
        Assert.DoesNotContain(Decide(A(), Known(1, email: true, phone: true)).Certain!.Evidence, e => e.Text.Contains('@', StringComparison.Ordinal));

    [Fact]
    public void The_order_of_the_candidates_does_not_matter() =>
        Prop.ForAll(Gen.Choose(0, 15).ArrayOf().Select(bits => bits.Select((b, i) => Known(i, b % 2 == 0 ? "Ada Lovelace" : "Bob", (b & 2) != 0, (b & 4) != 0, (b & 8) != 0 ? "Acme" : null)).ToArray()).ToArbitrary(), known =>
        {
            var (one, other) = (Decide(A(company: "Acme"), known), Decide(A(company: "Acme"), [.. known.Reverse()]));
            return one.Kind == other.Kind && one.Certain?.LeadId == other.Certain?.LeadId && one.Likely.Select(l => l.LeadId).SequenceEqual(other.Likely.Select(l => l.LeadId));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Likeness_is_symmetric_and_between_0_and_1() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((a, b) =>
        {
            var likeness = Likeness.Of(a.Get, b.Get);
            return likeness is >= 0 and <= 1 && likeness == Likeness.Of(b.Get, a.Get) && (likeness < 1 || a.Get == b.Get);
        }).QuickCheckThrowOnFailure();
}
