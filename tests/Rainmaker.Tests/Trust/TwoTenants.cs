using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Insights;
using Rainmaker.Leads;
using Rainmaker.Platform.Events;
using Rainmaker.Sync;
using Rainmaker.Sync.Runs;
using Rainmaker.Teams;
using Activity = Rainmaker.Activities.Activity;
using Company = Rainmaker.People.Company;
using Contact = Rainmaker.People.Contact;

namespace Rainmaker.Tests.Trust;

/// <summary>Whose a record is: a rep's in the team North, a rep's in the team South, somebody's of the other tenant, nobody's.</summary>
public enum Whose { Ada, Ben, Globex, Nobody }

/// <summary>What the id in an address names.</summary>
public enum Kind { Deal, Lead, Match, Merge, Contact, Company, Activity, Insight, Import, Stage, Token, User, Team, Notification, Territory, Form, Absence, Source, Rule, Pipeline, Connection, SyncRun }

/// <summary>Somebody who calls: what they may follows from role and team, or from their owning the record.</summary>
public sealed record Visitor(string Name, Role Role, Whose[] Sees, HttpClient Http, User User)
{
    /// <summary>What belongs to nobody in particular is everybody's in the tenant.</summary>
    public bool CanSee(Kind kind, Whose whose) => kind is Kind.Stage or Kind.Token or Kind.User or Kind.Team or Kind.Territory or Kind.Form or Kind.Absence or Kind.Source or Kind.Rule or Kind.Pipeline or Kind.Connection or Kind.SyncRun
        ? whose == Whose.Globex == (Sees is [Whose.Globex]) && whose != Whose.Nobody
        : Sees.Contains(whose) && !(kind == Kind.Notification && Role is not Role.SalesRep && whose != Whose.Globex);
}

/// <summary>Two tenants with records that carry a mark in every text: whoever reads another's mark has seen too much.</summary>
public sealed class TwoTenants : IAsyncDisposable
{
    readonly Dictionary<(Kind, Whose), string> _standing = [];
    int _made;

    public required TestApp App { get; init; }
    public required LogBook Log { get; init; }
    public required Guid Globex { get; init; }
    public IReadOnlyList<Visitor> Visitors { get; private set; } = [];
    internal Dictionary<Whose, User> Owners { get; } = [];
    internal Dictionary<Whose, User> Managers { get; } = [];

    public Visitor Visitor(string name) => Visitors.Single(v => v.Name == name);

    public Visitor Admin => Visitor("admin");

    /// <summary>A word that stands in every text of a record of theirs, and nowhere else.</summary>
    public static string Mark(Whose whose) => $"canary{whose.ToString().ToLowerInvariant()}";

    public static async Task<TwoTenants> Start(TestServer server)
    {
        var log = new LogBook();
        var app = await TestApp.Start(server, builder => builder.Logging.AddProvider(log));
        var world = new TwoTenants { App = app, Log = log, Globex = await app.NewTenant("globex", "USD") };
        var (north, south, west) = (await app.Team("North"), await app.Team("South"), await app.Team("West", world.Globex));
        world.Owners[Whose.Ada] = await app.User("Ada Reyes", Role.SalesRep, north);
        world.Owners[Whose.Ben] = await app.User("Ben Okafor", Role.SalesRep, south);
        world.Owners[Whose.Globex] = await app.User($"Gus {Mark(Whose.Globex)}", Role.SalesRep, west, world.Globex, "gus@example.test");
        world.Managers[Whose.Ada] = await app.User("Mona Lind", Role.SalesManager, north);
        world.Managers[Whose.Ben] = await app.User("Sol Berg", Role.SalesManager, south);
        world.Managers[Whose.Globex] = await app.User($"Gil {Mark(Whose.Globex)}", Role.Admin, tenant: world.Globex, email: "gil@example.test");
        async Task<Visitor> Calls(string name, User user, params Whose[] sees) => new(name, user.Role, sees, await app.As(user.Role, user), user);
        world.Visitors =
        [
            await Calls("rep", world.Owners[Whose.Ada], Whose.Ada),
            await Calls("rep of the other team", world.Owners[Whose.Ben], Whose.Ben),
            await Calls("manager", world.Managers[Whose.Ada], Whose.Ada),
            await Calls("manager of the other team", world.Managers[Whose.Ben], Whose.Ben),
            await Calls("admin", await app.User("Ina Falk", Role.Admin), Whose.Ada, Whose.Ben),
            await Calls("customer success", await app.User("Cora Sand", Role.CustomerSuccess)),
            await Calls("admin of the other tenant", world.Managers[Whose.Globex], Whose.Globex),
        ];
        foreach (var kind in Enum.GetValues<Kind>())
        {
            foreach (var whose in (Whose[])[Whose.Ada, Whose.Ben, Whose.Globex])
                world._standing[(kind, whose)] = kind == Kind.User ? world.Owners[whose].Id.ToString() : await world.Make(kind, whose);
        }
        await app.Store.Ask<int>("update lead set status = 'qualified'");
        await world.Quiet();
        return world;
    }

