namespace Rainmaker.Sync;

/// <summary>The connections of a tenant and how they fare; and taking one away.</summary>
public static class ReadConnections
{
    public static async Task<Listing<ConnectionView>> List(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return Listing<ConnectionView>.Whole([.. (await db.Connections.AsNoTracking().OrderBy(c => c.Name).ToListAsync(stop)).Select(ConnectionView.Of)]);
    }

    public static async Task<Connection?> Find(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, stop);
    }

    /// <summary>Forgets the connection, its keys and which record is which. What was read stays, marked with the CRM it came from.</summary>
    public static async Task<Result<Done>> TakeAway(Guid id, Actor actor, Database database, OpenCrms crms, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Connections.SingleOrDefaultAsync(c => c.Id == id, stop) is not { } connection)
            return new NotFound("connection");
        db.Remove(connection);
        db.Record("connection.changed", "connection", id, null);
        await db.Commit("connection.delete", stop);
        crms.Close(actor.Tenant, id);
        return Done.It;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/connections", List).Requires(ConnectionRights.Manage).WithSummary("List the connected CRMs and how they fare");
        routes.MapGet("/api/connections/{id:guid}", async (Guid id, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
                SaveConnection.Told(await Find(id, actor, database, stop) is { } found ? found : new NotFound("connection"), http).Answer())
            .Requires(ConnectionRights.Manage).WithSummary("One connected CRM");
        routes.MapDelete("/api/connections/{id:guid}", async (Guid id, Actor actor, Database database, OpenCrms crms, CancellationToken stop) => (await TakeAway(id, actor, database, crms, stop)).Answer())
            .Requires(ConnectionRights.Manage).WithSummary("Disconnect a CRM; what was read stays");
    }
}
