using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Tests.Matching;

public sealed class EnrichLeadTests
{
    static readonly Crm.Company _acme = new() { Id = "1", Name = "Acme", Domain = "acme.com", Country = "DE", Industry = "Software", Size = "51-200" };

    [Fact]
    public void What_is_known_of_the_company_fills_what_is_open_and_names_its_origin()
    {
        var lead = EnrichLead.Fill(NormaliseLead.Run(new() { Name = "Ada Lovelace", Email = "ada@acme.com", Industry = "Retail" }, "US"), _acme);

        Assert.Equal(("Acme", "DE", "Retail", "51-200"), (lead.Company, lead.Country, lead.Industry, lead.CompanySize));
        Assert.Contains(new("country", null, "DE", "known of the company Acme"), lead.Done);
        Assert.DoesNotContain(lead.Done, done => done.Field == "industry");
    }

    [Fact]
    public void Without_a_known_company_its_name_is_guessed_from_the_domain()
    {
        var lead = EnrichLead.Fill(NormaliseLead.Run(new() { Email = "ada@byte-works.io" }, "US"), null);

        Assert.Equal(("Byte Works", "byte works"), (lead.Company, lead.CompanyKey));
    }

    [Fact]
    public void A_free_mail_address_tells_nothing_of_a_company() => Assert.Null(EnrichLead.Fill(NormaliseLead.Run(new() { Email = "ada@gmail.com" }, "US"), null).Company);
}
