using Microsoft.AspNetCore.Http.HttpResults;

namespace Rainmaker.Shell;

/// <summary>Tells a browser of a problem as a page, and htmx as a fragment; programs go on to get ProblemDetails.</summary>
sealed class ProblemPage : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context)
    {
        var request = context.HttpContext.Request;
        return !request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var status = problem.Status ?? context.HttpContext.Response.StatusCode;
        await new RazorComponentResult<Problem>(new
        {
            Status = status,
            Why = status < 500 ? problem.Detail : null,
            TraceId = status < 500 ? null : problem.Extensions.TryGetValue("trace_id", out var id) ? id?.ToString() : null,
        })
        { StatusCode = status }.ExecuteAsync(context.HttpContext);
    }
}
