using Rainmaker.Connectors.Custom;
using Rainmaker.Connectors.HubSpot;
using Rainmaker.Connectors.Nutshell;
using Rainmaker.Connectors.Pipedrive;
using Rainmaker.Connectors.Salesforce;

namespace Rainmaker.Connectors;

/// <summary>The CRMs that can be read, by name.</summary>
public static class CrmSources
{
    static readonly Dictionary<string, Func<CrmConnection, HttpClient, TimeProvider, ICrm>> _open = new()
    {
        ["hubspot"] = HubSpotCrm.Open,
        ["salesforce"] = SalesforceCrm.Open,
        ["pipedrive"] = PipedriveCrm.Open,
        ["nutshell"] = NutshellCrm.Open,
        ["custom"] = CustomCrm.Open,
    };

    public static IReadOnlyCollection<string> Names => _open.Keys;

    /// <summary>Makes the source; nothing is asked of it yet.</summary>
    /// <param name="client">Brings its own handler: whoever must keep us from inner addresses guards it there.</param>
    /// <exception cref="CrmFault">The source is unknown, or its credentials are not complete.</exception>
    public static ICrm Open(CrmConnection connection, HttpClient client, TimeProvider? clock = null) =>
        _open.TryGetValue(connection.Source, out var open)
            ? open(connection, client, clock ?? TimeProvider.System)
            : throw new CrmFault(CrmFaultKind.NotOffered, connection.Source, $"There is no source '{connection.Source}'. There are: {string.Join(", ", Names)}.");
}
