namespace Rainmaker.Platform.Identity;

public static class IdentityRights
{
    /// <summary>What everybody who is signed in may do: see who they are, sign out.</summary>
    public static readonly Right Own = new("session.own", Right.Everyone);
    public static readonly Right Tokens = new("tokens.manage", Right.Administrators);
}
