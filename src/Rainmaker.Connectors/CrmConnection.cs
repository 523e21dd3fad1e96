namespace Rainmaker.Connectors;

/// <summary>Where a CRM is and how to enter. Usable with source and credentials alone.</summary>
public sealed record CrmConnection
{
    /// <summary>One of <see cref="CrmSources.Names"/>.</summary>
    public required string Source { get; init; }
    public required CrmCredentials Credentials { get; init; }

    /// <summary>The vendor's own where left out; a simulator or proxy otherwise. Pipedrive: also the company's own host. Salesforce: My Domain.</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>HubSpot: "2026-09" (also "v3"). Salesforce: "v67.0". The others have one.</summary>
    public string? Version { get; init; }

    /// <summary>ISO 4217, for money that the CRM states without a currency.</summary>
    public string Currency { get; init; } = "USD";
    public FieldMap Fields { get; init; } = FieldMap.None;

    /// <summary>Calls we allow ourselves. The vendor's smallest plan where left out; what the CRM says in its answers holds over it.</summary>
    public CallBudget? Budget { get; init; }

    /// <summary>Keeps new tokens before the first call with them is made: an old refresh token may be worthless from then on.</summary>
    public Func<RenewedTokens, CancellationToken, Task>? KeepTokens { get; init; }
}

/// <summary>So many calls in any stretch of that length.</summary>
public sealed record CallBudget(int Calls, TimeSpan Per);

/// <summary>What a CRM's login answered.</summary>
/// <param name="RefreshToken">The one to use from now on, also where it did not change.</param>
public sealed record RenewedTokens(string AccessToken, string? RefreshToken, DateTimeOffset? ExpiresAt)
{
    public override string ToString() => "RenewedTokens (secret)";
}

/// <summary>Secrets. Never printed: <see cref="ToString"/> tells only what kind they are.</summary>
public sealed record CrmCredentials
{
    /// <summary>HubSpot: private token, service key or access token. Pipedrive: API token. Nutshell: API key. Salesforce: access token.</summary>
    public string? Key { get; init; }

    /// <summary>Nutshell: the e-mail address of the key's user. Salesforce, with a private key: the user's name.</summary>
    public string? User { get; init; }
    public string? ClientId { get; init; }
    public string? ClientSecret { get; init; }
    public string? RefreshToken { get; init; }

    /// <summary>Salesforce JWT bearer: RSA key in PEM.</summary>
    public string? PrivateKey { get; init; }

    internal IEnumerable<string> All => ((string?[])[Key, ClientSecret, RefreshToken, PrivateKey]).OfType<string>().Where(s => s.Length > 3);

    public override string ToString() => $"CrmCredentials ({(RefreshToken is not null ? "refresh token" : PrivateKey is not null ? "private key" : ClientSecret is not null ? "client" : Key is not null ? "key" : "none")})";
}
