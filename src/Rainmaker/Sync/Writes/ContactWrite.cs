using Rainmaker.Connectors;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Sync.Landing;

namespace Rainmaker.Sync.Writes;

/// <summary>What of a contact goes to a CRM: the fields that were changed here since both sides last agreed.</summary>
public static class ContactWrite
{
    /// <param name="Contact">Null where there is nothing to write, or it cannot be.</param>
    /// <param name="Why">Why it cannot be.</param>
    public sealed record Wanted(ContactToWrite? Contact, string? Why = null);

    /// <param name="agreed">Null where the CRM does not know the person yet.</param>
    /// <param name="company">The name of the company here.</param>
    public static Wanted Decide(ContactTerms ours, ContactTerms? agreed, string? company, string crm)
    {
        var found = agreed is null ? ours.Email : agreed.Email;
        if (EmailAddress.Read(found).Address is not { } address)
            return new(null, agreed is null ? "Without an e-mail address nobody is written to a CRM: it could not be found again there." : $"{crm} finds people by their e-mail address, and this one has none there.");
        if (agreed is null)
            return new(Of(address, ours, ours.Name, company) with { OnlyEmpty = true });
        // The address is what the person is found by there: a new one would make a second person.
        var name = ours.Name != agreed.Name ? ours.Name : null;
        var changed = Of(address, new(ours.Name, null, ours.Phone != agreed.Phone ? ours.Phone : null, ours.JobTitle != agreed.JobTitle ? ours.JobTitle : null, null, null), name, ours.CompanyId != agreed.CompanyId ? company : null);
        return changed is { LastName: null, FirstName: null, Phone: null, JobTitle: null, Company: null } ? new(null) : new(changed);
    }

    static ContactToWrite Of(string email, ContactTerms terms, string? name, string? company)
    {
        var read = name is null ? default : PersonName.Read(name, null, null, default);
        return new() { Email = email, FirstName = read.First, LastName = read.Last ?? (read.First is null ? name : null), Phone = terms.Phone, JobTitle = terms.JobTitle, Company = company };
    }
}
