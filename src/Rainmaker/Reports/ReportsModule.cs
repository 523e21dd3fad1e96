using Rainmaker.Shell;

namespace Rainmaker.Reports;

/// <summary>Figures to be read at length, printed and taken along: the front page of this room.</summary>
public static class ReportsModule
{
    public static void AddReports(this IServiceCollection services)
    {
        services.AddSingleton<SalesReports>();
        services.AddSingleton(new NavItem("Workspace", "Sales report", ShowSalesReport.Path, "chart", 32, "g r"));
    }

    public static void MapReports(this IEndpointRouteBuilder routes) => ShowSalesReport.Map(routes);
}
