using Rainmaker.Deals.Screens;
using Rainmaker.Leads;
using Rainmaker.Platform.Jobs;
using Rainmaker.Shell;
using Rainmaker.Sync.Handover;
using Rainmaker.Sync.Hooks;
using Rainmaker.Sync.Runs;
using Rainmaker.Sync.Salespeople;
using Rainmaker.Sync.Screens;
using Rainmaker.Sync.Writes;

namespace Rainmaker.Sync;

/// <summary>Other CRMs, read and written: connections, readings, what goes back. The front page of this room.</summary>
public static class SyncModule
{
    public static void AddSync(this IServiceCollection services)
    {
        services.AddSingleton<OpenCrms>();
        services.AddHostedService<ConnectFromSettings>();
        services.AddSingleton<LiveWork>();
        services.AddSingleton<SendLeads>();
        services.AddSingleton<ISubscriber>(s => s.GetRequiredService<SendLeads>());
        services.AddSingleton<LeadEchoes>();
        services.AddSingleton<HandOverLeads>();
        services.AddHostedService(s => s.GetRequiredService<HandOverLeads>());
        services.AddSingleton<AskCrm>(s => s.GetRequiredService<HandOverLeads>().Ask);
        services.AddSingleton(new DealPanel(typeof(DealThere), 30));
        services.AddSingleton<RunningSyncs>();
        services.AddHostedService(s => s.GetRequiredService<RunningSyncs>());
        services.AddSingleton<HintedReadings>();
        services.AddHostedService(s => s.GetRequiredService<HintedReadings>());
        services.AddSingleton<ReceiveHook>();
        services.AddSingleton<SendWrites>();
        services.AddHostedService(s => s.GetRequiredService<SendWrites>());
        services.AddSingleton<ISubscriber, FollowContacts>();
        services.AddSingleton(Recurring.PerTenant("sync", "0/15 * * * * ?", (s, tenant, stop) => StartSync.Tick(tenant, s.GetRequiredService<Database>(), s.GetRequiredService<RunningSyncs>(), stop)));
        services.AddSingleton(new NavItem("Administration", "Connections", ConnectionPages.Home, "plug", 104) { Visible = http => http.Features.Get<Actor>() is { } actor && ConnectionRights.Manage.Allows(actor) });
    }

    public static void MapSync(this IEndpointRouteBuilder routes)
    {
        ReadConnections.Map(routes);
        SaveConnection.Map(routes);
        TestConnection.Map(routes);
        StartSync.Map(routes);
        ReadRuns.Map(routes);
        ReadWrites.Map(routes);
        ConnectionPages.Map(routes);
        ReadSalespeople.Map(routes);
        ReadSalesRows.Map(routes);
        ReadCrmHealth.Map(routes);
        ReadHandovers.Map(routes);
        ReceiveHook.Map(routes);
        RunPages.Map(routes);
    }
}
