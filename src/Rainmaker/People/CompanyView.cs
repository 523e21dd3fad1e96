namespace Rainmaker.People;

/// <summary>A company on the wire.</summary>
public sealed record CompanyView(Guid Id, string Name, string? Domain, string? Industry, string? Size, string? Country, string? Region, string? City, Guid? OwnerId, string? ExternalId, string Source,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static CompanyView Of(Company company) => new(company.Id, company.Name, company.Domain, company.Industry, company.Size, company.Country, company.Region, company.City, company.OwnerId,
        company.ExternalId, company.Source, company.CreatedAt, company.UpdatedAt);
}

/// <summary>Ways to reach somebody, opened for whoever may see them.</summary>
public sealed record Reach(string? Email, string? Phone, string? Whatsapp);

/// <summary>A contact on the wire.</summary>
/// <param name="Company">The company's name.</param>
/// <param name="LeadId">The lead this person came as.</param>
public sealed record ContactView(Guid Id, string Name, string? FirstName, string? LastName, string? JobTitle, Guid? CompanyId, string? Company, Reach ContactInfo, string? Country, Guid? OwnerId, Guid? LeadId,
    string? ExternalId, string Source, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ContactView Of(Contact contact, string? company, Vault vault) => new(contact.Id, contact.Name, contact.FirstName, contact.LastName, contact.JobTitle, contact.CompanyId, company,
        new(vault.Open("contact.email", contact.EmailSealed), vault.Open("contact.phone", contact.PhoneSealed), vault.Open("contact.whatsapp", contact.WhatsappSealed)),
        contact.Country, contact.OwnerId, contact.LeadId, contact.ExternalId, contact.Source, contact.CreatedAt, contact.UpdatedAt);
}
