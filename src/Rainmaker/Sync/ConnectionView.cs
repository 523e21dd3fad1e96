using Rainmaker.Connectors;

namespace Rainmaker.Sync;

/// <summary>A connection on the wire: everything but its secrets.</summary>
/// <param name="CredentialsSet">Names of the secrets that are set.</param>
/// <param name="ReadEveryMinutes">Null: only when somebody asks.</param>
/// <param name="Counts">Linked records, by kind.</param>
public sealed record ConnectionView(Guid Id, string Provider, string Name, string? BaseUrl, string? ApiVersion, string Currency, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Fields,
    string[] CredentialsSet, bool IsActive, bool TakesLeads, bool WritesBack, int? ReadEveryMinutes, ConnectionState State, string? Account, string[] ScopesFound, string[] ScopesMissing,
    IReadOnlyList<Ability> Abilities, long? CallsLeftToday, DateTimeOffset? TestedAt, DateTimeOffset? LastSuccessAt, string? LastErrorKind, string? LastError, DateTimeOffset? LastErrorAt,
    IReadOnlyDictionary<string, int> Counts, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ConnectionView Of(Connection c) => new(c.Id, c.Source, c.Name, c.BaseUrl, c.ApiVersion, c.Currency, c.Fields, c.SecretsSet, c.IsActive, c.TakesLeads, c.WritesBack, c.ReadEveryMinutes,
        c.State, c.Account, c.ScopesFound, c.ScopesMissing, c.Abilities, c.CallsLeftToday, c.TestedAt, c.LastSuccessAt, c.LastErrorKind, c.LastError, c.LastErrorAt, c.Counts, c.CreatedAt, c.UpdatedAt);
}
