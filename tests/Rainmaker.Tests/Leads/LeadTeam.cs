using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rainmaker.Leads;
using Rainmaker.Platform;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Leads;

/// <summary>A running product with two reps who take leads, their manager and an administrator.</summary>
public sealed class LeadTeam : IAsyncDisposable
{
    public required TestApp App { get; init; }
    public required User Ada { get; init; }
    public required User Ben { get; init; }
    public required User Manager { get; init; }
    public required User Admin { get; init; }

    public static async Task<LeadTeam> Start(TestServer server, int capacity = 1000)
    {
        var app = await TestApp.Start(server);
        var team = await app.Team("North");
        var all = new LeadTeam
        {
            App = app, Ada = await app.User("Ada Rep", Role.SalesRep, team), Ben = await app.User("Ben Rep", Role.SalesRep, team),
            Manager = await app.User("Mia Manager", Role.SalesManager, team), Admin = await app.User("Ann Admin", Role.Admin),
        };
        await all.Change(async db =>
        {
            foreach (var rep in await db.Users.Where(u => u.Role == Role.SalesRep).ToListAsync())
                (rep.TakesLeads, rep.CapacityPerDay) = (true, capacity);
        });
        return all;
    }

    /// <summary>Changes rows as an administrator's screen would, and tells of it.</summary>
    public async Task Change(Func<SalesDb, Task> change)
    {
        await using var db = await App.Database.Open(Actor.System(App.Tenant), CancellationToken.None);
        await change(db);
        db.Record("settings.changed", "tenant", db.TenantId, null);
        await db.Commit("test.change", CancellationToken.None);
    }

    public async Task<T> Read<T>(Func<SalesDb, Task<T>> read)
    {
        await using var db = await App.Database.Open(Actor.System(App.Tenant), CancellationToken.None);
        return await read(db);
    }

    public Task<Lead> Lead(Guid id) => Read(db => db.Leads.SingleAsync(l => l.Id == id));

    public async Task<(HttpResponseMessage Response, JsonElement Body)> Public(object body)
    {
        var response = await App.Anyone().PostAsJsonAsync("/public/leads", body);
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}
