using Rainmaker.Intelligence.Matching;
using Rainmaker.People;

namespace Rainmaker.Sync.Landing;

/// <summary>What both sides keep of a company.</summary>
public sealed record CompanyTerms(string Name, string? Domain, string? Industry, string? Size, string? Country, string? City, Guid? OwnerId)
{
    public static CompanyTerms Told(Crm.Company told, IReadOnlyDictionary<string, Guid> owners) => new(
        CompanyName.Clean(Arrival.Fit(told.Name, 200)) ?? Arrival.Fit(told.Name, 200) ?? told.Id, Arrival.Fit(told.Domain, 253)?.ToLowerInvariant(), Arrival.Fit(told.Industry, 200), Arrival.Fit(told.Size, 100),
        told.Country is { Length: 2 } code && Countries.Code(code) is { } known ? known : null, Arrival.Fit(told.City, 200), told.OwnerId is { } owner && owners.TryGetValue(owner, out var user) ? user : null);

    public static CompanyTerms Of(Company c) => new(c.Name, c.Domain, c.Industry, c.Size, c.Country, c.City, c.OwnerId);

    /// <summary>Puts what both sides come to onto the company.</summary>
    public static void Onto(Company company, CompanyTerms agreed, CompanyTerms told, ThreeWay way)
    {
        var ours = Of(company);
        company.Name = way.Take("name", agreed.Name, told.Name, ours.Name);
        company.NameKey = CompanyName.Key(company.Name) ?? company.Name.ToLowerInvariant();
        company.Domain = way.Take("domain", agreed.Domain, told.Domain, ours.Domain);
        company.Industry = way.Take("industry", agreed.Industry, told.Industry, ours.Industry);
        company.Size = way.Take("size", agreed.Size, told.Size, ours.Size);
        company.Country = way.Take("country", agreed.Country, told.Country, ours.Country);
        company.City = way.Take("city", agreed.City, told.City, ours.City);
        company.OwnerId = way.Take("owner_id", agreed.OwnerId, told.OwnerId, ours.OwnerId);
    }
}
