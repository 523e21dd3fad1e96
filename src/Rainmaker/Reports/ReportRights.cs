namespace Rainmaker.Reports;

public static class ReportRights
{
    /// <summary>Everybody sees the figures of what they may see.</summary>
    public static readonly Right Read = new("reports.read", Right.Everyone);
}
