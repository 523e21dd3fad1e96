using Rainmaker.Intelligence.Matching;
using Rainmaker.People;

namespace Rainmaker.Sync.Landing;

/// <summary>What both sides keep of a person, as we normalise it.</summary>
public sealed record ContactTerms(string Name, string? Email, string? Phone, string? JobTitle, Guid? CompanyId, Guid? OwnerId)
{
    public static ContactTerms Told(Crm.Contact told, IReadOnlyDictionary<string, Guid> companies, IReadOnlyDictionary<string, Guid> owners, string region)
    {
        var (email, phone) = (EmailAddress.Read(Arrival.Fit(told.Email, 300)), PhoneNumber.Read(Arrival.Fit(told.Phone, 60), region));
        return new(Arrival.Fit(told.Name, 200) ?? told.Id, email.Address ?? Arrival.Fit(told.Email, 254), phone.Value, Arrival.Fit(told.JobTitle, 200),
            told.CompanyId is { } company && companies.TryGetValue(company, out var at) ? at : null, told.OwnerId is { } owner && owners.TryGetValue(owner, out var user) ? user : null);
    }

    public static ContactTerms Of(Contact c, Vault vault) => new(c.Name, vault.Open("contact.email", c.EmailSealed), vault.Open("contact.phone", c.PhoneSealed), c.JobTitle, c.CompanyId, c.OwnerId);

    public byte[]? EmailHash(Vault vault) => EmailAddress.Read(Email).Address is { } address ? vault.HashEmail(address) : null;

    /// <summary>Puts what both sides come to onto the contact.</summary>
    public static void Onto(Contact contact, ContactTerms agreed, ContactTerms told, ThreeWay way, Vault vault, string region)
    {
        var ours = Of(contact, vault);
        Apply(contact, new(
            way.Take("name", agreed.Name, told.Name, ours.Name), way.Take("email", agreed.Email, told.Email, ours.Email), way.Take("phone", agreed.Phone, told.Phone, ours.Phone),
            way.Take("job_title", agreed.JobTitle, told.JobTitle, ours.JobTitle), way.Take("company_id", agreed.CompanyId, told.CompanyId, ours.CompanyId), way.Take("owner_id", agreed.OwnerId, told.OwnerId, ours.OwnerId)), vault, region);
    }

    /// <summary>What the record lacks is taken from them; nothing that stands here is changed.</summary>
    public static void Fill(Contact contact, ContactTerms told, Vault vault, string region)
    {
        var ours = Of(contact, vault);
        Apply(contact, new(ours.Name, ours.Email ?? told.Email, ours.Phone ?? told.Phone, ours.JobTitle ?? told.JobTitle, ours.CompanyId ?? told.CompanyId, ours.OwnerId ?? told.OwnerId), vault, region);
    }

    public static void Apply(Contact contact, ContactTerms terms, Vault vault, string region)
    {
        var before = Of(contact, vault);
        if (contact.FirstName is null || terms.Name != before.Name)
        {
            var name = PersonName.Read(terms.Name, null, null, default);
            (contact.Name, contact.FirstName, contact.LastName) = (terms.Name, name.First, name.Last);
        }
        // Sealing again makes other bytes of the same text: only what changed is.
        if (terms.Email != before.Email)
            (contact.EmailSealed, contact.EmailHash) = (vault.Seal("contact.email", terms.Email), terms.EmailHash(vault));
        if (terms.Phone != before.Phone)
            (contact.PhoneSealed, contact.PhoneHash) = (vault.Seal("contact.phone", terms.Phone), PhoneNumber.Read(terms.Phone, region) is { IsVerified: true, Value: { } number } ? vault.HashPhone(number) : null);
        (contact.JobTitle, contact.CompanyId, contact.OwnerId) = (terms.JobTitle, terms.CompanyId, terms.OwnerId);
    }
}
