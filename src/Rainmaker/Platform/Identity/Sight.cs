namespace Rainmaker.Platform.Identity;

/// <summary>
/// Whose records somebody sees: everybody's, or those of named owners, with or without the ones nobody owns.
/// A record's own rule (<c>VisibleTo</c>) may narrow it further, never widen it.
/// </summary>
public sealed record Sight
{
    public static readonly Sight All = new() { Owners = null, Unowned = true };
    public static readonly Sight Nothing = new() { Owners = [], Unowned = false };

    /// <summary>Null means everybody's.</summary>
    public Guid[]? Owners { get; private init; }
    public bool Unowned { get; private init; }

    public bool IsAll => Owners is null;

    public static Sight Of(Guid user) => new() { Owners = [user], Unowned = false };

    /// <summary>A manager sees the team's records and those that nobody owns yet.</summary>
    public static Sight Of(IEnumerable<Guid> team) => new() { Owners = [.. team], Unowned = true };

    public bool Includes(Guid? owner) => IsAll || (owner is { } id ? Owners!.Contains(id) : Unowned);

    /// <summary>Equal for equal sights: part of every cache key.</summary>
    public string Key => IsAll ? "all" : $"{(Unowned ? "+" : "")}{string.Join(',', Owners!.Order())}";
}
