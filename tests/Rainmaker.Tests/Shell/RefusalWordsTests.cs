using Rainmaker.Shell;

namespace Rainmaker.Tests.Shell;

public sealed class RefusalWordsTests
{
    static readonly Refusal Two = new Faults([new InvalidField("name", "A lead has a name."), new InvalidField("region", "No such region.")]);

    [Fact]
    public void Each_fault_stands_beside_its_field() => Assert.Equal("A lead has a name.", Two.For("name"));

    [Fact]
    public void A_fault_without_a_field_on_the_form_is_not_lost() => Assert.Equal("No such region.", Two.Beyond("name", "value"));

    [Fact]
    public void A_good_field_has_nothing_beside_it() => Assert.Null(Two.For("value"));

    [Fact]
    public void A_stale_form_comes_back_as_such() => Assert.Equal((412, "Somebody changed this deal since you looked. Load it again and repeat your change."), (((Refusal)new Stale("deal")).Status(), new Stale("deal").Beyond()));
}
