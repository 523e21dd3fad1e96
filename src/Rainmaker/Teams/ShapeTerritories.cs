namespace Rainmaker.Teams;

/// <summary>Territories: list, draw, change, give up. One that an assignment rule names is not given up.</summary>
public static class ShapeTerritories
{
    const int Longest = 100, MostWords = 500;

    public sealed record Request(string? Name, string[]? Countries = null, string[]? Regions = null, string[]? PostalPrefixes = null);
    public sealed record View(Guid Id, string Name, string[] Countries, string[] Regions, string[] PostalPrefixes, DateTimeOffset CreatedAt)
    {
        internal static View Of(Territory t) => new(t.Id, t.Name, t.Countries, t.Regions, t.PostalPrefixes, t.CreatedAt);
    }

    public sealed record NotACountry(string Code) : Invalid("countries", $"'{Code}' is not a country code of two letters, such as DE.", Code);

    public static Result<Request> Decide(Request request)
    {
        var faults = new List<Invalid>();
        if (request.Name?.Trim() is not { Length: > 0 and <= Longest })
            faults.Add(new ShapeTeams.NameIsOdd(request.Name));
        string[] countries = [.. Words(request.Countries).Select(c => c.ToUpperInvariant())];
        faults.AddRange(countries.Where(c => c.Length != 2 || !c.All(char.IsAsciiLetterUpper)).Select(c => new NotACountry(c)));
        foreach (var (field, words) in new[] { ("countries", request.Countries), ("regions", request.Regions), ("postal_prefixes", request.PostalPrefixes) })
        {
            if (words is { Length: > MostWords } || words?.Any(w => w is { Length: > Longest }) == true)
                faults.Add(new InvalidField(field, $"At most {MostWords} entries of {Longest} characters."));
        }
        return faults.Count > 0 ? new Faults(faults) : new Request(request.Name!.Trim(), countries, [.. Words(request.Regions)], [.. Words(request.PostalPrefixes)]);
    }

    public static async Task<Listing<View>> List(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return Listing<View>.Whole([.. (await db.Territories.AsNoTracking().OrderBy(t => t.Name).ToListAsync(stop)).Select(View.Of)]);
    }

    /// <param name="id">The territory to change; null draws a new one.</param>
    public static async Task<Result<View>> Save(Guid? id, Request request, Actor actor, Database database, CancellationToken stop)
    {
        var decision = Decide(request);
        if (decision.Refused(out var refusal))
            return refusal;
        await using var db = await database.Open(actor, stop);
        var territory = id is null ? new Territory { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = "", CreatedAt = db.Now } : await db.Territories.SingleOrDefaultAsync(t => t.Id == id, stop);
        if (territory is null)
            return new NotFound("territory");
        if (id is null)
            db.Add(territory);
        (territory.Name, territory.Countries, territory.Regions, territory.PostalPrefixes) = (decision.Value.Name!, decision.Value.Countries!, decision.Value.Regions!, decision.Value.PostalPrefixes!);
        db.Record("user.changed", "territory", territory.Id, null);
        var conflict = await ShapeTeams.Unless(() => db.Commit(id is null ? "territory.create" : "territory.update", stop), new ShapeTeams.NameIsTaken(territory.Name), new ShapeTeams.IsInUse("territory"));
        return conflict is null ? View.Of(territory) : conflict;
    }

    public static async Task<Result<Done>> GiveUp(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Territories.SingleOrDefaultAsync(t => t.Id == id, stop) is not { } territory)
            return new NotFound("territory");
        foreach (var user in await db.Users.Where(u => u.TerritoryIds.Contains(id)).ToListAsync(stop))
            user.TerritoryIds = [.. user.TerritoryIds.Where(t => t != id)];
        db.Remove(territory);
        db.Record("user.changed", "territory", territory.Id, null);
        var inUse = new ShapeTeams.IsInUse("territory");
        return await ShapeTeams.Unless(() => db.Commit("territory.delete", stop), inUse, inUse) is { } refusal ? refusal : Done.It;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/territories", List).Requires(TeamRights.Read).WithSummary("List the territories").WithTags("Team");
        routes.MapPost("/api/territories", async (Request request, Actor actor, Database database, CancellationToken stop) => (await Save(null, request, actor, database, stop)).Created(t => $"/api/territories/{t.Id}"))
            .Requires(TeamRights.Manage).WithSummary("Draw a territory").WithTags("Team");
        routes.MapPut("/api/territories/{id:guid}", async (Guid id, Request request, Actor actor, Database database, CancellationToken stop) => (await Save(id, request, actor, database, stop)).Answer())
            .Requires(TeamRights.Manage).WithSummary("Change a territory").WithTags("Team");
        routes.MapDelete("/api/territories/{id:guid}", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await GiveUp(id, actor, database, stop)).Answer())
            .Requires(TeamRights.Manage).WithSummary("Give up a territory").WithTags("Team");
    }

    static IEnumerable<string> Words(string[]? words) => (words ?? []).Select(w => (w ?? "").Trim()).Where(w => w.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase);
}
