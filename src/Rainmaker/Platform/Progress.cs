namespace Rainmaker.Platform;

/// <summary>How far a long work is.</summary>
/// <param name="Step">What is being done, as a person says it: "Reading leads".</param>
/// <param name="Total">Null while unknown.</param>
public readonly record struct Progress(string Step, long Done, long? Total);
