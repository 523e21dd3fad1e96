using Rainmaker.Activities;

namespace Rainmaker.Leads;

/// <summary>Leads from capture to conversion: the front page of this room.</summary>
public static class LeadsModule
{
    public static void AddLeads(this IServiceCollection services) => services
        .AddSingleton<ITenantBeginning, BeginWithSources>()
        .AddSingleton<IHasActivities, LeadTimeline>()
        .AddSingleton<LeadDesks>()
        .AddSingleton<PublicDoor>()
        .AddSingleton<PublicLimits>();

    public static void MapLeads(this IEndpointRouteBuilder routes)
    {
        PublicLeads.Map(routes);
        CreateLead.Map(routes);
        ListLeads.Map(routes);
        ReadLead.Map(routes);
        UpdateLead.Map(routes);
        DeleteLead.Map(routes);
        RestoreLead.Map(routes);
        GiveLead.Map(routes);
        AddSignals.Map(routes);
        BulkLeads.Map(routes);
        ExportLeads.Map(routes);
        ImportLeads.Map(routes);
    }
}
