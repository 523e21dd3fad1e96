using Rainmaker.Intelligence.Scoring;

namespace Rainmaker.Intelligence.Tests.Scoring;

public sealed class SpamCheckTests
{
    static SpamVerdict Judge(SpamInput input) => SpamCheck.Judge(input, SpamSettings.Default);

    [Fact]
    public void An_honest_enquiry_is_no_spam() =>
        Assert.Equal(0, Judge(new() { Name = "Krzysztof Brzęczyszczykiewicz", Email = "k@acme.pl", Message = "Could you call me about https://acme.pl/tender?" }).Points);

    [Fact]
    public void Who_fills_the_hidden_field_is_a_program()
    {
        var verdict = Judge(new() { Honeypot = "x" });

        Assert.Equal((true, "The field that people cannot see was filled in."), (verdict.IsSpam, verdict.Reason));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("see [url=http://x.example]this[/url]")]
    [InlineData("http://a.example http://b.example http://c.example http://d.example")]
    [InlineData("Best SEO service, see http://a.example and https://b.example/cheap and https://c.example")]
    public void Script_and_many_links_are_spam(string message) => Assert.True(Judge(new() { Message = message }).IsSpam);

    [Fact]
    public void One_weak_sign_is_not_enough()
    {
        var verdict = Judge(new() { Message = "We offer a casino management system." });

        Assert.Equal((false, 50, null), (verdict.IsSpam, verdict.Points, verdict.Reason));
    }

    [Fact]
    public void Gibberish_from_a_throwaway_address_sent_too_fast_is_spam()
    {
        var verdict = Judge(new() { Name = "xKqWvbTrzplM", Email = "a@mailinator.com", FilledIn = TimeSpan.FromSeconds(0.4) });

        Assert.Equal((true, "gibberish too_fast throwaway"), (verdict.IsSpam, string.Join(' ', verdict.Signs.Select(sign => sign.Sign))));
    }

    [Fact]
    public void Many_leads_from_one_address_are_a_sign() => Assert.Equal("rate", Judge(new() { RecentFromAddress = 6 }).Signs.Single().Sign);

    [Fact]
    public void A_sign_that_is_turned_off_counts_nothing() => Assert.False(SpamCheck.Judge(new() { Honeypot = "x" }, new() { Honeypot = 0 }).IsSpam);
}
