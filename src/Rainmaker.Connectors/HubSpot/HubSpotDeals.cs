using System.Globalization;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>Makes and archives deals. Needs crm.objects.deals.write.</summary>
sealed class HubSpotDeals(CrmHttp http, HubSpotRoutes routes)
{
    public async Task<string> Create(DealToWrite deal, CancellationToken stop)
    {
        var properties = new (string Name, string? Value)[]
        {
            ("dealname", deal.Name), ("amount", deal.Value?.ToString(CultureInfo.InvariantCulture)), ("pipeline", deal.PipelineKey), ("dealstage", deal.StageKey), ("hubspot_owner_id", deal.OwnerId),
            ("closedate", deal.ExpectedClose?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        }
        .Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value!);
        using var answer = await http.Read(() => new(HttpMethod.Post, routes.Objects("deals")) { Content = CrmHttp.Json(new { properties }) }, repeatable: false, stop: stop);
        return HubSpotRecords.Id(answer.RootElement);
    }

    public async Task Delete(string id, CancellationToken stop)
    {
        try
        {
            await http.Send(() => new(HttpMethod.Delete, routes.Objects("deals", $"/{Uri.EscapeDataString(id)}")), stop: stop);
        }
        catch (CrmFault fault) when (fault.Kind == CrmFaultKind.NotFound)
        {
            // Somebody was faster.
        }
    }
}
