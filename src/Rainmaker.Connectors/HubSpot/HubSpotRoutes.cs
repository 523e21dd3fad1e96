namespace Rainmaker.Connectors.HubSpot;

/// <summary>Where things are: since March 2026 a date stands behind the area (crm/objects/2026-09/contacts), before it a number in front (crm/v3/objects/contacts).</summary>
sealed class HubSpotRoutes
{
    public const string Newest = "2026-09";
    readonly Uri _root;
    readonly string? _date;

    public HubSpotRoutes(CrmConnection connection)
    {
        var version = connection.Version ?? Newest;
        _date = version is "v3" or "v4" or "v3/v4" ? null
            : version.Length == 7 && version[4] == '-' ? version
            : throw new CrmFault(CrmFaultKind.Refused, "hubspot", $"HubSpot has versions by date such as {Newest}, and v3; not '{version}'.");
        _root = connection.BaseAddress ?? new("https://api.hubapi.com");
    }

    public Uri Objects(string type, string tail = "") => At(_date is null ? $"crm/v3/objects/{type}{tail}" : $"crm/objects/{_date}/{type}{tail}");
    public Uri Owners => At(_date is null ? "crm/v3/owners" : $"crm/owners/{_date}");
    public Uri Pipelines => At(_date is null ? "crm/v3/pipelines/deals" : $"crm/pipelines/{_date}/deals");
    public Uri Associations(string from, string to) => At(_date is null ? $"crm/v4/associations/{from}/{to}/batch/read" : $"crm/associations/{_date}/{from}/{to}/batch/read");
    public Uri Token => At(_date is null ? "oauth/v1/token" : $"oauth/{_date}/token");

    public static Uri With(Uri address, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var text = new System.Text.StringBuilder(address.AbsoluteUri);
        var sign = '?';
        foreach (var (name, value) in query)
        {
            if (value is null)
                continue;
            text.Append(sign).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            sign = '&';
        }
        return new(text.ToString());
    }

    Uri At(string path) => new(_root, path);
}
