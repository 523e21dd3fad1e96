using System.Net;

namespace Rainmaker.Connectors.Http;

/// <summary>How one vendor wants to be spoken to: who we are, how often we may ask, what its refusals mean.</summary>
abstract class Manners(string source, CrmConnection connection, AccessTokens tokens)
{
    public string Source => source;
    public CrmConnection Connection => connection;
    public AccessTokens Tokens => tokens;

    /// <summary>Tries of one call, the first included.</summary>
    public virtual int Tries => 6;

    /// <summary>The budget that holds for calls without one of their own.</summary>
    public abstract Budget Calls { get; }

    /// <summary>Says who we are.</summary>
    public abstract void Authorise(HttpRequestMessage request, string token);

    /// <summary>What a refusal means. Never null: an answer without success is a fault.</summary>
    public abstract CrmFault Judge(Answer answer);

    /// <summary>Takes the budget from the headers of an answer.</summary>
    public virtual void Learn(Answer answer)
    {
    }

    /// <summary>How long to wait before the next try; null where trying again is useless.</summary>
    /// <param name="attempt">From 1: how often it has failed.</param>
    public virtual TimeSpan? Wait(CrmFault fault, int attempt) => fault.Kind switch
    {
        CrmFaultKind.RateLimited => TimeSpan.FromSeconds(Math.Min(60, 1 << attempt)),
        CrmFaultKind.Unavailable or CrmFaultKind.BrokenAnswer or CrmFaultKind.NotJson => TimeSpan.FromMilliseconds(250 << attempt),
        _ => null,
    };

    /// <summary>For what every vendor means the same by.</summary>
    protected static CrmFaultKind Usual(HttpStatusCode status) => (int)status switch
    {
        401 => CrmFaultKind.NotAuthorised,
        403 => CrmFaultKind.MissingScope,
        404 or 410 => CrmFaultKind.NotFound,
        409 => CrmFaultKind.Conflict,
        408 or 423 or 425 or >= 500 => CrmFaultKind.Unavailable,
        429 => CrmFaultKind.RateLimited,
        _ => CrmFaultKind.Refused,
    };

    protected static string Says(string name, Answer answer, string? message) =>
        answer.LooksLikeHtml ? $"{name} answered {(int)answer.Status} with a web page." : $"{name} answered {(int)answer.Status}: {message ?? (answer.Text.Length > 0 ? answer.Text : "nothing more")}";
}
