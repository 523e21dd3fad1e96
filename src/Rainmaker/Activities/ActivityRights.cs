namespace Rainmaker.Activities;

/// <summary>Everybody notes what they do; on which records is the records' matter.</summary>
public static class ActivityRights
{
    public static readonly Right Read = new("activities.read", Right.Everyone);
    public static readonly Right Log = new("activities.log", Right.Everyone);
}
