using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Custom;

/// <summary>What holds where nobody wrote down any limits.</summary>
sealed class CustomManners(CrmConnection connection, AccessTokens tokens, TimeProvider clock) : Manners("custom", connection, tokens)
{
    public override Budget Calls { get; } = new(connection.Budget ?? new(5, TimeSpan.FromSeconds(1)), clock);

    public override void Authorise(HttpRequestMessage request, string token)
    {
        if (token.Length > 0)
            request.Headers.Authorization = new("Bearer", token);
    }

    public override CrmFault Judge(Answer answer) => new(Usual(answer.Status), Source, Says("The source", answer, answer.Json().Get("message").Text() ?? answer.Json().Get("error").Text()), null)
    {
        Status = answer.Status,
        RetryAt = answer.Count("Retry-After") is { } seconds ? clock.GetUtcNow().AddSeconds(seconds) : null,
    };

    public override TimeSpan? Wait(CrmFault fault, int attempt) => fault is { Kind: CrmFaultKind.RateLimited, RetryAt: { } at } && at > clock.GetUtcNow() ? at - clock.GetUtcNow() : base.Wait(fault, attempt);
}