    /// <summary>The record that stands for all of that kind and owner; for nobody, an id that is nowhere.</summary>
    public string Id(Kind kind, Whose whose) => whose == Whose.Nobody ? Guid.CreateVersion7().ToString() : _standing[(kind, whose)];

    /// <summary>Another record of that kind and owner, to be changed or deleted.</summary>
    public async Task<string> Make(Kind kind, Whose whose)
    {
        var (mark, n, owner) = ($"{Mark(whose)} {Mark(whose)}", ++_made, Owners[whose]);
        switch (kind)
        {
            case Kind.Deal:
                return await Post(owner, "/api/opportunities", new { deal_name = $"{mark} deal {n}", company = $"{mark} company {n}", notes = mark, product = mark, value_estimate = 1000 + n, expected_close_date = "2027-03-01" });
            case Kind.Lead:
                return await Post(owner, "/api/leads", new
                {
                    name = $"{mark} {Word(n)}", email = $"{Mark(whose)}.{n}@{Mark(whose)}{n}.test", phone = $"+4930{(int)whose + 1}{n:D7}", company = $"{mark} {Word(n)}", notes = mark, job_title = mark, owner_id = owner.Id,
                });
            case Kind.Import:
                using (var file = new StringContent($"name,email\n{mark} row,not an address {mark}\n", Encoding.UTF8, "text/csv"))
                    return await Post(Managers[whose], $"/api/imports/leads?file_name={Mark(whose)}.csv", file);
            case Kind.Token:
                await App.Token(Role.SalesRep, owner);
                return (await App.Store.Ask<Guid>("select id from api_token where user_id = $1 order by created_at desc, id desc limit 1", owner.Id)).ToString();
            case Kind.Stage:
                return (await App.Store.Ask<Guid>("select id from stage where tenant_id = $1 and kind = 'open' order by position limit 1", owner.TenantId)).ToString();
            case Kind.Pipeline:
                return (await App.Store.Ask<Guid>("select id from pipeline where tenant_id = $1 order by position limit 1", owner.TenantId)).ToString();
            case Kind.Source:
                await App.Store.Ask<int>("insert into lead_source (tenant_id, key, label) values ($1, $2, $3)", owner.TenantId, $"fair{n}", KnownToAll(whose, $"Fair {n}"));
                return $"fair{n}";
            case Kind.User:
                return (await App.User($"{mark} {n}", Role.SalesRep, tenant: owner.TenantId, email: $"user{n}@example.test")).Id.ToString();
            case Kind.Match:
                return (await App.Store.Ask<Guid>("insert into lead_match (tenant_id, id, lead_id, other_lead_id, weight, evidence, created_at) values ($1, $2, $3, $4, 80, '[]', now()) returning id",
                    owner.TenantId, Guid.CreateVersion7(), Guid.Parse(await Make(Kind.Lead, whose)), Guid.Parse(await Make(Kind.Lead, whose)))).ToString();
            case Kind.Merge:
                return (await App.Store.Ask<Guid>("insert into record_merge (tenant_id, id, kind, survivor_id, merged_id, before, after, moved, merged_at) values ($1, $2, 'lead', $3, $4, '{}', '{}', '{}', now()) returning id",
                    owner.TenantId, Guid.CreateVersion7(), Guid.Parse(await Make(Kind.Lead, whose)), Guid.Parse(await Make(Kind.Lead, whose)))).ToString();
            case Kind.Team:
                return (await App.Team($"{mark} {n}", owner.TenantId)).Id.ToString();
            default:
                return await Write(kind, mark, n, owner, kind == Kind.Insight ? await Make(Kind.Deal, whose) : _standing[(Kind.Deal, whose)]);
        }
    }

