namespace Rainmaker.Platform.Identity;

/// <summary>Something a role may do, named in the business's words: <c>deals.edit</c>. Whose records it reaches is <see cref="Sight"/>'s matter.</summary>
public sealed record Right(string Name, params Role[] Roles)
{
    public static readonly Role[] Everyone = [Role.Admin, Role.SalesManager, Role.SalesRep, Role.CustomerSuccess];
    public static readonly Role[] Sales = [Role.Admin, Role.SalesManager, Role.SalesRep];
    public static readonly Role[] Managers = [Role.Admin, Role.SalesManager];
    public static readonly Role[] Administrators = [Role.Admin];

    public bool Allows(Actor actor) => Roles.Contains(actor.Role);
}

/// <summary>Marks a route that strangers may use, with the reason. Every other route names a <see cref="Right"/>.</summary>
public sealed record PublicRoute(string Why);
