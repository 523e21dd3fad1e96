using Rainmaker.Intelligence.Matching;

namespace Rainmaker.People;

/// <summary>Reads the fields of a change one by one and gathers everything wrong with them.</summary>
sealed class PeopleInput
{
    const int Most = 255;
    readonly List<Invalid> _faults = [];

    public IReadOnlyList<Invalid> Faults => _faults;

    public void Wrong(string field, string why, object? value = null) => _faults.Add(new InvalidField(field, why, value));

    public string Name(Optional<string> sent, string current)
    {
        var name = Text("name", sent, current);
        if (name is null)
            Wrong("name", "A name is needed.");
        return name ?? current;
    }

    public string? Text(string field, Optional<string> sent, string? current)
    {
        if (!sent.IsSent)
            return current;
        if (sent.Value?.Length > Most)
            Wrong(field, $"It has {sent.Value.Length} characters; {Most} is the most.", sent.Value.Length);
        return string.IsNullOrWhiteSpace(sent.Value) ? null : sent.Value.Trim();
    }

    public string? Country(Optional<string> sent, string? current)
    {
        if (!sent.IsSent || string.IsNullOrWhiteSpace(sent.Value))
            return sent.IsSent ? null : current;
        var code = Countries.Code(sent.Value.Trim());
        if (code is null)
            Wrong("country", $"'{sent.Value}' is no country.", sent.Value);
        return code;
    }
}

static class PeopleAnswers
{
    /// <summary>The record with its version in the head.</summary>
    public static IResult Told<T>(this Result<(T View, uint Version)> result, HttpContext http)
    {
        if (result.Refused(out var refusal))
            return refusal.Problem();
        http.Tell(result.Value.Version);
        return TypedResults.Ok(result.Value.View);
    }
}
