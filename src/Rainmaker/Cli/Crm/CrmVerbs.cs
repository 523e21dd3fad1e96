using System.CommandLine;

namespace Rainmaker.Cli;

static class CrmVerbs
{
    public static Command Command() => new("crm", "Any CRM as raw files, figures and a dashboard.") { CrmFetchVerb.Command(), CrmAnalyzeVerb.Command(), CrmDashboardVerb.Command(), CrmSeedDealsVerb.Command() };

    /// <summary>The same verbs for HubSpot alone.</summary>
    public static Command HubSpot() => new("hubspot", "The same as crm, for HubSpot.") { CrmFetchVerb.Command("hubspot"), CrmAnalyzeVerb.Command("hubspot"), CrmDashboardVerb.Command(), CrmSeedDealsVerb.Command("hubspot") };
}
