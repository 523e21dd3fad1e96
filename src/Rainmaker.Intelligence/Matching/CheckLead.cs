namespace Rainmaker.Intelligence.Matching;

/// <summary>The door a lead comes through; each asks for different things.</summary>
public enum LeadDoor
{
    /// <summary>A form anyone can send: one way to reach the sender, nothing else.</summary>
    Public,

    /// <summary>A person or a program of the tenant: a name is required.</summary>
    Api,

    /// <summary>A row of a file: a name or a way to reach.</summary>
    Import,
}

/// <summary>One thing wrong with what came in.</summary>
/// <param name="Field">Its name on the wire.</param>
/// <param name="Value">What was given, cut at 100 characters; null where something is missing.</param>
/// <param name="Code">Stable: "required", "too_long", "too_many", "invalid_email".</param>
/// <param name="Why">The sentence a person reads.</param>
public sealed record Fault(string Field, string? Value, string Code, string Why);

/// <summary>What an incoming lead must be. All faults at once, so that they are mended at once.</summary>
public static class CheckLead
{
    public const int MaxText = 255;
    public const int MaxPhone = 50;
    public const int MaxNotes = 20_000;
    public const int MaxTags = 50;
    public const int MaxTag = 50;

    /// <summary>Everything wrong with the lead; empty when it may come in. A phone number is never a fault: it is kept as typed.</summary>
    public static IReadOnlyList<Fault> Faults(IncomingLead lead, LeadDoor door)
    {
        List<Fault>? faults = null;
        Long("name", lead.Name, MaxText, ref faults);
        Long("first_name", lead.FirstName, MaxText, ref faults);
        Long("last_name", lead.LastName, MaxText, ref faults);
        Long("phone", lead.Phone, MaxPhone, ref faults);
        Long("whatsapp", lead.Whatsapp, MaxPhone, ref faults);
        Long("company", lead.Company, MaxText, ref faults);
        Long("website", lead.Website, MaxText, ref faults);
        Long("job_title", lead.JobTitle, MaxText, ref faults);
        Long("industry", lead.Industry, MaxText, ref faults);
        Long("company_size", lead.CompanySize, MaxText, ref faults);
        Long("country", lead.Country, MaxText, ref faults);
        Long("region", lead.Region, MaxText, ref faults);
        Long("postal_code", lead.PostalCode, MaxText, ref faults);
        Long("external_id", lead.ExternalId, MaxText, ref faults);
        Long("notes", lead.Notes, MaxNotes, ref faults);
        if (lead.Tags.Count > MaxTags)
            Add(new("tags", null, "too_many", $"There are {lead.Tags.Count} tags; {MaxTags} is the most."), ref faults);
        foreach (var tag in lead.Tags)
            Long("tags", tag, MaxTag, ref faults);

        if (EmailAddress.Read(lead.Email).Fault is { } fault)
            Add(new("email", Cut(lead.Email), "invalid_email", $"\"{Cut(lead.Email)}\" is no e-mail address: it {fault}."), ref faults);

        var named = Given(lead.Name) || Given(lead.FirstName) || Given(lead.LastName);
        var reachable = Given(lead.Email) || Given(lead.Phone) || Given(lead.Whatsapp);
        switch (door)
        {
            case LeadDoor.Public when !reachable:
                Add(new("email", null, "required", "Leave an e-mail address, a phone number or a WhatsApp number, so that you can be answered."), ref faults);
                break;
            case LeadDoor.Api when !named:
                Add(new("name", null, "required", "A lead needs a name, or a first or last name."), ref faults);
                break;
            case LeadDoor.Import when !named && !reachable:
                Add(new("name", null, "required", "A row needs a name, an e-mail address, a phone number or a WhatsApp number."), ref faults);
                break;
        }
        return faults ?? (IReadOnlyList<Fault>)[];
    }

    static bool Given(string? text) => !string.IsNullOrWhiteSpace(text);

    static void Long(string field, string? value, int max, ref List<Fault>? faults)
    {
        if (value?.Length > max)
            Add(new(field, Cut(value), "too_long", $"It has {value.Length} characters; {max} is the most."), ref faults);
    }

    static void Add(Fault fault, ref List<Fault>? faults) => (faults ??= []).Add(fault);

    static string? Cut(string? value) => value?.Length > 100 ? value[..100] : value;
}
