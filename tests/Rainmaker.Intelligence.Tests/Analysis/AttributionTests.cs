using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Intelligence.Tests.Analysis;

public sealed class AttributionTests
{
    [Theory]
    [InlineData(null, null, null, "website", "direct")]
    [InlineData(null, "https://www.google.de/", null, "website", "organic")]
    [InlineData(null, "https://search.brave.com/search?q=crm", null, "website", "organic")]
    [InlineData(null, "https://l.facebook.com/l.php", null, "facebook", "social")]
    [InlineData(null, "https://www.linkedin.com/feed", null, "referral", "social")]
    [InlineData(null, "https://mail.google.com/", null, "email", "email")]
    [InlineData(null, "https://blog.example.org/best-crms", null, "referral", "referral")]
    [InlineData(null, "https://acme.com/pricing", "https://www.acme.com/contact", "website", "direct")]
    [InlineData("newsletter", null, null, "email", "email")]
    [InlineData("Instagram", null, null, "facebook", "social")]
    [InlineData("Google Ads", null, null, "google_ads", "cpc")]
    [InlineData("podcast", "https://www.google.de/", null, "website", "campaign")]
    [InlineData(null, null, "https://acme.com/?gclid=abc", "google_ads", "cpc")]
    [InlineData(null, null, "https://acme.com/?fbclid=abc", "facebook", "social")]
    public void The_source_is_read_from_what_there_is(string? utm, string? referrer, string? landing, string source, string medium)
    {
        var touch = Attribution.Read(new() { UtmSource = utm, Referrer = referrer, LandingPage = landing });

        Assert.Equal((source, medium), (touch.Source, touch.Medium));
    }

    [Fact]
    public void Paid_google_traffic_is_an_advertisement() => Assert.Equal("google_ads", Attribution.Read(new() { UtmSource = "google", UtmMedium = "CPC" }).Source);

    [Fact]
    public void What_the_form_did_not_send_is_read_from_the_landing_page()
    {
        var touch = Attribution.Read(new() { LandingPage = "https://acme.com/?utm_source=newsletter&utm_campaign=Spring+Sale%21&utm_term=crm#top" });

        Assert.Equal(("email", "Spring Sale!", "crm", "newsletter"), (touch.Source, touch.Campaign, touch.Term, touch.UtmSource));
    }

    [Fact]
    public void A_direct_visit_does_not_wipe_out_how_someone_was_won()
    {
        var (ad, direct) = (Attribution.Read(new() { Gclid = "x" }), Attribution.Read(new()));

        Assert.Equal((ad, ad, direct), (Attribution.Last(ad, direct), Attribution.Last(direct, ad), Attribution.Last(null, direct)));
    }

    [Fact]
    public void No_address_breaks_the_reading() =>
        Prop.ForAll<string?, string?>((referrer, landing) => Attribution.Read(new() { Referrer = referrer, LandingPage = landing + "?" + referrer }).Source.Length > 0).QuickCheckThrowOnFailure();
}
