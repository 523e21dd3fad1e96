using Rainmaker.Connectors;

namespace Rainmaker.Sync.Salespeople;

/// <summary>Whether a connected CRM answers at this moment, and what its key may.</summary>
public static class ReadCrmHealth
{
    /// <param name="Reachable">It answers and accepts the key.</param>
    /// <param name="ScopesMissing">What reads zero because of them is named in the notices.</param>
    /// <param name="LastSync">When everything was last read from it; null where that has not happened yet.</param>
    /// <param name="CallsLeftToday">Null where the CRM does not tell.</param>
    public sealed record Answer(string Provider, bool Reachable, string? Account, IReadOnlyList<string> ScopesFound, IReadOnlyList<string> ScopesMissing, DateTimeOffset? LastSync, long? CallsLeftToday, IReadOnlyList<string> Notices);

    public static async Task<Result<Answer>> Handle(string provider, Actor actor, Database database, LiveWork live, CancellationToken stop)
    {
        var opened = await SalespeopleDoor.Open(provider, actor, database, stop);
        if (opened.Refused(out var refusal))
            return refusal;
        var (connection, tenant, _) = opened.Value;
        var read = await live.Get(connection, tenant.Vault, "health", async (crm, enough) => new Seen(await Ask(crm, enough)), stop);
        if (read.Refused(out refusal))
            return new Answer(provider, false, connection.Account, connection.ScopesFound, connection.ScopesMissing, connection.LastSuccessAt, connection.CallsLeftToday, [refusal.Why]);
        var ((told, fault), notice) = (read.Value.Value.Told, read.Value.Notice);
        IReadOnlyList<string> notices = notice is null ? [] : [notice];
        return fault is not null
            ? new Answer(provider, false, connection.Account, connection.ScopesFound, connection.ScopesMissing, connection.LastSuccessAt, connection.CallsLeftToday, [CrmWords.Of(fault), .. notices])
            : new Answer(provider, true, told!.Account ?? connection.Account, told.ScopesFound, told.ScopesMissing, connection.LastSuccessAt, told.CallsLeftToday,
                [.. told.Can.Where(a => a.Answer == Knowledge.No).Select(a => $"{a.What}: {a.Why}"), .. notices]);
    }

    sealed record Seen((CrmDescription? Told, CrmFault? Fault) Told);

    /// <summary>A CRM that refuses is a finding here, and as fresh as one that answers.</summary>
    static async Task<(CrmDescription?, CrmFault?)> Ask(ICrm crm, CancellationToken stop)
    {
        try
        {
            return (await crm.Describe(stop), null);
        }
        catch (CrmFault fault)
        {
            return (null, fault);
        }
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/integrations/{provider}/salespeople/health", async (string provider, Actor actor, Database database, LiveWork live, CancellationToken stop) => (await Handle(provider, actor, database, live, stop)).Answer())
            .Requires(SalespeopleRights.Read).WithTags("Salespeople").WithSummary("Whether a connected CRM answers, and what its key may");
}
