namespace Rainmaker.Shell;

/// <summary>The page a form was opened from, to lead back to when it is done: a form opened over the board ends on the board.</summary>
public static class Backward
{
    public static string From(HttpContext http, string otherwise = "/pipeline")
    {
        var from = http.Request.Headers["HX-Current-URL"].ToString() is { Length: > 0 } current ? current : http.Request.Headers.Referer.ToString();
        return Uri.TryCreate(from, UriKind.Absolute, out var page) && page.Authority == http.Request.Host.Value && page.AbsolutePath != http.Request.Path ? page.PathAndQuery : otherwise;
    }
}
