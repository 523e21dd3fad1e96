using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Platform.Outgoing;
using Rainmaker.Shell;
using Rainmaker.Sync.Runs;
using Rainmaker.Sync.Writes;

namespace Rainmaker.Sync.Screens;

/// <summary>The screens for connected CRMs; the same use cases as the API.</summary>
static class ConnectionPages
{
    public const string Home = "/connections";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Home, async (Actor actor, Database database, CancellationToken stop) => new RazorComponentResult<ConnectionsPage>(new { Connections = (await ReadConnections.List(actor, database, stop)).Data }))
            .Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapGet($"{Home}/new", () => new RazorComponentResult<AddCrmPage>()).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapGet($"{Home}/new/{{provider}}", (string provider) => Sheet(null, provider, null, null)).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapPost($"{Home}/new/{{provider}}", Save).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapGet($"{Home}/{{id:guid}}", Show).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapGet($"{Home}/{{id:guid}}/edit", async (Guid id, Actor actor, Database database, CancellationToken stop) =>
            await ReadConnections.Find(id, actor, database, stop) is { } found ? Sheet(found, found.Source, null, null) : new Platform.NotFound("connection").Problem()).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapPost($"{Home}/{{id:guid}}/edit", Save).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapPost($"{Home}/{{id:guid}}/test", Test).Requires(ConnectionRights.Manage).ExcludeFromDescription();
        routes.MapPost($"{Home}/{{id:guid}}/disconnect", async (Guid id, Actor actor, Database database, OpenCrms crms, CancellationToken stop) =>
            (await ReadConnections.TakeAway(id, actor, database, crms, stop)).Refused(out var refusal) ? (IResult)refusal.Problem() : Go.To(Home, "Disconnected. What was read stays.")).Requires(ConnectionRights.Manage).ExcludeFromDescription();
    }

    static async Task<IResult> Show(Guid id, Actor actor, Database database, CancellationToken stop) =>
        await ReadConnections.Find(id, actor, database, stop) is { } found
            ? new RazorComponentResult<ConnectionPage>(new { Connection = found, Runs = (await ReadRuns.List(id, actor, database, stop)).Value, Writes = (await ReadWrites.List(id, actor, database, stop)).Value.Data.Take(20).ToList() })
            : new Platform.NotFound("connection").Problem();

    static async Task<IResult> Test(Guid id, Actor actor, Database database, OpenCrms crms, OutgoingCalls outgoing, CancellationToken stop) =>
        (await TestConnection.Handle(id, actor, database, crms, outgoing, stop)).Refused(out var refusal) ? refusal.Problem() : Go.To($"{Home}/{id}");

    /// <summary>Saves, and asks the CRM at once whether the key is good: what comes next shows on the connection's page.</summary>
    static async Task<IResult> Save(Guid? id, string? provider, HttpContext http, Actor actor, Database database, OutgoingCalls outgoing, OpenCrms crms, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var known = id is { } one ? await ReadConnections.Find(one, actor, database, stop) : null;
        if (id is not null && known is null)
            return new Platform.NotFound("connection").Problem();
        provider = known?.Source ?? provider ?? "";
        var fields = FieldLines.Read(form["fields"].ToString());
        var minutes = form["read_every_minutes"].ToString();
        var saved = fields.Refused(out var refusal) ? refusal : await SaveConnection.Handle(id, new()
        {
            Provider = provider, Name = form["name"].ToString(), BaseUrl = form.ContainsKey("base_url") ? form["base_url"].ToString() : default(Optional<string>),
            Currency = form["currency"].ToString(), Fields = new(fields.Value), Credentials = Secrets(form), IsActive = known is null || form.ContainsKey("is_active"),
            TakesLeads = form.ContainsKey("takes_leads"), WritesBack = form.ContainsKey("writes_back"),
            ReadEveryMinutes = int.TryParse(minutes, CultureInfo.InvariantCulture, out var every) ? every : (int?)null,
        }, known is null ? null : uint.TryParse(form["version"], CultureInfo.InvariantCulture, out var seen) ? seen : 0, actor, database, outgoing, stop);
        if (saved.Refused(out refusal))
            return Sheet(known, provider, form, refusal);
        if (saved.Value.State == ConnectionState.Untested)
            await TestConnection.Handle(saved.Value.Id, actor, database, crms, outgoing, stop);
        return Go.To($"{Home}/{saved.Value.Id}", $"{saved.Value.Name} saved");
    }

    /// <summary>An empty box of a secret leaves it as it is; nobody sees it to send it back.</summary>
    static SaveConnection.SecretsSent Secrets(IFormCollection form)
    {
        Optional<string> Of(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : default(Optional<string>);
        return new() { Key = Of("key"), User = Of("user"), ClientId = Of("client_id"), ClientSecret = Of("client_secret"), RefreshToken = Of("refresh_token"), PrivateKey = Of("private_key") };
    }

    static IResult Sheet(Connection? connection, string provider, IFormCollection? sent, Refusal? refusal) => CrmWords.Vendors.Any(v => v.Source == provider)
        ? new RazorComponentResult<ConnectionSheet>(new { Connection = connection, Vendor = CrmWords.Of(provider), Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() }
        : new Platform.NotFound("CRM").Problem();
}
