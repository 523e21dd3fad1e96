namespace Rainmaker.Tests.Trust;

/// <summary>Every route, every kind of caller, whose record: what is refused looks the same whether the record exists or not, and leaves no trace.</summary>
public sealed class RightsMatrixTests(TestServer server)
{
    static readonly Whose[] Everybodys = [Whose.Ada, Whose.Ben, Whose.Globex];

    [Fact]
    public async Task Every_route_says_who_may_use_it()
    {
        await using var app = await TestApp.Start(server);

        var silent = MappedRoute.All(app).Where(r => r.Right is null == r.Public is null);

        Assert.Empty(silent.Select(r => $"{r}: say .Requires(right) or .AllowPublic(why), and not both."));
    }

    [Fact]
    public async Task Nobody_gets_what_they_may_not_and_nothing_happens()
    {
        await using var world = await TwoTenants.Start(server);
        var routes = MappedRoute.All(world.App).Where(r => r.Right is not null).ToList();
        var strangers = await Strangers(world);
        var faults = new List<string>();
        var before = await TableMarks.Of(world.App.Store);
        foreach (var route in routes)
        {
            foreach (var (name, caller) in strangers)
                faults.AddRange(await Unknown(route, name, caller, world));
            foreach (var visitor in world.Visitors)
                faults.AddRange(await Refused(route, visitor, world));
            if (await TableMarks.Changed(world.App.Store, before) is { Length: > 0 } changed)
            {
                faults.Add($"{route}: a refusal changed {changed}");
                before = await TableMarks.Of(world.App.Store);
            }
        }
        foreach (var route in routes)
        {
            foreach (var visitor in world.Visitors.Where(v => route.Right!.Roles.Contains(v.Role)))
                faults.AddRange(await Allowed(route, visitor, world));
        }
        faults.MustBeNone(world);
        Assert.True(routes.Count > 30);
    }

    static async Task<IReadOnlyList<(string, HttpClient)>> Strangers(TwoTenants world)
    {
        var (app, owner) = (world.App, world.Admin.User);
        var (revoked, expired) = (await app.Token(Role.Admin, owner), await app.Token(Role.Admin, owner));
        await app.Store.Ask<int>("update api_token set revoked_at = now() where hash = $1", Secret.Hash(revoked));
        await app.Store.Ask<int>("update api_token set expires_at = now() - interval '1 minute' where hash = $1", Secret.Hash(expired));
        return [("anonymous", app.Anyone()), ("revoked token", app.WithToken(revoked)), ("expired token", app.WithToken(expired)), ("made-up token", app.WithToken("rm_" + Secret.New()))];
    }

    static async Task<IEnumerable<string>> Unknown(MappedRoute route, string name, HttpClient caller, TwoTenants world)
    {
        var ids = route.Ids(world, Whose.Ada);
        var told = new List<string>();
        if (await route.Send(caller, ids) is { Status: not 401 } answer)
            told.Add($"{route} as {name}: {answer.Status} instead of 401. {answer.Body}");
        if (name == "anonymous" && route is { IsPage: true, IsRead: true } && await route.Send(caller, ids, "text/html") is var page && !(page.Status == 302 && page.Location!.Contains("/sign-in", StringComparison.Ordinal)))
            told.Add($"{route} in a browser: {page.Status} {page.Location} instead of the sign-in page.");
        return told;
    }

    static async Task<IEnumerable<string>> Refused(MappedRoute route, Visitor visitor, TwoTenants world)
    {
        var told = new List<string>();
        if (!route.Right!.Roles.Contains(visitor.Role))
        {
            foreach (var whose in route.Parameters.Length > 0 ? Everybodys : [Whose.Ada])
            {
                if (await route.Send(visitor.Http, route.Ids(world, whose)) is { Status: not 403 } answer)
                    told.Add($"{route} as {visitor.Name}, which lacks {route.Right.Name}, on {whose}'s: {answer.Status} instead of 403. {answer.Body}");
            }
            return told;
        }
        foreach (var parameter in route.Parameters)
        {
            if (route.KindOf(parameter) is not { } kind)
                continue;
            var ids = route.Ids(world, visitor.Sees.FirstOrDefault(Whose.Ada));
            ids[parameter] = world.Id(kind, Whose.Nobody);
            var nowhere = await route.Send(visitor.Http, ids);
            // A form on a page may come back with its faults, or lead back to the page, which says that there is no such thing.
            if (nowhere.Status != 404 && (route.IsRead || !route.IsPage || nowhere.Status >= 400) && nowhere.Status != 422)
                told.Add($"{route} as {visitor.Name} on an id that is nowhere: {nowhere.Status} instead of 404. If it is the body, add one to MappedRoute.Bodies. {nowhere.Body}");
            foreach (var whose in Everybodys.Where(w => !visitor.CanSee(kind, w)))
            {
                ids[parameter] = world.Id(kind, whose);
                var answer = await route.Send(visitor.Http, ids);
                if (answer.Told != nowhere.Told)
                    told.Add($"{route} as {visitor.Name} on {whose}'s {kind}: {answer.Told} differs from an id that is nowhere: {nowhere.Told}");
            }
        }
        return told;
    }

    static async Task<IEnumerable<string>> Allowed(MappedRoute route, Visitor visitor, TwoTenants world)
    {
        var told = new List<string>();
        var whose = visitor.Sees.FirstOrDefault(Whose.Nobody);
        if (whose == Whose.Nobody || route.Parameters.Any(p => route.KindOf(p) is { } kind && !visitor.CanSee(kind, whose)) || (!route.IsRead && route.Parameters.Length == 0))
            return told;
        // Others are changed by administrators alone, and a fresh one is nobody's self.
        if (!route.IsRead && visitor.Role != Role.Admin && route.Parameters.Any(p => route.KindOf(p) is Kind.User or Kind.Absence))
            return told;
        var ids = route.Ids(world, whose);
        if (!route.IsRead && route.Parameters.LastOrDefault(p => route.KindOf(p) is not null) is { } last)
            ids[last] = await world.Make(route.KindOf(last)!.Value, whose);
        if (await route.Send(visitor.Http, ids) is { Status: 401 or 403 or 404 or >= 500 } answer && !(answer.Status == 404 && route.Parameters.Length == 0))
            told.Add($"{route} as {visitor.Name} on {whose}'s own: {answer.Status}, though {route.Right!.Name} allows it. {answer.Body}");
        return told;
    }
}
