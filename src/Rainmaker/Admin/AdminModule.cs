using Rainmaker.Shell;

namespace Rainmaker.Admin;

/// <summary>What administrators look after: people, access, forms, sources, rules, pipelines, settings. The front page of this room.</summary>
public static class AdminModule
{
    public static void AddAdmin(this IServiceCollection services)
    {
        static bool Administers(HttpContext http) => http.Features.Get<Actor>()?.Role is Role.Admin;
        services.AddSingleton(new NavItem("Administration", "People", "/admin/users", "team", 100) { Visible = Administers });
        services.AddSingleton(new NavItem("Administration", "Access", "/admin/tokens", "key", 101) { Visible = Administers });
        services.AddSingleton(new NavItem("Administration", "Scoring models", "/admin/scoring", "insights", 103) { Visible = Administers });
        services.AddSingleton(new NavItem("Administration", "Operations", "/admin/audit", "shield", 104) { Visible = Administers });
        services.AddSingleton(new NavItem("Administration", "Settings", "/admin/settings", "settings", 102) { Visible = Administers });
    }

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        SaveSettings.Map(routes);
        SaveForm.Map(routes);
        UserPages.Map(routes);
        TeamPages.Map(routes);
        AccessPages.Map(routes);
        SettingsPages.Map(routes);
        SourcePages.Map(routes);
        RulePages.Map(routes);
        PipelinePages.Map(routes);
        ScoringModels.Map(routes);
        OperationsPages.Map(routes);
    }
}
