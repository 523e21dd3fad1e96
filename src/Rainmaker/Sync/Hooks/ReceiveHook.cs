using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Rainmaker.Connectors.HubSpot;
using Rainmaker.Leads;

namespace Rainmaker.Sync.Hooks;

/// <summary>
/// A CRM tells that something changed. What it tells is not believed, only taken as a hint to read what changed there: so a forged, repeated or lost message can
/// do no harm. HubSpot signs; Pipedrive says a password; Nutshell knows the secret address alone.
/// </summary>
public sealed class ReceiveHook(Tenants tenants, Database database, HintedReadings hints, PublicAddress own, PublicLimits limits, TimeProvider time)
{
    const int MostBytes = 1024 * 1024, MostRemembered = 10_000;
    static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    /// <summary>Tells an administrator where the CRM shall send its messages, and how to set that up there.</summary>
    /// <param name="Address">A secret: whoever holds it can have this CRM read more often.</param>
    /// <param name="User">For Pipedrive's HTTP Basic; null elsewhere, as is the password.</param>
    public sealed record SetUp(string Address, string? User, string? Password, string Hint);

    public sealed record NoHooks(string Crm) : Conflict($"{Crm} cannot tell of changes by itself; it is read at the pace that is set.");

    public sealed record NeedsClientSecret() : Conflict("HubSpot signs its messages with the client secret of its app. Enter the client secret into this connection first.");

    async Task<IResult> Receive(string provider, string key, HttpContext http, CancellationToken stop)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, stop);
        var sent = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (await Find(provider, key, stop) is not var (connection, tenant))
            return Refused(http, StatusCodes.Status404NotFound);
        if (!IsGood(connection, tenant.Vault, http.Request, sent.Span))
            return Refused(http, StatusCodes.Status401Unauthorized);
        if (!IsJson(sent))
            return TypedResults.BadRequest();
        if (connection.IsActive && IsNew(connection, http.Request, sent.Span))
            hints.Note(connection.TenantId, connection.Id);
        return TypedResults.NoContent();
    }

    async Task<(Connection Connection, TenantInfo Tenant)?> Find(string provider, string key, CancellationToken stop)
    {
        // The tenant of an address is believed only once its own keys have proven it.
        if (HookAddress.Read(key) is not var (id, connection, proof) || !(await tenants.All(stop)).Any(t => t.Id == id))
            return null;
        var tenant = await tenants.Get(id, stop);
        if (!HookAddress.IsProof(connection, proof, tenant.Vault))
            return null;
        await using var db = await database.Open(Actor.System(id), stop);
        return await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == connection && c.Source == provider, stop) is { } found && HookAddress.Offers(found.Source) ? (found, tenant) : null;
    }

    bool IsGood(Connection connection, Vault vault, HttpRequest request, ReadOnlySpan<byte> body) => connection.Source switch
    {
        "hubspot" => OpenCrms.Secrets(connection, vault).ClientSecret is { } secret
            && HubSpotSignature.IsGood(secret, request.Method, Called(request), body, request.Headers["X-HubSpot-Request-Timestamp"], request.Headers["X-HubSpot-Signature-v3"], time.GetUtcNow()),
        "pipedrive" => Same($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"rainmaker:{HookAddress.Password(connection, vault)}"))}", request.Headers.Authorization.ToString()),
        _ => true,
    };

    /// <summary>The address as HubSpot called it: behind a proxy only the operator knows it.</summary>
    string Called(HttpRequest request) =>
        $"{(own.Url is { } url ? url.GetLeftPart(UriPartial.Authority) : $"{request.Scheme}://{request.Host}")}{request.PathBase}{request.Path}{request.QueryString}";

    static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));

    static bool IsJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var _ = JsonDocument.Parse(body, new() { MaxDepth = 32 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The very same message a second time is somebody playing it again, or the CRM's own repeat: either way it tells nothing new.</summary>
    bool IsNew(Connection connection, HttpRequest request, ReadOnlySpan<byte> body)
    {
        var now = time.GetUtcNow();
        if (_seen.Count >= MostRemembered)
        {
            foreach (var old in _seen.OrderBy(s => s.Value).Take(MostRemembered / 2).ToList())
                _seen.TryRemove(old);
        }
        var mark = string.Create(CultureInfo.InvariantCulture, $"{connection.Id:N}{request.Headers["X-HubSpot-Request-Timestamp"]}{Convert.ToHexString(SHA256.HashData(body))}");
        var isOld = _seen.TryGetValue(mark, out var at) && now - at < Remembered;
        _seen[mark] = now;
        return !isOld;
    }

    /// <summary>Who guesses is slowed down; who is good never comes here.</summary>
    IResult Refused(HttpContext http, int status) =>
        TypedResults.StatusCode(limits.Wait("hook " + PublicLimits.AddressOf(http)) is null ? status : StatusCodes.Status429TooManyRequests);

    async Task<Result<SetUp>> Tell(Guid id, Actor actor, HttpContext http, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, stop) is not { } connection)
            return new NotFound("connection");
        if (!HookAddress.Offers(connection.Source))
            return new NoHooks(CrmWords.NameOf(connection.Source));
        if (connection.Source == "hubspot" && OpenCrms.Secrets(connection, db.Vault).ClientSecret is null)
            return new NeedsClientSecret();
        var site = own.Url?.GetLeftPart(UriPartial.Authority) ?? $"{http.Request.Scheme}://{http.Request.Host}";
        var isPipedrive = connection.Source == "pipedrive";
        return new SetUp(site + HookAddress.Of(connection, db.Vault), isPipedrive ? "rainmaker" : null, isPipedrive ? HookAddress.Password(connection, db.Vault) : null, connection.Source switch
        {
            "hubspot" => "In HubSpot's app, Webhooks: this address as target URL, and subscriptions for contacts, companies and deals.",
            "pipedrive" => "In Pipedrive: Tools and apps, Webhooks. Every event and object, version 2, this address with HTTP user and password.",
            _ => "In Nutshell: Setup, Webhooks. This address; Nutshell sends all events. It signs nothing, so keep the address secret.",
        });
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/hooks/{provider}/{key}", (string provider, string key, ReceiveHook hook, HttpContext http, CancellationToken stop) => hook.Receive(provider, key, http, stop))
            .AllowPublic("a CRM tells of changes; it proves itself by the secret address, and by a signature or password where it has one")
            .TakesForeignPosts("a CRM tells of changes").WithMetadata(new RequestSizeLimitAttribute(MostBytes)).WithTags("Connections").WithSummary("A connected CRM tells that something changed there");
        routes.MapGet("/api/connections/{id:guid}/hook", async (Guid id, ReceiveHook hook, Actor actor, HttpContext http, CancellationToken stop) => (await hook.Tell(id, actor, http, stop)).Answer())
            .Requires(ConnectionRights.Manage).WithSummary("Where a connected CRM shall tell of its changes");
    }
}
