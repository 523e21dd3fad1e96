using Rainmaker.Connectors;

namespace Rainmaker.Reports;

/// <summary>Whose records a report is about: those that came from another CRM, or all but those.</summary>
/// <param name="Key">own, or a CRM's key: what stands in the address.</param>
public sealed record RecordSource(string Key)
{
    public const string OwnKey = "own";

    internal string[]? Only => Key == OwnKey ? null : [Key];
    internal string[]? But => Key == OwnKey ? [.. CrmSources.Names] : null;

    public sealed record UnknownSource(string Sent) : Invalid("source", $"There is no source '{Sent}': {OwnKey}, {string.Join(", ", CrmSources.Names)}, or nothing for all.", Sent);

    /// <summary>Null for all.</summary>
    public static Result<RecordSource?> Read(string? sent) =>
        string.IsNullOrEmpty(sent) ? (RecordSource?)null : sent == OwnKey || CrmSources.Names.Contains(sent) ? new RecordSource(sent) : new UnknownSource(sent);
}
