using Rainmaker.Connectors;

namespace Rainmaker.Sync;

/// <summary>The CRMs as people speak of them: names, what each needs to be entered, and what went wrong.</summary>
public static class CrmWords
{
    /// <summary>One way into a CRM: the secrets that belong together.</summary>
    /// <param name="Secrets">Their names on the wire.</param>
    public sealed record Way(string Label, params string[] Secrets);

    /// <param name="Hint">Where in the CRM the key is found.</param>
    /// <param name="NeedsAddress">It has no address of its own.</param>
    /// <param name="AddressHint">Null where the address is always the vendor's.</param>
    public sealed record Vendor(string Source, string Name, string Reads, string Hint, bool NeedsAddress, string? AddressHint, IReadOnlyList<Way> Ways);

    public static IReadOnlyList<Vendor> Vendors { get; } =
    [
        new("hubspot", "HubSpot", "Companies, contacts, deals, calls, meetings, tasks, notes and e-mails; contacts are written back.",
            "In HubSpot: Settings, Integrations, Private apps. Allow it to read owners, contacts, companies and deals, and to write contacts; then copy its access token.", false, null,
            [new("Private app token or service key", "key"), new("OAuth", "refresh_token", "client_id", "client_secret")]),
        new("salesforce", "Salesforce", "Accounts, contacts, leads, opportunities, tasks and events; contacts and leads are written back.",
            "In Salesforce: Setup, App Manager, a connected app with the client credentials flow. Copy its consumer key and secret.", true, "Your My Domain: https://mine.my.salesforce.com",
            [new("Client credentials", "client_id", "client_secret"), new("Signed by a private key", "private_key", "client_id", "user"), new("OAuth", "refresh_token", "client_id"), new("Access token", "key")]),
        new("pipedrive", "Pipedrive", "Organisations, people, deals, activities and notes; people are written back.",
            "In Pipedrive: your picture, Personal preferences, API. Copy the token of a user who sees everything.", false, null,
            [new("API token", "key"), new("OAuth", "refresh_token", "client_id", "client_secret")]),
        new("nutshell", "Nutshell", "Companies, people, leads and activities; people are written back.",
            "In Nutshell: Setup, API keys. The key belongs to a user: give that user's e-mail address too.", false, null, [new("User and API key", "user", "key")]),
        new("custom", "Another source", "Any address that answers with deals in JSON. It is read, never written to.",
            "The address answers with a list of deals, or an object with one list in it and perhaps \"next\". Say below which of its fields mean what.", true, "https://crm.example.com/deals", [new("Bearer key, or none", "key")]),
    ];

    public static Vendor Of(string source) => Vendors.First(v => v.Source == source);

    /// <summary>The name of a CRM; the word itself where it is none of ours.</summary>
    public static string NameOf(string source) => Vendors.FirstOrDefault(v => v.Source == source)?.Name ?? source;

    /// <summary>What went wrong and what mends it, for whoever sells. No secret, and nothing that only a programmer reads.</summary>
    public static string Of(CrmFault fault)
    {
        var name = NameOf(fault.Crm);
        return fault.Kind switch
        {
            CrmFaultKind.NotAuthorised => $"{name} does not accept the key. It may be mistyped, expired or withdrawn: make a new one there and enter it here.",
            CrmFaultKind.MissingScope => $"The key is good, but {name} does not let it do this{(fault.Scopes.Count > 0 ? $". Allow it there: {string.Join(", ", fault.Scopes)}." : ". Give it more permissions there.")}",
            CrmFaultKind.NotOffered => $"This account of {name} has no such thing.",
            CrmFaultKind.RateLimited => $"{name} asks us to slow down. It goes on by itself in a moment.",
            CrmFaultKind.DailyLimit => $"The calls that {name} allows this account for today are used up. It goes on by itself tomorrow.",
            CrmFaultKind.Unavailable => $"{name} does not answer at the moment. It is tried again by itself.",
            CrmFaultKind.NotJson => $"{name} answered with a web page. Is the address right, or is a proxy in between?",
            CrmFaultKind.BrokenAnswer => $"An answer of {name} broke off in the middle. It is tried again by itself.",
            CrmFaultKind.RepeatingCursor => $"{name} led us in a circle while we read its list. What was read so far is kept.",
            CrmFaultKind.NotFound => $"{name} does not know this address or record. Is the address right?",
            CrmFaultKind.Conflict => $"Somebody changed the record in {name} at the same moment. It is tried again by itself.",
            CrmFaultKind.Refused => $"{name} does not accept what was sent.",
            _ => $"{name} answered something that it does not document.",
        };
    }

    /// <summary>Whether waiting helps.</summary>
    public static bool Passes(CrmFault fault) => fault.Kind is CrmFaultKind.RateLimited or CrmFaultKind.DailyLimit or CrmFaultKind.Unavailable or CrmFaultKind.BrokenAnswer or CrmFaultKind.NotJson or CrmFaultKind.Conflict;
}
