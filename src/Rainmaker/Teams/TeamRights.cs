namespace Rainmaker.Teams;

public static class TeamRights
{
    /// <summary>Colleagues, teams and territories are no secret inside a tenant: their names stand on every lead and deal.</summary>
    public static readonly Right Read = new("people.read", Right.Everyone);
    public static readonly Right Manage = new("people.manage", Right.Administrators);

    /// <summary>One's own; a manager the team's; an administrator everybody's.</summary>
    public static readonly Right PlanAbsences = new("absences.plan", Right.Everyone);
}
