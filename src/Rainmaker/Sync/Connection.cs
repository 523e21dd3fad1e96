using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Connectors;

namespace Rainmaker.Sync;

/// <summary>Another CRM that this tenant reads and writes. Its keys go in and never come out again.</summary>
public sealed class Connection : IAudited
{
    /// <summary>What the secrets are sealed for.</summary>
    internal const string SecretsField = "connection.secrets";

    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>hubspot, salesforce, pipedrive, nutshell, custom: <c>provider</c> on the wire.</summary>
    public required string Source { get; init; }
    public required string Name { get; set; }

    /// <summary>The vendor's own where null.</summary>
    public string? BaseUrl { get; set; }
    public string? ApiVersion { get; set; }

    /// <summary>ISO 4217, of money that the CRM states without one.</summary>
    public required string Currency { get; set; }

    /// <summary>Ours to theirs, by kind: <c>{"deals": {"value": "amount_home"}}</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Fields { get; set; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary><see cref="ConnectionSecrets"/>.</summary>
    public byte[] SecretsSealed { get; set; } = [];

    /// <summary>Names of the secrets that are set: all that is ever told of them.</summary>
    public string[] SecretsSet { get; set; } = [];

    /// <summary>False: it is kept, but neither read nor written.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Leads captured here are written to it.</summary>
    public bool TakesLeads { get; set; } = true;

    /// <summary>What people change here in records of both sides is written to it.</summary>
    public bool WritesBack { get; set; } = true;

    /// <summary>5 to 10,080; null: only when somebody asks.</summary>
    public int? ReadEveryMinutes { get; set; } = 30;
    public ConnectionState State { get; set; }

    /// <summary>The account it leads to, as the CRM names it.</summary>
    public string? Account { get; set; }
    public string[] ScopesFound { get; set; } = [];
    public string[] ScopesMissing { get; set; } = [];
    public IReadOnlyList<Ability> Abilities { get; set; } = [];
    public long? CallsLeftToday { get; set; }
    public DateTimeOffset? TestedAt { get; set; }

    /// <summary>The last time that everything asked for was read.</summary>
    public DateTimeOffset? LastSuccessAt { get; set; }
    public string? LastErrorKind { get; set; }

    /// <summary>In the words of <see cref="CrmWords.Of(CrmFault)"/>.</summary>
    public string? LastError { get; set; }
    public DateTimeOffset? LastErrorAt { get; set; }

    /// <summary>Linked records that are there, by kind.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; set; } = new Dictionary<string, int>();

    /// <summary>Everything that changed there before this moment has been read, by kind.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> ReadThrough { get; set; } = new Dictionary<string, DateTimeOffset>();
    public Guid? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a person last changed it; what readings and tests write leaves it alone.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The ETag.</summary>
    public uint Edition => (uint)(UpdatedAt.UtcTicks / TimeSpan.TicksPerMicrosecond);

    public bool MayWriteContacts => Source != "custom";
}

/// <summary>Whether it is known to work.</summary>
public enum ConnectionState { Untested, Working, Failing }

/// <summary>What lets us into a CRM. Which are needed, the CRM says (<see cref="CrmWords.Vendors"/>).</summary>
public sealed record ConnectionSecrets
{
    public string? Key { get; init; }
    public string? User { get; init; }
    public string? ClientId { get; init; }
    public string? ClientSecret { get; init; }
    public string? RefreshToken { get; init; }
    public string? PrivateKey { get; init; }

    internal CrmCredentials Credentials() => new() { Key = Key, User = User, ClientId = ClientId, ClientSecret = ClientSecret, RefreshToken = RefreshToken, PrivateKey = PrivateKey };

    internal string[] Names() =>
    [
        .. new[] { ("key", Key), ("user", User), ("client_id", ClientId), ("client_secret", ClientSecret), ("refresh_token", RefreshToken), ("private_key", PrivateKey) }
            .Where(s => s.Item2 is not null).Select(s => s.Item1),
    ];

    public override string ToString() => "ConnectionSecrets (secret)";
}

sealed class ConnectionTable : IEntityTypeConfiguration<Connection>
{
    public void Configure(EntityTypeBuilder<Connection> builder)
    {
        builder.ToTable("connection");
        builder.Ignore(c => c.Edition).Ignore(c => c.MayWriteContacts);
        builder.Property(c => c.UpdatedAt).IsConcurrencyToken();
        builder.Property(c => c.Currency).HasColumnType("character(3)");
        builder.Property(c => c.Fields).IsJson();
        builder.Property(c => c.Abilities).IsJson().IsDerived();
        builder.Property(c => c.Counts).IsJson().IsDerived();
        builder.Property(c => c.ReadThrough).IsJson().IsDerived();
    }
}

public static class SyncSets
{
    extension(SalesDb db)
    {
        public DbSet<Connection> Connections => db.Set<Connection>();
        public DbSet<Runs.SyncRun> SyncRuns => db.Set<Runs.SyncRun>();
        public DbSet<SyncLink> SyncLinks => db.Set<SyncLink>();
    }
}
