namespace Rainmaker.Platform.Web;

/// <summary>The rows of a list that an act is meant for: those picked, or all that match its filter.</summary>
/// <param name="Ids">The picked ones; others than those in sight are left out without a word.</param>
/// <param name="AllMatching">Instead of ids: a list's query, such as <c>status=new&amp;source=website</c>; empty means every row.</param>
public sealed record Chosen(IReadOnlyList<Guid>? Ids = null, string? AllMatching = null)
{
    /// <summary>What one act may change.</summary>
    public const int AtMost = 5000;

    public sealed record NothingChosen() : Invalid("ids", "Pick some, or say all_matching.");
    public sealed record TooManyChosen(long Count) : Invalid("all_matching", $"{Count:N0} or more match; {AtMost:N0} at once is the most. Narrow the filter.", Count);

    public bool IsNothing() => Ids is null or { Count: 0 } && AllMatching is null;

    /// <summary>As the bar below a table sends it.</summary>
    public static Chosen Of(IFormCollection form) => form.TryGetValue("all_matching", out var query)
        ? new(null, query.ToString())
        : new([.. form["id"].Select(id => Guid.TryParse(id, out var picked) ? picked : Guid.Empty)]);
}

/// <param name="Changed">Rows that are different now.</param>
/// <param name="Unchanged">Rows that were so already, or may not become so.</param>
public sealed record ChangedMany(int Changed, int Unchanged);
