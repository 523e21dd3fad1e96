namespace Rainmaker.Deals;

/// <summary>What roles may do with deals; whose deals, <see cref="DealSight"/> says.</summary>
public static class DealRights
{
    public static readonly Right Read = new("deals.read", Right.Everyone);
    public static readonly Right Edit = new("deals.edit", Right.Sales);
    public static readonly Right Delete = new("deals.delete", Right.Sales);
    public static readonly Right Export = new("deals.export", Right.Sales);

    /// <summary>To give a deal to somebody else; without it one's own name is the only one.</summary>
    public static readonly Right Assign = new("deals.assign", Right.Managers);

    /// <summary>To write down how all deals stand, beside the nightly run.</summary>
    public static readonly Right Snapshot = new("deals.snapshot", Right.Managers);

    /// <summary>To change pipelines and their stages, for everybody.</summary>
    public static readonly Right Pipelines = new("deals.pipelines", Right.Administrators);
}
