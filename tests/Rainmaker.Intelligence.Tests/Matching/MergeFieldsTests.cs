using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Tests.Matching;

public sealed class MergeFieldsTests
{
    static MergeDecision Offer(string? known, ValueOrigin origin, string? offered, ValueOrigin from = ValueOrigin.Captured) =>
        MergeFields.Decide([new("company", known, origin)], [new("company", offered, from)]);

    [Fact]
    public void An_empty_field_is_filled() => Assert.Equal((null, "Acme"), Offer(null, ValueOrigin.Captured, "Acme").Changes.Select(c => (c.Old, c.New)).Single());

    [Fact]
    public void A_differing_value_becomes_the_newest_and_the_old_one_is_kept() =>
        Assert.Equal(("Acme", "Byte"), Offer("Acme", ValueOrigin.Captured, "Byte").Changes.Select(c => (c.Old, c.New)).Single());

    [Fact]
    public void A_stranger_never_overwrites_what_a_person_typed()
    {
        var decision = Offer("Acme", ValueOrigin.Person, "Evil");

        Assert.False(decision.ChangesAnything);
        Assert.Equal(("Acme", "Evil"), decision.Kept.Select(k => (k.Known, k.Offered)).Single());
    }

    [Fact]
    public void A_guess_never_replaces_a_statement() => Assert.False(Offer("Ada", ValueOrigin.Captured, "Adele", ValueOrigin.Derived).ChangesAnything);

    [Fact]
    public void A_statement_replaces_a_guess() => Assert.True(Offer("Adele", ValueOrigin.Derived, "Ada").ChangesAnything);

    [Theory]
    [InlineData("ACME")]
    [InlineData(" ")]
    [InlineData(null)]
    public void The_same_or_nothing_changes_nothing(string? offered) => Assert.False(Offer("Acme", ValueOrigin.Captured, offered).ChangesAnything);

    [Fact]
    public void Applying_a_merge_twice_changes_nothing_the_second_time() =>
        Prop.ForAll<string?, string?, ValueOrigin>((known, offered, origin) =>
        {
            var first = Offer(known, origin, offered);
            return !first.ChangesAnything || !Offer(first.Changes[0].New, first.Changes[0].Origin, offered).ChangesAnything;
        }).QuickCheckThrowOnFailure();
}
