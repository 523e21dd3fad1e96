namespace Rainmaker.Sync.Handover;

/// <summary>The leads that wait to be written to the CRM, and those that it did not accept; and sending these again.</summary>
public static class ReadHandovers
{
    /// <param name="State">due: tried again at NextTryAt; dead: not tried any more.</param>
    /// <param name="LastError">Why it is not there yet; null where it was not tried.</param>
    public sealed record View(Guid Id, Guid LeadId, DeliveryState State, int Attempts, DateTimeOffset? NextTryAt, string? LastError, DateTimeOffset CreatedAt);

    /// <param name="Replayed">How many are tried again now.</param>
    public sealed record Answer(int Replayed);

    public static async Task<Listing<View>> List(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var rows = await (from d in db.Set<Delivery>().AsNoTracking()
                          join e in db.Set<Event>().AsNoTracking() on d.EventId equals e.Id
                          where d.Subscriber == SendLeads.Key && d.State != DeliveryState.Done
                          orderby d.State descending, d.CreatedAt
                          select new View(d.Id, e.EntityId, d.State, d.Attempts, d.State == DeliveryState.Due ? d.NextTryAt : null, d.LastError, d.CreatedAt)).Take(Listing<View>.Most + 1).ToListAsync(stop);
        return new([.. rows.Take(Listing<View>.Most)], rows.Count > Listing<View>.Most, null);
    }

    public static async Task<Answer> Replay(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var replayed = await db.Execute($"update delivery set state = 'due', attempts = 1, next_try_at = {db.Now}, leased_until = null where tenant_id = {db.TenantId} and subscriber = {SendLeads.Key} and state = 'dead'", stop);
        db.Add(db.NewAudit("delivery.replay", "delivery", null, Json.Write(new { metadata = new { subscriber = SendLeads.Key, replayed } })));
        await db.Commit("delivery.replay", stop);
        return new(replayed);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/connections/handovers", List).Requires(ConnectionRights.Manage).WithSummary("Leads that are not in the connected CRM yet, and why");
        routes.MapPost("/api/connections/handovers/replay", Replay).Requires(ConnectionRights.Manage).WithSummary("Send the leads again that the CRM did not accept");
    }
}
