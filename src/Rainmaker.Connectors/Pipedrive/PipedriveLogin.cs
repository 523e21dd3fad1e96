using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Pipedrive;

/// <summary>A personal token that stays, or OAuth, whose answer also tells the company's own host.</summary>
sealed class PipedriveLogin
{
    readonly Uri _login;
    string? _refresh;

    public PipedriveLogin(CrmConnection connection, HttpClient client, TimeProvider clock)
    {
        var secrets = connection.Credentials;
        Host = connection.BaseAddress ?? new("https://api.pipedrive.com");
        _login = connection.BaseAddress is { } own && !own.Host.EndsWith("pipedrive.com", StringComparison.OrdinalIgnoreCase) ? new(own, "oauth/token") : new("https://oauth.pipedrive.com/oauth/token");
        _refresh = secrets.RefreshToken;
        if (_refresh is null && secrets.Key is null)
            throw new CrmFault(CrmFaultKind.NotAuthorised, "pipedrive", "Pipedrive needs an API token (PIPEDRIVE_API_KEY), or a refresh token with the client's id and secret.");
        Tokens = new(_refresh is null ? secrets.Key : null, _refresh is null ? null : Renew, connection, clock);

        async Task<RenewedTokens> Renew(CancellationToken stop)
        {
            var answer = await OAuth.Ask(client, "pipedrive", _login, request =>
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secrets.ClientId}:{secrets.ClientSecret}")));
                request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = _refresh! });
            }, stop);
            _refresh = answer.Text("refresh_token") ?? _refresh;
            if (connection.BaseAddress is null && answer.Text("api_domain") is { } domain && Uri.TryCreate(domain, UriKind.Absolute, out var host) && host.Host.EndsWith(".pipedrive.com", StringComparison.OrdinalIgnoreCase))
                Host = host;
            return OAuth.Tokens("pipedrive", answer, _refresh, clock);
        }
    }

    public AccessTokens Tokens { get; }
    public Uri Host { get; private set; }
}
