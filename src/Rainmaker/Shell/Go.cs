namespace Rainmaker.Shell;

/// <summary>Where a form leads once it is done: a redirect for the plain browser, the same told to htmx in its own way.</summary>
public static class Go
{
    /// <param name="path">A path of this site; anything else leads to <c>/</c>, so that no form becomes an open redirect.</param>
    /// <param name="toast">Said on the next page.</param>
    /// <param name="undo">The address whose POST takes it back.</param>
    public static IResult To(string path, string? toast = null, string? undo = null) => new Redirect(path, toast, undo);

    /// <summary>Whether htmx asks for a piece of a page and not for the page.</summary>
    public static bool WantsFragment(this HttpRequest request) => request.Headers["HX-Request-Type"] == "partial";

    /// <summary>Says something: at once where htmx asked, else on the next page.</summary>
    public static void Toast(this HttpContext context, string text, Tone tone = Tone.Good, string? undo = null)
    {
        var flash = context.RequestServices.GetRequiredService<Flash>();
        if (context.Request.WantsFragment())
            context.Response.Headers["HX-Trigger"] = Flash.Trigger(new(text, tone, undo));
        else
            flash.Keep(context, new(text, tone, undo));
    }

    internal static bool IsLocal(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl);

    sealed class Redirect(string path, string? toast, string? undo) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var to = IsLocal(path) ? path : "/";
            if (toast is not null)
                httpContext.RequestServices.GetRequiredService<Flash>().Keep(httpContext, new(toast, Tone.Good, undo));
            if (httpContext.Request.Headers["HX-Request"] == "true")
            {
                httpContext.Response.Headers["HX-Redirect"] = to;
                return Task.CompletedTask;
            }
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = to;
            return Task.CompletedTask;
        }
    }
}
