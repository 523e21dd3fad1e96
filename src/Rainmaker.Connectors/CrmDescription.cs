namespace Rainmaker.Connectors;

/// <summary>What a CRM and the permissions of our key allow.</summary>
/// <param name="Can">One for each thing that can be asked of it.</param>
/// <param name="ScopesFound">Permissions seen to work or told by the CRM; names as the CRM writes them.</param>
/// <param name="ScopesMissing">Permissions the CRM asked for and our key lacks.</param>
/// <param name="CallsLeftToday">Null where the CRM does not tell.</param>
public sealed record CrmDescription(string Source, IReadOnlyList<Ability> Can, IReadOnlyList<string> ScopesFound, IReadOnlyList<string> ScopesMissing, long? CallsLeftToday)
{
    /// <summary>The account it leads to, as the CRM names it; null where it does not tell.</summary>
    public string? Account { get; init; }
}

/// <summary>One thing that can be asked of a CRM.</summary>
/// <param name="What">contacts, calls, contacts.write, removals ...</param>
/// <param name="Why">For "no": what is missing. For "unknown": why it cannot be told without trying.</param>
public sealed record Ability(string What, Knowledge Answer, string? Why = null, string? Scope = null);

/// <summary>An answer that may be "nobody knows".</summary>
public enum Knowledge { Yes, No, Unknown }
