using Rainmaker.Sync.Landing;
using Rainmaker.Sync.Writes;

namespace Rainmaker.Tests.Sync;

public sealed class ThreeWayTests
{
    [Theory]
    [InlineData("a", "a", "a", "a", false, 0)]
    [InlineData("a", "b", "a", "b", false, 0)]
    [InlineData("a", "a", "b", "b", true, 0)]
    [InlineData("a", "b", "b", "b", false, 0)]
    [InlineData("a", null, "a", null, false, 0)]
    [InlineData("a", "b", "c", "b", false, 1)]
    public void Who_alone_changed_a_field_is_heard_and_where_both_did_the_records_own_side_wins(string agreed, string? told, string ours, string? stands, bool goesOut, int conflicts)
    {
        var theirs = new ThreeWay(theirsWins: true);

        Assert.Equal(stands, theirs.Take("name", agreed, told, ours));
        Assert.Equal((goesOut, conflicts), (theirs.OursGoesOut, theirs.Conflicts.Count));
        var own = new ThreeWay(theirsWins: false);
        Assert.Equal(conflicts == 1 ? ours : stands, own.Take("name", agreed, told, ours));
        Assert.Equal(goesOut || conflicts == 1, own.OursGoesOut);
    }

    static readonly ContactTerms Kim = new("Kim Sommer", "kim@harbor.example", "+44 20 7946 0001", "Buyer", null, null);

    [Fact]
    public void Only_what_was_changed_here_is_written()
    {
        var wanted = ContactWrite.Decide(Kim with { JobTitle = "Head of buying" }, Kim, null, "HubSpot").Contact!;

        Assert.Equal(("kim@harbor.example", "Head of buying", null, null, null, false), (wanted.Email, wanted.JobTitle, wanted.LastName, wanted.Phone, wanted.Company, wanted.OnlyEmpty));
        Assert.Equal(new ContactWrite.Wanted(null), ContactWrite.Decide(Kim, Kim, null, "HubSpot"));
    }

    [Fact]
    public void A_changed_address_is_not_written_since_it_would_make_a_second_person() =>
        Assert.Null(ContactWrite.Decide(Kim with { Email = "kim@other.example" }, Kim, null, "HubSpot").Contact);

    [Fact]
    public void A_person_the_crm_does_not_know_only_fills_what_is_empty_there()
    {
        var wanted = ContactWrite.Decide(Kim, null, "Harbor Foods", "HubSpot").Contact!;

        Assert.Equal(("Kim", "Sommer", "Harbor Foods", true), (wanted.FirstName, wanted.LastName, wanted.Company, wanted.OnlyEmpty));
    }

    [Fact]
    public void Without_an_address_it_is_said_why_nothing_is_written() =>
        Assert.Contains("HubSpot", ContactWrite.Decide(Kim, Kim with { Email = null }, null, "HubSpot").Why, StringComparison.Ordinal);
}
