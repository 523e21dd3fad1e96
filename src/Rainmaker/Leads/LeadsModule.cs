using Rainmaker.Activities;
using Rainmaker.Leads.Learned;
using Rainmaker.Platform.Files;
using Rainmaker.Leads.Matches;
using Rainmaker.Leads.Screens;
using Rainmaker.Platform.Jobs;
using Rainmaker.Shell;

namespace Rainmaker.Leads;

/// <summary>Leads from capture to conversion: the front page of this room.</summary>
public static class LeadsModule
{
    public static void AddLeads(this IServiceCollection services) => services
        .AddSingleton<ITenantBeginning, BeginWithSources>()
        .AddSingleton<IHasActivities, LeadTimeline>()
        .AddSingleton<LeadDesks>()
        .AddSingleton<ModelsInUse>()
        .AddSingleton<RefreshScoring>()
        .AddSingleton(Recurring.PerTenant("learned_lead_scores", "0 25 * * * ?", (s, tenant, stop) => LeadScoring.Refresh(tenant, s.GetRequiredService<RefreshScoring>(), atOnce: false, stop)))
        .AddSingleton(new ImportableFields("leads", ImportLeadFields.All))
        .AddSingleton(new NavItem("Records", "Imports", "/imports", "upload", 78) { Visible = http => http.Features.Get<Actor>() is { } actor && ImportRights.Run.Allows(actor) })
        .AddSingleton<PublicDoor>()
        .AddSingleton<PublicLimits>()
        .AddSingleton(Recurring.PerTenant("lead_scores", "0 0/5 * * * ?", (s, tenant, stop) => RescoreLeads.Handle(tenant, s.GetRequiredService<Database>(), s.GetRequiredService<LeadDesks>(), stop)))
        .AddSingleton<MatchScans>()
        .AddHostedService(s => s.GetRequiredService<MatchScans>())
        .AddSingleton(Recurring.PerTenant("match_scan", "0 40 2 * * ?", (s, tenant, stop) => ScanForMatches.Nightly(tenant, s.GetRequiredService<Database>(), stop)))
        .AddSingleton(new NavItem("Records", "Duplicates", "/matches", "merge", 77) { Visible = May(LeadRights.Read) })
        .AddSingleton(new NavItem("Records", "Leads", "/leads", "people", 50, "g l") { Visible = May(LeadRights.Read) })
        .AddSingleton(new SearchIn("Search leads", "/leads", 10) { Visible = May(LeadRights.Read) })
        .AddSingleton(new QuickCreate("New lead", "/leads/new", "people", 10) { Visible = May(LeadRights.Edit) });

    public static void MapLeads(this IEndpointRouteBuilder routes)
    {
        PublicLeads.Map(routes);
        CreateLead.Map(routes);
        ListLeads.Map(routes);
        ScoreLead.Map(routes);
        ReadLead.Map(routes);
        UpdateLead.Map(routes);
        DeleteLead.Map(routes);
        RestoreLead.Map(routes);
        GiveLead.Map(routes);
        AddSignals.Map(routes);
        BulkLeads.Map(routes);
        ExportLeads.Map(routes);
        ShapeSources.Map(routes);
        ShapeRules.Map(routes);
        RehearseRule.Map(routes);
        LeadRoutes.Map(routes);
        LeadFormRoutes.Map(routes);
        BulkRoutes.Map(routes);
        ImportLeads.Map(routes);
        ImportPages.Map(routes);
        ReadMatches.Map(routes);
        MergeRecords.Map(routes);
        UndoMerge.Map(routes);
        SettleMatch.Map(routes);
        ScanForMatches.Map(routes);
        MatchRoutes.Map(routes);
    }

    static Func<HttpContext, bool> May(Right right) => http => http.Features.Get<Actor>() is { } actor && right.Allows(actor);
}
