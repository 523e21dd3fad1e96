namespace Rainmaker.Platform;

/// <summary>An expected "no", with the sentence a person reads. Each use case names its own; a bug is an exception, never a refusal.</summary>
public abstract record Refusal(string Why)
{
    /// <summary>Stable name on the wire: <c>LostNeedsReason</c> becomes <c>lost_needs_reason</c>.</summary>
    public virtual string Code => JsonNamingPolicy.SnakeCaseLower.ConvertName(GetType().Name);
}

/// <summary>What was sent cannot be right.</summary>
/// <param name="Field">Its name on the wire; nested ones are joined by dots.</param>
/// <param name="Value">What was sent, as far as it may be repeated; never a secret.</param>
public abstract record Invalid(string Field, string Why, object? Value = null) : Refusal(Why);

/// <summary>An <see cref="Invalid"/> that needs no name of its own.</summary>
public sealed record InvalidField(string Field, string Why, object? Value = null) : Invalid(Field, Why, Value);

/// <summary>Several things cannot be right; all are told at once.</summary>
public sealed record Faults(IReadOnlyList<Invalid> All) : Refusal(string.Join(" ", All.Select(f => f.Why)))
{
    public override string Code => "invalid";
}

/// <summary>Nothing of that id within the actor's sight; the same answer whether it exists or not.</summary>
public sealed record NotFound(string What) : Refusal($"There is no such {What}.")
{
    public override string Code => "not_found";
}

/// <summary>Right in itself, but not in the state things are in.</summary>
public abstract record Conflict(string Why) : Refusal(Why);

/// <summary>Something outside did not do its part; the same request may succeed later.</summary>
public abstract record Elsewhere(string Why) : Refusal(Why);

/// <summary>Somebody changed it since the caller looked.</summary>
public sealed record Stale(string What) : Refusal($"Somebody changed this {What} since you looked. Load it again and repeat your change.");

/// <summary>The actor may not do this at all.</summary>
public abstract record Forbidden(string Why) : Refusal(Why);

/// <summary>The value, or why there is none.</summary>
public readonly record struct Result<T>
{
    readonly T? _value;

    public Refusal? Refusal { get; }
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException(Refusal.Why);

    Result(T value) => _value = value;
    Result(Refusal refusal) => Refusal = refusal;

    public static implicit operator Result<T>(T value) => new(value);
    public static implicit operator Result<T>(Refusal refusal) => new(refusal);

    public bool Refused(out Refusal refusal)
    {
        refusal = Refusal!;
        return Refusal is not null;
    }
}

/// <summary>For use cases that answer nothing but that it is done.</summary>
public readonly record struct Done
{
    public static readonly Done It;
}
