using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rainmaker.Tests.Trust;

/// <summary>Sends bytes as they are and says what is wrong with how they were answered.</summary>
static partial class SaidBack
{
    public static Task<Answer> Send(this HttpClient caller, string method, string address, string? json, string contentType = "application/json") =>
        caller.Send(method, address, json is null ? null : Encoding.UTF8.GetBytes(json), contentType);

    public static async Task<Answer> Send(this HttpClient caller, string method, string address, byte[]? body, string contentType = "application/json")
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), address);
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            // A refusal in the middle of a long body would break the sending.
            message.Headers.ExpectContinue = body.Length > 1 << 20;
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }
        using var answer = await caller.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var isStream = answer.Content.Headers.ContentType is { MediaType: "text/event-stream" };
        return new((int)answer.StatusCode, answer.Headers.Location?.ToString(), isStream ? "" : await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType);
    }

    /// <summary>What no answer may be: a fault of ours, a refusal without a code, a look into the machine.</summary>
    /// <param name="sent">May be told back, whatever it looks like.</param>
    public static string? Fault(this Answer answer, string? sent = null)
    {
        var told = string.IsNullOrEmpty(sent) ? answer.Body : answer.Body.Replace(JsonEncodedText.Encode(sent, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value, "", StringComparison.Ordinal);
        if (answer.Status >= 500)
            return $"{answer.Status}: {answer.Body}";
        if (Insides().Match(told) is { Success: true } inside && answer.Status >= 400)
            return $"{answer.Status} tells '{inside.Value}': {answer.Body}";
        if (answer.Status < 400)
            return null;
        if (answer.Type?.MediaType != "application/problem+json")
            return $"{answer.Status} is {answer.Type}, not ProblemDetails: {answer.Body}";
        using var problem = JsonDocument.Parse(answer.Body);
        return problem.RootElement.TryGetProperty("code", out var code) && code.GetString() is { Length: > 0 } ? null : $"{answer.Status} without a code: {answer.Body}";
    }

    [GeneratedRegex(@"   at |System\.|Microsoft\.|Npgsql|Rainmaker\.[A-Z]|\.cs:line|/src/|(?i:select .+ from |insert into|violates|SqlState|0x00)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Insides();
}
