namespace Rainmaker.Shell;

/// <summary>Leads back to the list that an act on many rows was done on.</summary>
public static class Bulk
{
    /// <param name="list">The list's address; with the filter it was seen under, where the browser tells.</param>
    /// <param name="what">One row and several: lead, leads.</param>
    /// <param name="done">What became of them: assigned.</param>
    public static IResult Led(Result<ChangedMany> result, HttpContext http, string list, (string One, string Many) what, string done)
    {
        var back = Uri.TryCreate(http.Request.Headers.Referer, UriKind.Absolute, out var from) && from.AbsolutePath == list ? from.PathAndQuery : list;
        if (!result.Refused(out var refusal))
            return Go.To(back, $"{result.Value.Changed} {(result.Value.Changed == 1 ? what.One : what.Many)} {done}{(result.Value.Unchanged > 0 ? $", {result.Value.Unchanged} left as they were" : "")}");
        http.Toast(refusal.Why, Tone.Bad);
        return Go.To(back);
    }
}
