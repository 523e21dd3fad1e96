using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.HubSpot;

/// <summary>What this key may, found out by asking for one record of each kind. HubSpot has no other way for a private token.</summary>
sealed class HubSpotDescription(CrmHttp http, HubSpotManners manners, HubSpotRoutes routes)
{
    static readonly (string What, string Scope)[] _readable =
    [
        ("owners", "crm.objects.owners.read"), ("contacts", "crm.objects.contacts.read"), ("companies", "crm.objects.companies.read"), ("deals", "crm.objects.deals.read"),
        ("pipelines", "crm.objects.deals.read"), ("calls", "crm.objects.contacts.read"), ("meetings", "crm.objects.contacts.read"), ("tasks", "crm.objects.contacts.read"),
        ("notes", "crm.objects.contacts.read"), ("emails", "sales-email-read"), ("appointments", "crm.objects.appointments.read"),
    ];

    public async Task<CrmDescription> Describe(CancellationToken stop)
    {
        var can = new List<Ability>();
        var missing = new List<string>();
        foreach (var (what, scope) in _readable)
        {
            var ability = await Try(what, scope, missing, stop);
            can.Add(ability);
        }
        // Trying to write would change something; the first write tells.
        can.Add(new("contacts.write", Knowledge.Unknown, "HubSpot tells only when something is written.", "crm.objects.contacts.write"));
        can.Add(new("deals.write", Knowledge.Unknown, "HubSpot tells only when something is written.", "crm.objects.deals.write"));
        can.Add(new("removals", Knowledge.Yes));
        return new("hubspot", can, [.. can.Where(a => a is { Answer: Knowledge.Yes, Scope: not null }).Select(a => a.Scope!).Distinct()], [.. missing.Distinct()], manners.CallsLeftToday);
    }

    async Task<Ability> Try(string what, string scope, List<string> missing, CancellationToken stop)
    {
        var address = what switch { "owners" => routes.Owners, "pipelines" => routes.Pipelines, _ => routes.Objects(what) };
        try
        {
            using var answer = await http.Read(() => new(HttpMethod.Get, HubSpotRoutes.With(address, ("limit", what == "pipelines" ? null : "1"))), stop: stop);
            return new(what, Knowledge.Yes, null, scope);
        }
        catch (CrmFault fault) when (fault.Kind == CrmFaultKind.MissingScope)
        {
            missing.AddRange(fault.Scopes.DefaultIfEmpty(scope));
            return new(what, Knowledge.No, "The key lacks the permission.", (fault.Scopes is [var first, ..] ? first : null) ?? scope);
        }
        catch (CrmFault fault) when (fault.Kind is CrmFaultKind.NotOffered or CrmFaultKind.NotFound)
        {
            return new(what, Knowledge.No, "This account has no such records.", scope);
        }
    }
}
