namespace Rainmaker.Insights;

public static class InsightRights
{
    /// <summary>To see the command center; everybody sees the figures of what they may see.</summary>
    public static readonly Right Read = new("insights.read", Right.Everyone);

    /// <summary>To read the reports of what was done and sold: for those who sell and those who lead them.</summary>
    public static readonly Right Report = new("insights.report", Right.Sales);

    /// <summary>To act on insights and to dismiss them.</summary>
    public static readonly Right Settle = new("insights.settle", Right.Sales);
}
