namespace Rainmaker.Platform;

/// <summary>
/// What stops the whole process (a setting that contradicts itself, a database that does not answer), with the sentence the operator reads.
/// An expected "no" inside a use case is a refusal, not this.
/// </summary>
public sealed class CannotContinue(string why, ExitCode exit = ExitCode.Failed) : Exception(why)
{
    public ExitCode Exit { get; } = exit;
}

/// <summary>What the shell sees.</summary>
public enum ExitCode
{
    Done = 0,
    Failed = 1,
    Usage = 2,

    /// <summary>Some of it was done, the rest is named (rows of an import that were rejected).</summary>
    Partial = 3,
    NotAuthorised = 4,
    RemoteUnavailable = 5,

    /// <summary>All went well, and what was found wants attention.</summary>
    Alert = 6,
    Interrupted = 130,
}
