namespace Rainmaker.Leads;

/// <summary>Leads from capture to conversion: the front page of this room.</summary>
public static class LeadsModule
{
    public static void AddLeads(this IServiceCollection services) => services.AddSingleton<ITenantBeginning, BeginWithSources>();
}
