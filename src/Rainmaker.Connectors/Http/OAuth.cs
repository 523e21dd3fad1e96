using System.Text.Json;

namespace Rainmaker.Connectors.Http;

/// <summary>The one exchange all token endpoints share. What they answer to a wrong secret is told without the secret.</summary>
static class OAuth
{
    public static async Task<JsonElement> Ask(HttpClient client, string source, Uri address, Action<HttpRequestMessage> fill, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        fill(request);
        HttpResponseMessage response;
        byte[] body;
        try
        {
            response = await client.SendAsync(request, stop);
            using (response)
                body = await response.Content.ReadAsByteArrayAsync(stop);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new CrmFault(CrmFaultKind.Unavailable, source, $"The login of {source} at {address.Host} could not be reached.", e);
        }
        JsonElement? said;
        try
        {
            using var document = JsonDocument.Parse(body);
            said = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            said = null;
        }
        if (response.IsSuccessStatusCode && said is { } answer)
            return answer;
        var why = said.Get("error_description").Text() ?? said.Get("error").Text() ?? said.Get("message").Text();
        // What the login says may quote what we sent; its error word is enough.
        throw new CrmFault((int)response.StatusCode >= 500 ? CrmFaultKind.Unavailable : response.IsSuccessStatusCode ? CrmFaultKind.UnexpectedAnswer : CrmFaultKind.NotAuthorised,
            source, $"The login of {source} answered {(int)response.StatusCode}{(said.Get("error").Text() is { } word ? $" ({word})" : "")}. Connect it again, or set a new key.")
        { Status = response.StatusCode, Code = why is null ? null : said.Get("error").Text() ?? said.Get("status").Text() };
    }

    public static RenewedTokens Tokens(string source, JsonElement answer, string? refresh, TimeProvider clock) =>
        answer.Text("access_token") is { } token
            ? new(token, refresh, Wire.Whole(answer.Text("expires_in")) is { } seconds ? clock.GetUtcNow().AddSeconds(seconds) : null)
            : throw new CrmFault(CrmFaultKind.UnexpectedAnswer, source, $"The login of {source} answered without a token.");
}
