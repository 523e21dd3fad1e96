using System.Net;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Pipedrive;

/// <summary>Pipedrive's limits and refusals. Who goes on asking after a 429 gets a web page with 403 from the house in front of it.</summary>
sealed class PipedriveManners(CrmConnection connection, AccessTokens tokens, TimeProvider clock) : Manners("pipedrive", connection, tokens)
{
    const string Barred = "1015";

    /// <summary>The smallest plan's.</summary>
    public override Budget Calls { get; } = new(connection.Budget ?? new(tokens.CanRenew ? 80 : 20, TimeSpan.FromSeconds(2)), clock);

    public Budget Search { get; } = new(new(10, TimeSpan.FromSeconds(2)), clock);

    /// <summary>Tokens of the company's day; a list costs ten whatever its length.</summary>
    public int? TokensLeftToday { get; private set; }

    public override void Authorise(HttpRequestMessage request, string token)
    {
        // As a query parameter the key would stand in every log on the way.
        if (Tokens.CanRenew)
            request.Headers.Authorization = new("Bearer", token);
        else
            request.Headers.TryAddWithoutValidation("x-api-token", token);
    }

    public override void Learn(Answer answer)
    {
        Calls.Learn(answer.Count("x-ratelimit-limit"), null, answer.Status == HttpStatusCode.OK ? answer.Count("x-ratelimit-remaining") : null);
        TokensLeftToday = answer.Count("x-daily-ratelimit-token-remaining") ?? answer.Count("x-daily-requests-left") ?? TokensLeftToday;
    }

    public override CrmFault Judge(Answer answer)
    {
        var body = answer.Json();
        var message = string.Join(" ", new[] { body.Get("error").Text(), body.Get("error_info").Text() }.OfType<string>());
        var code = body.Get("code").Text() ?? body.Get("errorCode").Text();
        var barred = (int)answer.Status == 403 && answer.LooksLikeHtml;
        var kind = barred ? CrmFaultKind.RateLimited
            : (int)answer.Status == 429 ? TokensLeftToday <= 0 ? CrmFaultKind.DailyLimit : CrmFaultKind.RateLimited
            : message.Contains("feature_capping", StringComparison.Ordinal) || code?.Contains("feature_capping", StringComparison.Ordinal) == true ? CrmFaultKind.Refused
            : (int)answer.Status == 402 ? CrmFaultKind.NotOffered
            : Usual(answer.Status);
        return new(kind, Source, barred ? "Pipedrive's gate keeps us out for asking too often." : Says("Pipedrive", answer, message.Length > 0 ? message : null), null) { Status = answer.Status, Code = barred ? Barred : code };
    }

    /// <summary>Behind the gate a short wait only makes it longer.</summary>
    public override TimeSpan? Wait(CrmFault fault, int attempt) => fault.Code == Barred ? TimeSpan.FromMinutes(attempt) : fault.Kind == CrmFaultKind.RateLimited ? TimeSpan.FromSeconds(2 << attempt) : base.Wait(fault, attempt);
}
