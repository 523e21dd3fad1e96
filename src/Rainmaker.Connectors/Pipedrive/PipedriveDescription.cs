using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Pipedrive;

/// <summary>What this token may, found out by asking for one record of each kind.</summary>
sealed class PipedriveDescription(PipedriveLists lists, PipedriveManners manners)
{
    static readonly (string[] What, string Path, string Scope)[] _readable =
    [
        (["owners"], "api/v1/users", "users:read"), (["contacts"], "api/v2/persons?limit=1", "contacts:read"), (["companies"], "api/v2/organizations?limit=1", "contacts:read"),
        (["deals"], "api/v2/deals?limit=1", "deals:read"), (["pipelines"], "api/v2/pipelines?limit=1", "deals:read"), (["calls", "emails", "meetings", "tasks"], "api/v2/activities?limit=1", "activities:read"), (["notes"], "api/v1/notes?limit=1", "deals:read"), (["leads"], "api/v1/leads?limit=1", "leads:read"),
    ];

    public async Task<CrmDescription> Describe(CancellationToken stop)
    {
        var can = new List<Ability>();
        foreach (var (what, path, scope) in _readable)
        {
            var answer = Knowledge.Yes;
            try
            {
                using var page = await lists.Get(path, stop);
            }
            catch (CrmFault fault) when (fault.Kind is CrmFaultKind.MissingScope or CrmFaultKind.NotOffered or CrmFaultKind.NotFound)
            {
                answer = Knowledge.No;
            }
            can.AddRange(what.Select(w => new Ability(w, answer, answer == Knowledge.No ? "The token lacks the permission." : null, scope)));
        }
        can.Add(new("contacts.write", Knowledge.Unknown, "Pipedrive tells only when something is written.", "contacts:full"));
        can.Add(new("deals.write", Knowledge.Unknown, "Pipedrive tells only when something is written.", "deals:full"));
        can.Add(new("removals", Knowledge.Unknown, "Deleted deals are listed for a while, other deletions only told by webhook."));
        return new("pipedrive", can, [.. can.Where(c => c.Answer == Knowledge.Yes).Select(c => c.Scope).OfType<string>().Distinct()], [.. can.Where(c => c.Answer == Knowledge.No).Select(c => c.Scope).OfType<string>().Distinct()], manners.TokensLeftToday);
    }
}
