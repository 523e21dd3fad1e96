using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Salesforce;

/// <summary>The ways in: client credentials, a signed JWT, a refresh token that may rotate, or a given access token. Which one, the credentials tell.</summary>
sealed class SalesforceLogin
{
    const string Jwt = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    readonly CrmConnection _connection;
    readonly HttpClient _client;
    readonly TimeProvider _clock;
    readonly Uri _host;
    string? _refresh;

    public SalesforceLogin(CrmConnection connection, HttpClient client, TimeProvider clock)
    {
        (_connection, _client, _clock) = (connection, client, clock);
        var secrets = connection.Credentials;
        _host = connection.BaseAddress ?? new("https://login.salesforce.com");
        (Instance, _refresh) = (_host, secrets.RefreshToken);
        if (secrets.Key is not null && connection.BaseAddress is null)
            throw new CrmFault(CrmFaultKind.Refused, "salesforce", "A Salesforce access token needs the address of its organisation (https://mine.my.salesforce.com).");
        var canRenew = secrets.RefreshToken is not null || secrets.PrivateKey is not null || (secrets.ClientId is not null && secrets.ClientSecret is not null);
        if (!canRenew && secrets.Key is null)
            throw new CrmFault(CrmFaultKind.NotAuthorised, "salesforce", "Salesforce needs a client's id and secret, a private key with a user, a refresh token, or an access token (SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET ...).");
        Tokens = new(secrets.Key, canRenew ? Renew : null, connection, clock);
    }

    public AccessTokens Tokens { get; }

    /// <summary>The organisation's own host, as the login tells it.</summary>
    public Uri Instance { get; private set; }

    async Task<RenewedTokens> Renew(CancellationToken stop)
    {
        var secrets = _connection.Credentials;
        var form = _refresh is not null ? Form(("grant_type", "refresh_token"), ("refresh_token", _refresh), ("client_id", secrets.ClientId), ("client_secret", secrets.ClientSecret))
            : secrets.PrivateKey is not null ? Form(("grant_type", Jwt), ("assertion", Assertion(secrets)))
            : Form(("grant_type", "client_credentials"), ("client_id", secrets.ClientId), ("client_secret", secrets.ClientSecret));
        var answer = await OAuth.Ask(_client, "salesforce", new(_host, "services/oauth2/token"), request => request.Content = form, stop);
        if (answer.Text("instance_url") is { } instance)
            Instance = Uri.TryCreate(instance, UriKind.Absolute, out var address) && (address.Scheme == "https" || address.Host == _host.Host) ? address
                : throw new CrmFault(CrmFaultKind.UnexpectedAnswer, "salesforce", "The login of Salesforce told an address that is not safe to send a key to.");
        _refresh = answer.Text("refresh_token") ?? _refresh;
        return OAuth.Tokens("salesforce", answer, _refresh, _clock);
    }

    string Assertion(CrmCredentials secrets)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(secrets.PrivateKey);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new CrmFault(CrmFaultKind.Refused, "salesforce", "The private key for Salesforce is no RSA key in PEM.");
        }
        // aud is the login host, also where a company's own host answers.
        var audience = _host.Host.StartsWith("test.", StringComparison.OrdinalIgnoreCase) || _host.Host.Contains(".sandbox.", StringComparison.OrdinalIgnoreCase) ? "https://test.salesforce.com"
            : _host.Host.EndsWith("salesforce.com", StringComparison.OrdinalIgnoreCase) ? "https://login.salesforce.com"
            : _host.GetLeftPart(UriPartial.Authority);
        var head = Part(new { alg = "RS256" });
        var body = Part(new { iss = secrets.ClientId, sub = secrets.User, aud = audience, exp = _clock.GetUtcNow().AddMinutes(3).ToUnixTimeSeconds() });
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}";
    }

    static string Part(object part) => System.Buffers.Text.Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    static FormUrlEncodedContent Form(params (string Name, string? Value)[] fields) => new(fields.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, f.Value!)));
}
