using System.Net;
using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>HubSpot's limits and refusals.</summary>
sealed class HubSpotManners(CrmConnection connection, AccessTokens tokens, TimeProvider clock) : Manners("hubspot", connection, tokens)
{
    /// <summary>The smallest plan's; the headers of each answer tell the true one.</summary>
    static readonly CallBudget _smallest = new(100, TimeSpan.FromSeconds(10));

    public override Budget Calls { get; } = new(connection.Budget ?? _smallest, clock);

    /// <summary>Search has a limit of its own, shared by the whole account, and tells nothing of it in its headers.</summary>
    public Budget Search { get; } = new(new(5, TimeSpan.FromSeconds(1)), clock);

    public override void Authorise(HttpRequestMessage request, string token) => request.Headers.Authorization = new("Bearer", token);

    public override void Learn(Answer answer)
    {
        if (answer.Count("X-HubSpot-RateLimit-Max") is not { } max)
            return;
        var interval = answer.Count("X-HubSpot-RateLimit-Interval-Milliseconds") is { } ms ? TimeSpan.FromMilliseconds(ms) : (TimeSpan?)null;
        Calls.Learn(max, interval, answer.Count("X-HubSpot-RateLimit-Remaining"));
        CallsLeftToday = answer.Count("X-HubSpot-RateLimit-Daily-Remaining") ?? CallsLeftToday;
    }

    public int? CallsLeftToday { get; private set; }

    public override CrmFault Judge(Answer answer)
    {
        var body = answer.Json();
        var message = body.Get("message").Text();
        var category = body.Get("category").Text() ?? body.Get("errorType").Text();
        var policy = body.Get("policyName").Text();
        return new(KindOf(answer, category, policy, message), Source, Says("HubSpot", answer, message), null)
        {
            Status = answer.Status,
            Code = policy ?? category,
            CorrelationId = body.Get("correlationId").Text(),
            Scopes = [.. body.Get("context").Get("requiredGranularScopes").Items().Select(s => s.ToString())],
            ExistingId = ExistingId(message) ?? body.Get("context").Get("existingId").Items().Select(e => e.ToString()).FirstOrDefault(),
            RetryAt = answer.Count("Retry-After") is { } seconds ? clock.GetUtcNow().AddSeconds(seconds) : null,
        };
    }

    public override TimeSpan? Wait(CrmFault fault, int attempt) => fault switch
    {
        // Some proxies say when; HubSpot itself does not.
        { RetryAt: { } at, Kind: CrmFaultKind.RateLimited or CrmFaultKind.Unavailable } => at - clock.GetUtcNow() is { } wait && wait < TimeSpan.FromMinutes(5) ? Longest(wait, TimeSpan.FromMilliseconds(100)) : null,
        { Kind: CrmFaultKind.RateLimited, Code: "SECONDLY" } => TimeSpan.FromSeconds(attempt),
        { Kind: CrmFaultKind.RateLimited } => TimeSpan.FromSeconds(10 * attempt),
        { Status: HttpStatusCode.Locked } => TimeSpan.FromSeconds(2 * attempt),
        _ => base.Wait(fault, attempt),
    };

    static CrmFaultKind KindOf(Answer answer, string? category, string? policy, string? message) => (int)answer.Status switch
    {
        429 => policy == "DAILY" || message?.Contains("daily", StringComparison.OrdinalIgnoreCase) == true ? CrmFaultKind.DailyLimit : CrmFaultKind.RateLimited,
        // The account moves to another data centre; Retry-After says for how long.
        477 => CrmFaultKind.Unavailable,
        400 when message?.StartsWith("Unable to infer object type", StringComparison.Ordinal) == true => CrmFaultKind.NotOffered,
        403 when category != "MISSING_SCOPES" && answer.LooksLikeHtml => CrmFaultKind.NotJson,
        _ => category == "CONFLICT" ? CrmFaultKind.Conflict : Usual(answer.Status),
    };

    /// <summary>HubSpot tells the id of the contact in the way only inside the sentence.</summary>
    static string? ExistingId(string? message)
    {
        const string mark = "Existing ID:";
        if (message?.IndexOf(mark, StringComparison.Ordinal) is not ({ } at and >= 0))
            return null;
        var digits = new string([.. message[(at + mark.Length)..].TrimStart().TakeWhile(char.IsAsciiDigit)]);
        return digits.Length > 0 ? digits : null;
    }

    static TimeSpan Longest(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
