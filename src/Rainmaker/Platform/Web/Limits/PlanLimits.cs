using System.Globalization;

namespace Rainmaker.Platform.Web.Limits;

/// <summary>Counts the API requests of tokens against the tenant's plan, and says in every answer how many are left. Pages and public capture do not count.</summary>
sealed class PlanLimits(RequestDelegate next, PlanUsage usage)
{
    public Task InvokeAsync(HttpContext http) =>
        http.Features.Get<Caller>() is { Actor.Kind: ActorKind.Token } caller && Plan.PerHour(caller.Tenant.Plan) is { } limit ? Count(http, caller, limit) : next(http);

    async Task Count(HttpContext http, Caller caller, long limit)
    {
        var taken = await usage.Take(caller.Tenant.Id, limit, http.RequestAborted);
        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"hour\";q={limit};w=3600");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"hour\";r={taken.Left};t={taken.SecondsToReset}");
        if (taken.Admitted)
            await next(http);
        else
            await TooMany.Refuse(http, TimeSpan.FromSeconds(taken.SecondsToReset), $"The plan '{caller.Tenant.Plan}' takes {limit} API requests an hour.");
    }
}

/// <summary>What a plan allows.</summary>
public static class Plan
{
    public static readonly IReadOnlyList<string> All = ["free", "solo", "team", "enterprise", "unlimited"];

    /// <summary>API requests an hour; null for no limit.</summary>
    public static long? PerHour(string plan) => plan switch { "free" => 100, "solo" => 500, "team" => 5_000, "enterprise" => 50_000, _ => null };
}

/// <summary>Over a limit; the caller may come back later.</summary>
public sealed record TooMany(string Why) : Refusal(Why)
{
    public override string Code => "rate_limited";

    public static Task Refuse(HttpContext http, TimeSpan retryAfter, string why)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new TooMany(why).Problem().ExecuteAsync(http);
    }
}
