namespace Rainmaker.Sync;

public static class ConnectionRights
{
    /// <summary>To connect other CRMs, to read them, and to see what came of it.</summary>
    public static readonly Right Manage = new("connections.manage", Right.Administrators);
}