    async Task<string> Write(Kind kind, string mark, int n, User owner, string deal)
    {
        await using var db = await App.Database.Open(Actor.System(owner.TenantId), CancellationToken.None);
        var (id, on) = (Ids.At(db.Now), Guid.Parse(deal));
        object[] rows = kind switch
        {
            Kind.Contact =>
            [
                new Contact { TenantId = db.TenantId, Id = id, Name = $"{mark} {n}", JobTitle = mark, OwnerId = owner.Id, CreatedAt = db.Now, UpdatedAt = db.Now },
                new DealContact { TenantId = db.TenantId, DealId = on, ContactId = id, Role = mark },
            ],
            Kind.Company => [new Company { TenantId = db.TenantId, Id = id, Name = $"{mark} {n}", NameKey = $"{mark} {n}", OwnerId = owner.Id, CreatedAt = db.Now, UpdatedAt = db.Now }],
            Kind.Activity =>
            [
                new Activity
                {
                    TenantId = db.TenantId, Id = id, EntityType = EntityType.Opportunity, EntityId = on, Kind = ActivityKind.Call, Description = mark, At = db.Now, CompletedAt = db.Now,
                    CreatedBy = owner.Id, CreatedAt = db.Now, UpdatedAt = db.Now,
                },
            ],
            Kind.Insight =>
            [
                new Insight
                {
                    TenantId = db.TenantId, Id = id, Key = $"trust_{id}", Rule = default, Severity = default, DealId = on, Title = mark, Description = mark, Recommendation = mark, ActionType = default,
                    ActionPayload = "{}", Evidence = "{}", Fingerprint = mark, FirstSeenAt = db.Now, LastSeenAt = db.Now,
                },
            ],
            Kind.Rule => [new AssignmentRule { TenantId = db.TenantId, Id = id, Position = n, Name = KnownToAll(owner == Owners[Whose.Globex] ? Whose.Globex : Whose.Ada, $"Rule {n}"), CreatedAt = db.Now, UpdatedAt = db.Now }],
            Kind.Territory => [new Territory { TenantId = db.TenantId, Id = id, Name = $"{mark} {n}", CreatedAt = db.Now }],
            Kind.Form => [new Form { TenantId = db.TenantId, Id = id, Key = $"form{n}", Name = mark, CreatedAt = db.Now }],
            Kind.Absence => [new Absence { TenantId = db.TenantId, Id = id, UserId = owner.Id, FromDay = db.Today.AddDays(n), ToDay = db.Today.AddDays(n), Reason = mark, CreatedAt = db.Now }],
            Kind.Connection =>
            [
                new Connection
                {
                    TenantId = db.TenantId, Id = id, Source = "custom", Name = $"{mark} {n}", BaseUrl = "https://127.0.0.1:9/deals", Currency = "EUR", IsActive = false,
                    SecretsSealed = db.Vault.Seal(Connection.SecretsField, "{}")!, Account = mark, CreatedAt = db.Now, UpdatedAt = db.Now,
                },
            ],
            Kind.SyncRun => [new SyncRun { TenantId = db.TenantId, Id = id, ConnectionId = Guid.Parse(_standing[(Kind.Connection, Owners.First(o => o.Value == owner).Key)]), Mode = default, State = SyncState.Failed, Error = mark, CreatedAt = db.Now, NextTryAt = db.Now }],
            Kind.Notification => [new Notification { TenantId = db.TenantId, Id = id, UserId = owner.Id, EventId = Ids.At(db.Now), Kind = "deal.moved", Title = mark, EntityType = "deal", EntityId = on, At = db.Now }],
            _ => throw new NotSupportedException($"Say how a {kind} is made."),
        };
        await db.InsertAll(rows, CancellationToken.None);
        await db.Finish(CancellationToken.None);
        return id.ToString();
    }

    async Task<string> Post(User by, string address, object body)
    {
        using var caller = await App.As(by.Role, by);
        using var answer = body is HttpContent content ? await caller.PostAsync(address, content) : await caller.PostAsJsonAsync(address, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK, $"{address}: {text}");
        return JsonNode.Parse(text)!["id"]!.GetValue<string>();
    }

    /// <summary>Sources and rules are known to all of the tenant: only the other one's carry a mark.</summary>
    static string KnownToAll(Whose whose, string name) => whose == Whose.Globex ? Mark(whose) : name;

    /// <summary>A word of letters alone, another for each number.</summary>
    static string Word(int n) => string.Concat(n.ToString(CultureInfo.InvariantCulture).Select(digit => "aeioumnrst"[digit - '0'])) + "bak";

    /// <summary>Returns when all that earlier commits set going is done.</summary>
    public async Task Quiet()
    {
        for (var tries = 0; await App.Store.Ask<long>("select count(*) from delivery where state = 'due'") > 0; tries++)
        {
            Assert.True(tries < 400, "Deliveries are not done after twenty seconds.");
            await Task.Delay(50);
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
