namespace Rainmaker.Intelligence.Matching;

/// <summary>Brings an incoming lead into the form in which it is kept and compared. Never refuses, never invents: what is derived says so.</summary>
public static class NormaliseLead
{
    /// <param name="lead">As it arrived.</param>
    /// <param name="region">ISO 3166 alpha-2, the tenant's: how numbers without a country code are read. The lead's own country goes first.</param>
    public static NormalisedLead Run(IncomingLead lead, string region)
    {
        var done = new List<Normalised>(4);
        var email = EmailAddress.Read(lead.Email);
        var country = Country(lead.Country, done);
        var home = country is { Length: 2 } ? country : region;
        var name = PersonName.Read(lead.Name, lead.FirstName, lead.LastName, email);
        var domain = CompanyName.Domain(lead.Website, email);

        Note(done, "name", lead.Name, name.Full, name.Derived ? "derived from the e-mail address" : lead.Name is null ? "put together from first and last name" : "blanks and capitals put right");
        Note(done, "first_name", lead.FirstName, name.First, lead.FirstName is null ? name.Derived ? "derived from the e-mail address" : "taken from the whole name" : "blanks and capitals put right");
        Note(done, "last_name", lead.LastName, name.Last, lead.LastName is null ? name.Derived ? "derived from the e-mail address" : "taken from the whole name" : "blanks and capitals put right");
        Note(done, "email", lead.Email, email.Address, "written in lower case, blanks and wrappings removed");
        var phone = Phone("phone", lead.Phone, home, region, done);
        var whatsapp = Phone("whatsapp", lead.Whatsapp, home, region, done);
        if (domain is not null)
            done.Add(new("domain", null, domain, CompanyName.HostOf(lead.Website) == domain ? "taken from the website" : "taken from the e-mail address"));

        return new()
        {
            Name = name,
            Email = email,
            Phone = phone,
            Whatsapp = whatsapp,
            Company = Tidied("company", lead.Company, done),
            CompanyKey = CompanyName.Key(lead.Company),
            Domain = domain,
            JobTitle = Tidied("job_title", lead.JobTitle, done),
            Industry = Tidied("industry", lead.Industry, done),
            CompanySize = Tidied("company_size", lead.CompanySize, done),
            Country = country ?? CountryOfPhone(phone, done),
            Region = Tidied("region", lead.Region, done),
            PostalCode = Tidied("postal_code", lead.PostalCode, done),
            ExternalId = Words.Tidy(lead.ExternalId),
            Notes = string.IsNullOrWhiteSpace(lead.Notes) ? null : lead.Notes.Trim(),
            Tags = Tags(lead.Tags),
            Done = done,
        };
    }

    static PhoneNumber Phone(string field, string? typed, string home, string region, List<Normalised> done)
    {
        var phone = PhoneNumber.Read(typed, home);
        if (phone is { IsVerified: false, Value: not null } && home != region && PhoneNumber.Read(typed, region) is { IsVerified: true } atTenant)
            phone = atTenant;
        if (phone.Why is { } why)
            done.Add(new(field, typed, phone.Value, $"kept as typed and not verified: {why}"));
        else
            Note(done, field, typed, phone.Value, phone.Region is { } of ? $"written internationally, read as a number of {Countries.Name(of)}" : "written internationally");
        return phone;
    }

    static string? Country(string? typed, List<Normalised> done)
    {
        if (Words.Tidy(typed) is not { } tidy)
            return null;
        var code = Countries.Code(tidy);
        Note(done, "country", typed, code ?? tidy, code is null ? "blanks removed" : $"written as the code of {Countries.Name(code)}");
        return code ?? tidy;
    }

    static string? CountryOfPhone(PhoneNumber phone, List<Normalised> done)
    {
        if (phone is not { IsVerified: true, Region: { } region } || phone.Value is null)
            return null;
        done.Add(new("country", null, region, "derived from the phone number"));
        return region;
    }

    static string? Tidied(string field, string? typed, List<Normalised> done)
    {
        var tidy = Words.Tidy(typed);
        Note(done, field, typed, tidy, "blanks put right");
        return tidy;
    }

    static void Note(List<Normalised> done, string field, string? typed, string? value, string note)
    {
        if (value is not null && !string.Equals(typed, value, StringComparison.Ordinal))
            done.Add(new(field, typed, value, note));
    }

    static IReadOnlyList<string> Tags(IReadOnlyList<string> tags) => tags.Count == 0
        ? tags
        : [.. tags.Select(Words.Tidy).OfType<string>().Select(tag => tag.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
}
