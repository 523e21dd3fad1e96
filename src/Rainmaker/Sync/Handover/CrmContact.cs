using Rainmaker.Connectors;
using Rainmaker.Crm;
using Lead = Rainmaker.Leads.Lead;

namespace Rainmaker.Sync.Handover;

/// <summary>A lead as a contact of another CRM.</summary>
static class CrmContact
{
    /// <summary>The clocks of two companies, and the time an index takes.</summary>
    static readonly TimeSpan Around = TimeSpan.FromMinutes(2);

    /// <summary>What the CRM has stays: a stranger's form only fills what is empty there (K44).</summary>
    public static ContactToWrite Of(Lead lead, Vault vault) => new()
    {
        Email = vault.Open("lead.email", lead.EmailSealed),
        Phone = vault.Open("lead.phone", lead.PhoneSealed) ?? vault.Open("lead.whatsapp", lead.WhatsappSealed),
        FirstName = lead.FirstName,
        LastName = lead.LastName ?? (lead.FirstName is null ? lead.Name : null),
        Company = lead.Company,
        JobTitle = lead.JobTitle,
        OnlyEmpty = true,
    };

    /// <summary>Writes it once. Where an earlier try may have been taken though nobody heard so, it is looked for first among what is new there since.</summary>
    /// <param name="known">The CRM's id, where the lead has been written before.</param>
    /// <param name="repeatedSince">When the first of the earlier tries may have begun; null on the first.</param>
    public static async Task<Upserted> Write(ICrm crm, ContactToWrite contact, string? known, DateTimeOffset? repeatedSince, CancellationToken stop)
    {
        // Without an address there is nothing to find it by: once written, it is left to the people there.
        if (known is not null && contact.Email is null)
            return new(UpsertOutcome.Unchanged, known);
        if (repeatedSince is { } since && known is null && await Find(crm, contact, since - Around, stop) is { } there)
            return contact.Email is null ? new(UpsertOutcome.Created, there) : await crm.UpsertContact(contact, stop) with { Id = there };
        return await crm.UpsertContact(contact, stop);
    }

    static async Task<string?> Find(ICrm crm, ContactToWrite contact, DateTimeOffset since, CancellationToken stop) =>
        (await crm.Contacts(new() { Since = since }, stop).Records().FirstOrDefaultAsync(c => IsSame(c, contact, since), stop))?.Id;

    internal static bool IsSame(Contact there, ContactToWrite wanted, DateTimeOffset since) => wanted.Email is { } email
        ? string.Equals(there.Email, email, StringComparison.OrdinalIgnoreCase)
        : there.Email is null && (there.CreatedAt is null || there.CreatedAt >= since) && Digits(there.Phone) == Digits(wanted.Phone)
            && string.Equals(there.Name, string.Join(' ', new[] { wanted.FirstName, wanted.LastName }.OfType<string>()), StringComparison.OrdinalIgnoreCase);

    static string Digits(string? phone) => phone is null ? "" : new([.. phone.Where(char.IsAsciiDigit)]);
}
