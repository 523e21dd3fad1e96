using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>The three ways in: a private token or service key that stays, or OAuth, whose tokens last half an hour.</summary>
static class HubSpotLogin
{
    public static AccessTokens Tokens(CrmConnection connection, HubSpotRoutes routes, HttpClient client, TimeProvider clock)
    {
        var secrets = connection.Credentials;
        var refresh = secrets.RefreshToken;
        if (refresh is null && secrets.Key is null)
            throw new CrmFault(CrmFaultKind.NotAuthorised, "hubspot", "HubSpot needs a key (HUBSPOT_API_KEY), or a refresh token with the client's id and secret.");
        return new(secrets.Key, refresh is null ? null : Renew, connection, clock);

        async Task<RenewedTokens> Renew(CancellationToken stop)
        {
            var answer = await OAuth.Ask(client, "hubspot", routes.Token, request => request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = secrets.ClientId ?? "",
                ["client_secret"] = secrets.ClientSecret ?? "",
                ["refresh_token"] = refresh!,
            }), stop);
            refresh = answer.Text("refresh_token") ?? refresh;
            return OAuth.Tokens("hubspot", answer, refresh, clock);
        }
    }
}
