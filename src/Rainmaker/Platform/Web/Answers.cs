using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Platform.Web.Limits;
using Rainmaker.Platform.Web.Once;

namespace Rainmaker.Platform.Web;

/// <summary>The one place where results become HTTP. The business never mentions a status code.</summary>
public static class Answers
{
    public static Results<Ok<T>, ProblemHttpResult> Answer<T>(this Result<T> result) =>
        result.Refused(out var refusal) ? refusal.Problem() : TypedResults.Ok(result.Value);

    public static Results<Created<T>, ProblemHttpResult> Created<T>(this Result<T> result, Func<T, string> location) =>
        result.Refused(out var refusal) ? refusal.Problem() : TypedResults.Created(location(result.Value), result.Value);

    public static Results<NoContent, ProblemHttpResult> Answer(this Result<Done> result) =>
        result.Refused(out var refusal) ? refusal.Problem() : TypedResults.NoContent();

    public static ProblemHttpResult Problem(this Refusal refusal) =>
        TypedResults.Problem(refusal.Why, statusCode: Status(refusal), extensions: Extensions(refusal));

    public static int Status(Refusal refusal) => refusal switch
    {
        Invalid or Faults => StatusCodes.Status400BadRequest,
        TooMany => StatusCodes.Status429TooManyRequests,
        OnceOnly.OtherRequest => StatusCodes.Status422UnprocessableEntity,
        NotSignedIn => StatusCodes.Status401Unauthorized,
        Forbidden => StatusCodes.Status403Forbidden,
        Platform.NotFound => StatusCodes.Status404NotFound,
        Platform.Conflict => StatusCodes.Status409Conflict,
        Elsewhere => StatusCodes.Status503ServiceUnavailable,
        Stale => StatusCodes.Status412PreconditionFailed,
        _ => throw new UnreachableException(refusal.GetType().Name),
    };

    static Dictionary<string, object?> Extensions(Refusal refusal)
    {
        var told = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = refusal.Code };
        var faults = refusal switch { Faults many => many.All, Invalid one => [one], _ => [] };
        if (faults.Count > 0)
        {
            (told["field"], told["value"]) = (faults[0].Field, faults[0].Value);
            told["errors"] = faults.Select(f => new { field = f.Field, code = f.Code, message = f.Why, value = f.Value });
        }
        foreach (var property in refusal.GetType().GetProperties().Where(p => p.Name is "DealId" or "LeadId" or "Effects" or "Link"))
            told[JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)] = property.GetValue(refusal);
        return told;
    }
}
