using System.Security.Cryptography;
using System.Text;

namespace Rainmaker.Platform.Web.Once;

/// <summary>
/// Honours <c>Idempotency-Key</c> on every POST of a known caller: the first one runs, the same one again gets the same answer
/// (<c>Idempotent-Replayed: true</c>) for at least a day. Refusals that changed nothing are not kept.
/// </summary>
sealed class OnceOnly(RequestDelegate next, Database database)
{
    const string Header = "Idempotency-Key";
    const int LongestKey = 255;
    static readonly string[] Kept = ["Location", "ETag"];

    public sealed record KeyIsOdd() : Invalid(Header, $"{Header} takes 1 to {LongestKey} visible characters.");
    public sealed record OtherRequest() : Refusal($"This {Header} came with another request before. Each request needs a key of its own.") { public override string Code => "idempotency_key_reused"; }
    public sealed record StillRunning() : Conflict("The first request with this key is still running. Try again in a moment.");

    /// <param name="Effects">What it created or changed.</param>
    public sealed record AnswerIsLost(JsonElement Effects) : Conflict("The first request with this key was carried out, but its answer was lost. It is not done twice; 'effects' names what it did.");

    public Task InvokeAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.Request.Headers[Header] is not [{ } sent, ..] || http.Features.Get<Caller>() is not { } caller)
            return next(http);
        var key = sent.Trim().Trim('"');
        return key.Length is < 1 or > LongestKey || key.Any(c => c is < '!' or > '~') ? new KeyIsOdd().Problem().ExecuteAsync(http) : Run(http, caller, key);
    }

    async Task Run(HttpContext http, Caller caller, string key)
    {
        // A person is one caller in all browsers; a token is one even where it acts for that person.
        var once = new OnceKey(caller.Actor.Tenant, caller.IsSession ? caller.Actor.User : caller.Credential, key);
        var found = await once.Claim(database, caller.Actor, await HashOf(http.Request, http.RequestAborted), http.RequestAborted);
        if (found.IsOurs)
            await Begin(http, caller, once);
        else if (!found.IsSameRequest)
            await new OtherRequest().Problem().ExecuteAsync(http);
        else if (found.Status is { } status)
            await Replay(http, status, found);
        else if (found.Effect is { } effect)
            await new AnswerIsLost(JsonElement.Parse(effect)).Problem().ExecuteAsync(http);
        else
        {
            http.Response.Headers.RetryAfter = "1";
            await new StillRunning().Problem().ExecuteAsync(http);
        }
    }

    async Task Begin(HttpContext http, Caller caller, OnceKey once)
    {
        var toCaller = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        http.Features.Set(caller.Actor with { Once = once });
        var kept = false;
        try
        {
            await next(http);
            if (once.HasEffect || http.Response.StatusCode is >= 200 and < 300)
            {
                var headers = Kept.Where(h => http.Response.Headers.ContainsKey(h)).ToDictionary(h => h, h => http.Response.Headers[h].ToString(), StringComparer.Ordinal);
                await once.Store(database, caller.Actor, http.Response.StatusCode, http.Response.ContentType, Json.Write(headers), answer.ToArray(), CancellationToken.None);
                kept = true;
            }
        }
        finally
        {
            http.Response.Body = toCaller;
            http.Features.Set(caller.Actor);
            if (!kept && !once.HasEffect)
                await once.Release(database, caller.Actor, CancellationToken.None);
        }
        answer.Position = 0;
        await answer.CopyToAsync(toCaller, http.RequestAborted);
    }

    static async Task Replay(HttpContext http, int status, OnceKey.Found found)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = found.ContentType;
        http.Response.Headers["Idempotent-Replayed"] = "true";
        foreach (var (name, value) in Json.Read<Dictionary<string, string>>(found.Headers!))
            http.Response.Headers[name] = value;
        if (found.Answer is { Length: > 0 } answer)
            await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    static async Task<byte[]> HashOf(HttpRequest request, CancellationToken stop)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, stop)) > 0)
            hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
