using Rainmaker.Connectors;
using Rainmaker.Platform.Outgoing;

namespace Rainmaker.Sync;

/// <summary>Asks the CRM whether the key is good and what it may. Changes nothing there.</summary>
public static class TestConnection
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <param name="Works">It can be entered; scopes may still be missing.</param>
    /// <param name="Why">What went wrong, and what mends it.</param>
    public sealed record Outcome(bool Works, string? Why, ConnectionView Connection);

    public static async Task<Result<Outcome>> Handle(Guid id, Actor actor, Database database, OpenCrms crms, OutgoingCalls outgoing, CancellationToken stop)
    {
        Connection connection;
        ICrm crm;
        await using (var db = await database.Open(actor, stop))
        {
            if (await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, stop) is not { } found)
                return new NotFound("connection");
            (connection, crm) = (found, crms.Of(found, db.Vault));
        }
        CrmDescription? told = null;
        CrmFault? fault = null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        // Said at once, where the CRM's own code would try a few times.
        if (connection.BaseUrl is { } address && await outgoing.Refusal(new(address), stop) is { } refusal)
            return await Keep(connection, null, new(CrmFaultKind.Refused, connection.Source, refusal), refusal, actor, database, stop);
        try
        {
            told = await crm.Describe(patience.Token);
        }
        catch (CrmFault why)
        {
            fault = why;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            fault = new CrmFault(CrmFaultKind.Unavailable, connection.Source, "It took too long.");
        }
        return await Keep(connection, told, fault, fault is null ? null : CrmWords.Of(fault), actor, database, stop);
    }

    static async Task<Result<Outcome>> Keep(Connection connection, CrmDescription? told, CrmFault? fault, string? why, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var now = db.Now;
        // By hand: to try a connection is no change that makes somebody's form stale.
        if (told is not null)
            await db.Execute($"""
                update connection set state = 'working', tested_at = {now}, account = {told.Account}, scopes_found = {told.ScopesFound.ToArray()}, scopes_missing = {told.ScopesMissing.ToArray()},
                  abilities = {Json.Write(told.Can)}::jsonb, calls_left_today = {told.CallsLeftToday}, last_error_kind = null, last_error = null, last_error_at = null
                where tenant_id = {db.TenantId} and id = {connection.Id} and updated_at = {connection.UpdatedAt}
                """, stop);
        else
            await db.Execute($"""
                update connection set state = 'failing', tested_at = {now}, last_error_kind = {Words<CrmFaultKind>.ToWord[fault!.Kind]}, last_error = {why}, last_error_at = {now}
                where tenant_id = {db.TenantId} and id = {connection.Id} and updated_at = {connection.UpdatedAt}
                """, stop);
        db.Add(db.NewAudit("connection.test", "connection", connection.Id, Json.Write(new { metadata = new { works = fault is null, error = fault?.Kind } })));
        db.Record("connection.tested", "connection", connection.Id, null);
        await db.Save("connection.test", stop);
        var after = await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == connection.Id, stop);
        await db.Finish(stop);
        return after is null ? new NotFound("connection") : new Outcome(fault is null, why, ConnectionView.Of(after));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/connections/{id:guid}/test", async (Guid id, Actor actor, Database database, OpenCrms crms, OutgoingCalls outgoing, CancellationToken stop) =>
                (await Handle(id, actor, database, crms, outgoing, stop)).Answer())
            .Requires(ConnectionRights.Manage).WithSummary("Ask a connected CRM whether the key is good, and what it may");
}
