using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Tests.Matching;

public sealed class CompanyAndCountryTests
{
    [Theory]
    [InlineData("ACME GmbH", "acme")]
    [InlineData("Acme Holding GmbH & Co. KG", "acme")]
    [InlineData("The Acme Company, Inc.", "acme")]
    [InlineData("Acme B.V.", "acme")]
    [InlineData("Oy Acme Ab", "acme")]
    [InlineData("Société Générale S.A.", "societe generale")]
    [InlineData("Müller & Söhne GmbH", "muller sohne")]
    [InlineData("Limited", "limited")]
    [InlineData("Acme Sp. z o.o.", "acme")]
    [InlineData("1&1 AG", "1 1")]
    [InlineData("  ", null)]
    [InlineData("&", null)]
    public void Spellings_of_one_company_share_a_key(string typed, string? key) => Assert.Equal(key, CompanyName.Key(typed));

    [Theory]
    [InlineData("https://www.Acme.com/about?x=1", null, "acme.com")]
    [InlineData(null, "ada@acme.com", "acme.com")]
    [InlineData(null, "ada@gmail.com", null)]
    [InlineData("facebook", "ada@acme.com", "acme.com")]
    [InlineData("acme.de:8080", "ada@gmail.com", "acme.de")]
    public void The_domain_comes_from_website_or_address_but_never_from_free_mail(string? website, string? email, string? domain) =>
        Assert.Equal(domain, CompanyName.Domain(website, EmailAddress.Read(email)));

    [Theory]
    [InlineData("acme-tools.co.uk", "Acme Tools")]
    [InlineData("mail.acme.com", "Acme")]
    public void A_company_is_guessed_from_its_domain(string domain, string name) => Assert.Equal(name, CompanyName.FromDomain(domain));

    [Theory]
    [InlineData("de", "DE")]
    [InlineData("DEU", "DE")]
    [InlineData(" Deutschland ", "DE")]
    [InlineData("U.S.A.", "US")]
    [InlineData("united states of america", "US")]
    [InlineData("Österreich", "AT")]
    [InlineData("Osterreich", "AT")]
    [InlineData("Côte d’Ivoire", "CI")]
    [InlineData("England", "GB")]
    [InlineData("Atlantis", null)]
    [InlineData("", null)]
    public void A_country_is_known_by_code_and_by_name(string typed, string? code) => Assert.Equal(code, Countries.Code(typed));

    [Fact]
    public void All_countries_of_the_standard_are_there() => Assert.Equal((249, "Germany"), (Countries.All.Count, Countries.Name("DE")));

    [Theory]
    [InlineData("51-200", 51, 200)]
    [InlineData("1,001 - 5,000 employees", 1001, 5000)]
    [InlineData("1000+", 1000, null)]
    [InlineData("> 500", 500, null)]
    [InlineData("< 10", 1, 10)]
    [InlineData("40", 40, 40)]
    [InlineData("2k", 2000, 2000)]
    [InlineData("SME", 10, 249)]
    public void A_head_count_is_read_from_words(string typed, int min, int? max) => Assert.Equal(new CompanySize(min, max), CompanySize.Read(typed));

    [Theory]
    [InlineData("many")]
    [InlineData("200-50")]
    [InlineData(null)]
    public void What_is_no_head_count_is_none(string? typed) => Assert.Null(CompanySize.Read(typed));
}
