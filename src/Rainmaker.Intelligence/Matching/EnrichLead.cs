using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Matching;

/// <summary>Fills what a lead left open from what is already known. Stated values stay; every filled one names its origin.</summary>
public static class EnrichLead
{
    /// <param name="lead">The normalised lead.</param>
    /// <param name="known">The company found by the lead's domain or company key; null where there is none.</param>
    /// <returns>The lead itself where nothing could be filled.</returns>
    public static NormalisedLead Fill(NormalisedLead lead, Company? known)
    {
        if (known is null)
        {
            if (lead.Company is not null || lead.Domain is null)
                return lead;
            var guess = CompanyName.FromDomain(lead.Domain);
            return lead with { Company = guess, CompanyKey = CompanyName.Key(guess), Done = [.. lead.Done, new("company", null, guess, $"guessed from the domain {lead.Domain}")] };
        }
        var done = new List<Normalised>(lead.Done);
        var from = $"known of the company {known.Name}";
        var company = Filled("company", lead.Company, known.Name);
        return lead with
        {
            Company = company,
            CompanyKey = lead.CompanyKey ?? CompanyName.Key(company),
            Domain = Filled("domain", lead.Domain, known.Domain),
            Country = Filled("country", lead.Country, known.Country),
            Industry = Filled("industry", lead.Industry, known.Industry),
            CompanySize = Filled("company_size", lead.CompanySize, known.Size),
            Done = done,
        };

        string? Filled(string field, string? stated, string? value)
        {
            if (stated is not null || value is null)
                return stated;
            done.Add(new(field, null, value, from));
            return value;
        }
    }
}
