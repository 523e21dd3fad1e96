namespace Rainmaker.Sync.Writes;

/// <summary>What was written to a CRM, what waits, and what it did not accept; and sending these again.</summary>
public static class ReadWrites
{
    /// <param name="State">due: tried again at NextTryAt; dead: not tried any more.</param>
    /// <param name="Outcome">created, updated, unchanged; null until it was there.</param>
    public sealed record View(Guid Id, string Kind, Guid RecordId, string? ExternalId, DeliveryState State, int Attempts, DateTimeOffset? NextTryAt, string? Outcome, string? ErrorKind, string? LastError, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt);

    /// <param name="Count">How many are tried again now.</param>
    public sealed record Replayed(int Count);

    public static async Task<Result<Listing<View>>> List(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (!await db.Connections.AnyAsync(c => c.Id == id, stop))
            return new NotFound("connection");
        var rows = await db.Set<CrmWrite>().AsNoTracking().Where(w => w.ConnectionId == id).OrderByDescending(w => w.State == DeliveryState.Dead).ThenByDescending(w => w.State == DeliveryState.Due).ThenByDescending(w => w.CreatedAt).Take(Listing<View>.Most).ToListAsync(stop);
        return Listing<View>.Whole([.. rows.Select(w => new View(w.Id, w.Kind, w.RecordId, w.ExternalId, w.State, w.Attempts, w.State == DeliveryState.Due ? w.NextTryAt : null, w.Outcome, w.ErrorKind, w.LastError, w.CreatedAt, w.DoneAt))]);
    }

    /// <summary>Sends again what is dead, and at once what waits.</summary>
    public static async Task<Result<Replayed>> Replay(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (!await db.Connections.AnyAsync(c => c.Id == id, stop))
            return new NotFound("connection");
        // One waits a record: of several dead ones the newest.
        var count = await db.Execute($"""
            update crm_write w set state = 'due', attempts = 0, next_try_at = {db.Now}, lease = null, leased_until = null
            where w.tenant_id = {db.TenantId} and w.connection_id = {id} and (w.state = 'due' or (w.state = 'dead'
              and not exists (select from crm_write o where o.tenant_id = w.tenant_id and o.connection_id = w.connection_id and o.kind = w.kind and o.record_id = w.record_id and o.id <> w.id and (o.state = 'due' or o.id > w.id))))
            """, stop);
        db.Add(db.NewAudit("crm_write.replay", "connection", id, Json.Write(new { metadata = new { count } })));
        await db.Commit("crm_write.replay", stop);
        return new Replayed(count);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/connections/{id:guid}/writes", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await List(id, actor, database, stop)).Answer())
            .Requires(ConnectionRights.Manage).WithSummary("What was written to a connected CRM, what waits and what it did not accept");
        routes.MapPost("/api/connections/{id:guid}/writes/replay", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await Replay(id, actor, database, stop)).Answer())
            .Requires(ConnectionRights.Manage).WithSummary("Send again what the CRM did not accept");
    }
}
