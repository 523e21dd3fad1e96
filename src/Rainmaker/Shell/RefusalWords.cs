namespace Rainmaker.Shell;

/// <summary>A refusal, taken apart for a form: what belongs beside which field, and what above them all.</summary>
public static class RefusalWords
{
    /// <summary>The sentence for that field, by its name on the wire; null where nothing is wrong with it.</summary>
    public static string? For(this Refusal? refusal, string field) => refusal switch
    {
        Invalid one => one.Field == field ? one.Why : null,
        Faults many => many.All.FirstOrDefault(f => f.Field == field)?.Why,
        _ => null,
    };

    /// <summary>The sentence that belongs to none of the form's fields; null where each has its place.</summary>
    public static string? Beyond(this Refusal? refusal, params IReadOnlyCollection<string> fields) => refusal switch
    {
        null => null,
        Invalid one => fields.Contains(one.Field, StringComparer.Ordinal) ? null : one.Why,
        Faults many => string.Join(" ", many.All.Where(f => !fields.Contains(f.Field, StringComparer.Ordinal)).Select(f => f.Why)) is { Length: > 0 } why ? why : null,
        _ => refusal.Why,
    };

    /// <summary>The status a form comes back with, so that htmx and the browser show it and no cache keeps it.</summary>
    public static int Status(this Refusal? refusal) => refusal switch
    {
        null => StatusCodes.Status200OK,
        Invalid or Faults => StatusCodes.Status422UnprocessableEntity,
        NotFound => StatusCodes.Status404NotFound,
        Forbidden => StatusCodes.Status403Forbidden,
        Stale => StatusCodes.Status412PreconditionFailed,
        _ => StatusCodes.Status409Conflict,
    };
}
