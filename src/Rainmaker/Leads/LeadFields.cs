using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Leads;

/// <summary>The fields of an incoming lead by their names on the wire, with the second names that seed 003 gives some (K2).</summary>
public static class LeadFields
{
    static readonly Dictionary<string, (Func<IncomingLead, string?> Read, Func<IncomingLead, string?, IncomingLead> Write)> Known = new(StringComparer.Ordinal)
    {
        ["name"] = (l => l.Name, (l, v) => l with { Name = v }),
        ["first_name"] = (l => l.FirstName, (l, v) => l with { FirstName = v }),
        ["last_name"] = (l => l.LastName, (l, v) => l with { LastName = v }),
        ["email"] = (l => l.Email, (l, v) => l with { Email = v }),
        ["phone"] = (l => l.Phone, (l, v) => l with { Phone = v }),
        ["whatsapp"] = (l => l.Whatsapp, (l, v) => l with { Whatsapp = v }),
        ["company"] = (l => l.Company, (l, v) => l with { Company = v }),
        ["website"] = (l => l.Website, (l, v) => l with { Website = v }),
        ["job_title"] = (l => l.JobTitle, (l, v) => l with { JobTitle = v }),
        ["industry"] = (l => l.Industry, (l, v) => l with { Industry = v }),
        ["company_size"] = (l => l.CompanySize, (l, v) => l with { CompanySize = v }),
        ["country"] = (l => l.Country, (l, v) => l with { Country = v }),
        ["region"] = (l => l.Region, (l, v) => l with { Region = v }),
        ["postal_code"] = (l => l.PostalCode, (l, v) => l with { PostalCode = v }),
        ["external_id"] = (l => l.ExternalId, (l, v) => l with { ExternalId = v }),
        ["notes"] = (l => l.Notes, (l, v) => l with { Notes = v }),
    };

    static readonly Dictionary<string, string> SecondNames = new(StringComparer.Ordinal)
    {
        ["lead_name"] = "name", ["full_name"] = "name", ["firstname"] = "first_name", ["lastname"] = "last_name", ["message"] = "notes", ["title"] = "job_title",
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static string First(string name) => SecondNames.GetValueOrDefault(name, name);

    public static bool Has(string name) => Known.ContainsKey(First(name));

    /// <param name="name">One that <see cref="Has"/> knows.</param>
    public static IncomingLead With(this IncomingLead lead, string name, string? value) => Known[First(name)].Write(lead, value);

    public static string? Of(this IncomingLead lead, string name) => Known.TryGetValue(First(name), out var field) ? field.Read(lead) : null;

    public static bool IsMissing(IncomingLead lead, string name) => Has(name) && string.IsNullOrWhiteSpace(lead.Of(name));
}
