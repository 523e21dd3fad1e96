namespace Rainmaker.Platform.Web;

/// <summary>What every ProblemDetails carries: a trace id to find it in the log, and a stable code, also where the framework itself refused.</summary>
static class Problems
{
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions["trace_id"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
        problem.Extensions.TryAdd("code", CodeOf(problem.Status ?? context.HttpContext.Response.StatusCode));
        if (problem.Status == StatusCodes.Status413PayloadTooLarge)
            problem.Detail ??= "The body is larger than this address takes.";
    }

    static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "no_token",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status413PayloadTooLarge => "too_large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        >= 500 => "internal",
        _ => "bad_request",
    };
}
