namespace Rainmaker.Leads;

/// <summary>What may be done with leads. Whose leads: <see cref="LeadSight"/>.</summary>
public static class LeadRights
{
    public static readonly Right Read = new("leads.read", Right.Sales);
    public static readonly Right Edit = new("leads.edit", Right.Sales);
    public static readonly Right Delete = new("leads.delete", Right.Sales);

    /// <summary>Giving leads to others. A rep's own are given by whoever leads the team.</summary>
    public static readonly Right Assign = new("leads.assign", Right.Managers);

    /// <summary>To change sources and assignment rules, for everybody.</summary>
    public static readonly Right Shape = new("leads.shape", Right.Administrators);

    /// <summary>Taking many addresses out at once.</summary>
    public static readonly Right Export = new("leads.export", Right.Managers);
}
