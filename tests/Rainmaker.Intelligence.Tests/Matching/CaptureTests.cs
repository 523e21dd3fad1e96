using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Tests.Matching;

public sealed class CaptureTests
{
    [Fact]
    public void What_was_done_to_a_lead_can_be_shown()
    {
        var lead = NormaliseLead.Run(new() { Name = " ADA  LOVELACE", Email = "Ada@Acme.COM", Phone = "555-0100", Country = "Germany" }, "US");

        Assert.Equal(("Ada Lovelace", "ada@acme.com", "555-0100", "DE", "acme.com"), (lead.Name.Full, lead.Email.Address, lead.Phone.Value, lead.Country, lead.Domain));
        Assert.Contains(new("email", "Ada@Acme.COM", "ada@acme.com", "written in lower case, blanks and wrappings removed"), lead.Done);
        Assert.Contains(new("phone", "555-0100", "555-0100", "kept as typed and not verified: it is no number of DE"), lead.Done);
        Assert.Contains(new("country", "Germany", "DE", "written as the code of Germany"), lead.Done);
    }

    [Fact]
    public void The_leads_own_country_reads_its_number_before_the_tenants() =>
        Assert.Equal("+493012345678", NormaliseLead.Run(new() { Phone = "030 12345678", Country = "Germany" }, "US").Phone.Value);

    [Fact]
    public void A_number_of_the_tenants_country_is_read_even_when_the_lead_is_elsewhere() =>
        Assert.Equal("+12125550100", NormaliseLead.Run(new() { Phone = "(212) 555-0100", Country = "Iceland" }, "US").Phone.Value);

    [Fact]
    public void The_country_is_derived_from_a_readable_number() =>
        Assert.Equal("CH", NormaliseLead.Run(new() { Phone = "+41 44 668 18 00" }, "US").Country);

    [Fact]
    public void A_lead_that_is_already_right_is_left_alone() =>
        Assert.Empty(NormaliseLead.Run(new() { Name = "Ada Lovelace", FirstName = "Ada", LastName = "Lovelace", Email = "ada@gmail.com", Phone = "+493012345678", Country = "DE" }, "US").Done);

    [Fact]
    public void Keys_for_finding_duplicates_are_derived()
    {
        var lead = NormaliseLead.Run(new() { Name = "Ada Lovelace", Email = "a.da+x@acme.com", Phone = "(212) 555-0100", Whatsapp = "555-0100" }, "US");

        Assert.Equal(["local:ada", "domain:acme.com", "last7:5550100", $"sound:{Sound.Of("Lovelace")}A"], BlockingKeys.Of(lead));
    }

    [Theory]
    [InlineData("Meyer", "Maier")]
    [InlineData("Schmidt", "Schmitt")]
    [InlineData("Karl", "Carl")]
    [InlineData("Müller", "Muller")]
    public void Names_that_sound_alike_share_a_sound(string one, string other) => Assert.Equal(Sound.Of(one), Sound.Of(other));

    [Fact]
    public void Two_names_that_share_no_sound_stay_apart() => Assert.NotEqual(Sound.Of("Lovelace"), Sound.Of("Turing"));

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = CheckLead.Faults(new() { Email = "nobody", Company = new string('x', 300), Tags = [new string('t', 51)] }, LeadDoor.Api);

        Assert.Equal(["company/too_long", "tags/too_long", "email/invalid_email", "name/required"], faults.Select(fault => $"{fault.Field}/{fault.Code}"));
        Assert.Equal("\"nobody\" is no e-mail address: it has no @.", faults[2].Why);
        Assert.Equal(100, faults[0].Value!.Length);
    }

    [Theory]
    [InlineData(LeadDoor.Public, null, null, "required")]
    [InlineData(LeadDoor.Public, null, "555-0100", null)]
    [InlineData(LeadDoor.Public, "Ada", null, "required")]
    [InlineData(LeadDoor.Api, "Ada", null, null)]
    [InlineData(LeadDoor.Api, null, "555-0100", "required")]
    [InlineData(LeadDoor.Import, null, "555-0100", null)]
    [InlineData(LeadDoor.Import, null, null, "required")]
    public void Every_door_asks_for_its_own(LeadDoor door, string? name, string? phone, string? code) =>
        Assert.Equal(code, CheckLead.Faults(new() { Name = name, Phone = phone }, door).SingleOrDefault()?.Code);
}
