using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rainmaker.Simulators.HubSpot;

/// <summary>How a simulated portal is set up.</summary>
public sealed record HubSpotOptions
{
    public Volume Volume { get; init; } = Volume.Of(500);
    public int Seed { get; init; } = 7;

    /// <summary>The day the made-up data reaches up to; the clock's where left out.</summary>
    public DateOnly? Today { get; init; }
    public string Token { get; init; } = "pat-sim-00000000-0000-4000-8000-000000000000";

    /// <summary>Permissions of the token; all where left out. Without sales-email-read e-mails are refused.</summary>
    public IReadOnlySet<string>? Scopes { get; init; }
    public int CallsPer10Seconds { get; init; } = 100;
    public int SearchesPerSecond { get; init; } = 5;
    public TimeSpan IndexLag { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Partners of one record that fit into one answer.</summary>
    public int AssociationPage { get; init; } = 500;
    public bool HasAppointments { get; init; }

    /// <summary>The longest address, in characters; a longer one is turned away at the gate.</summary>
    public int LongestAddress { get; init; } = 8_190;
}

/// <summary>HubSpot: date-based versions and v3/v4, private token and OAuth.</summary>
public sealed partial class HubSpotSimulator(HubSpotOptions options, TimeProvider? clock = null) : Simulator(clock)
{
    public const string ClientId = "sim-client", ClientSecret = "sim-secret-of-the-client";
    static readonly string[] _engagements = ["calls", "meetings", "tasks", "notes", "emails"];
    readonly RollingLimit _calls = new(options.CallsPer10Seconds, TimeSpan.FromSeconds(10), clock ?? TimeProvider.System);
    readonly RollingLimit _searches = new(options.SearchesPerSecond, TimeSpan.FromSeconds(1), clock ?? TimeProvider.System);
    readonly Dictionary<string, DateTimeOffset> _tokens = [];
    string _refresh = "sim-refresh-1";
    int _issued;

    public override string Name => "hubspot";
    public string RefreshToken => _refresh;
    public HubSpotStore Store { get; } = new(new HubSpotMade(options.Volume, options.Seed, options.Today ?? DateOnly.FromDateTime((clock ?? TimeProvider.System).GetUtcNow().UtcDateTime)));

    /// <summary>Tokens given out so far are worth nothing from now on.</summary>
    public void ExpireTokens()
    {
        lock (State)
            _tokens.Clear();
    }

    /// <summary>Makes or changes a record as a user of the portal would.</summary>
    public string Write(string type, string? id, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        lock (State)
        {
            var record = id is null ? Store.Create(type, Clock.GetUtcNow()) : Store.Find(type, id, null)!;
            Store.Change(type, record, values.ToArray().Select(v => KeyValuePair.Create(v.Name, v.Value)), Clock.GetUtcNow(), options.IndexLag);
            return record["hs_object_id"]!;
        }
    }

    protected override void Map(WebApplication app)
    {
        app.MapPost("/oauth/{version}/token", Token);
        foreach (var objects in (string[])["/crm/v3/objects/{type}", "/crm/objects/{version}/{type}"])
        {
            app.MapGet(objects, List);
            app.MapPost(objects, Create);
            app.MapGet(objects + "/{id}", Read);
            app.MapPatch(objects + "/{id}", Update);
            app.MapDelete(objects + "/{id}", Archive);
            app.MapPost(objects + "/search", Search);
            app.MapPost(objects + "/merge", Merge);
            app.MapPost(objects + "/batch/{act}", Batch);
        }
        app.MapGet("/crm/v3/owners", Owners);
        app.MapGet("/crm/owners/{version}", Owners);
        app.MapGet("/crm/v3/pipelines/deals", Pipelines);
        app.MapGet("/crm/pipelines/{version}/deals", Pipelines);
        app.MapPost("/crm/v4/associations/{from}/{to}/batch/read", Associations);
        app.MapPost("/crm/associations/{version}/{from}/{to}/batch/read", Associations);
    }

    protected override async Task<bool> Admit(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path.StartsWith("/oauth/", StringComparison.Ordinal))
            return true;
        var token = http.Request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.Ordinal) ? header[7..] : "";
        if (token != options.Token && !(_tokens.TryGetValue(token, out var until) && until > Clock.GetUtcNow()))
            return await Refuse(http, 401, "INVALID_AUTHENTICATION", "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview");
        if (path.Length + (http.Request.QueryString.Value?.Length ?? 0) > options.LongestAddress)
        {
            await Page(http, 414, "text/html", "<html><head><title>414 Request-URI Too Large</title></head><body><center><h1>414 Request-URI Too Large</h1></center></body></html>");
            return false;
        }
        var isSearch = path.EndsWith("/search", StringComparison.Ordinal);
        if (isSearch && _searches.Take() < 0)
            return await Throttle(http, "SECONDLY");
        var left = _calls.Take();
        if (!isSearch)
        {
            http.Response.Headers["X-HubSpot-RateLimit-Max"] = _calls.Calls.ToString(CultureInfo.InvariantCulture);
            http.Response.Headers["X-HubSpot-RateLimit-Remaining"] = Math.Max(0, left).ToString(CultureInfo.InvariantCulture);
            http.Response.Headers["X-HubSpot-RateLimit-Interval-Milliseconds"] = "10000";
            http.Response.Headers["X-HubSpot-RateLimit-Daily"] = "250000";
            http.Response.Headers["X-HubSpot-RateLimit-Daily-Remaining"] = (250_000 - Requests).ToString(CultureInfo.InvariantCulture);
        }
        if (left < 0)
            return await Throttle(http, "TEN_SECONDLY_ROLLING");
        return ScopeOf(http.Request) is not { } scope || options.Scopes?.Contains(scope) != false || await MissingScope(http, scope);
    }

    protected override async Task<bool> Strike(Fault fault, HttpContext http)
    {
        switch (fault.Kind)
        {
            case "unauthorised":
                await Refuse(http, 401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired");
                return true;
            case "missing_scope":
                await MissingScope(http, fault.Scope ?? ScopeOf(http.Request) ?? "crm.objects.contacts.read");
                return true;
            case "throttle":
                await Throttle(http, "TEN_SECONDLY_ROLLING");
                return true;
            case "throttle_old":
                await Json(http, 429, new { status = "error", message = "You have reached your secondly limit.", category = "RATE_LIMITS", correlationId = Guid.NewGuid() });
                return true;
            case "daily_limit":
                await Throttle(http, "DAILY");
                return true;
            case "error":
                await Refuse(http, fault.Status, null, "internal error");
                return true;
            default:
                return false;
        }
    }

    protected override string Repeat(string body, HttpContext http)
    {
        var after = http.Request.Query["after"].ToString();
        var at = body.LastIndexOf("\"after\":\"", StringComparison.Ordinal);
        return at < 0 || after.Length == 0 ? body : body[..(at + 9)] + after + body[body.IndexOf('"', at + 9)..];
    }

    protected override void Grow() => Write("contacts", null, ("email", $"grown.{Requests}@mail.example"), ("firstname", "Grown"));

    static string? ScopeOf(HttpRequest request)
    {
        var path = request.Path.Value!;
        var writes = request.Method != "GET" && !path.EndsWith("/search", StringComparison.Ordinal) && !path.EndsWith("/batch/read", StringComparison.Ordinal);
        return writes ? ReadScopeOf(path).Replace(".read", ".write", StringComparison.Ordinal) : ReadScopeOf(path);
    }

    static string ReadScopeOf(string path) =>
        path.Contains("/owners", StringComparison.Ordinal) ? "crm.objects.owners.read"
        : path.Contains("/emails", StringComparison.Ordinal) ? "sales-email-read"
        : path.Contains("/appointments", StringComparison.Ordinal) ? "crm.objects.appointments.read"
        : path.Contains("/companies", StringComparison.Ordinal) && !path.Contains("/associations", StringComparison.Ordinal) ? "crm.objects.companies.read"
        : path.Contains("/deals", StringComparison.Ordinal) ? "crm.objects.deals.read"
        : "crm.objects.contacts.read";

    async Task Token(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret || form["grant_type"] != "refresh_token" || form["refresh_token"] != _refresh)
        {
            await Json(http, 400, new { status = "BAD_REFRESH_TOKEN", message = "missing or invalid refresh token", error = "invalid_grant" });
            return;
        }
        string token;
        lock (State)
        {
            token = $"sim-access-{++_issued}-" + new string('x', 300);
            _tokens[token] = Clock.GetUtcNow().AddMinutes(30);
            _refresh = $"sim-refresh-{_issued + 1}";
        }
        await Json(http, 200, new { token_type = "bearer", access_token = token, refresh_token = _refresh, expires_in = 1800 });
    }

    static Task<bool> Throttle(HttpContext http, string policy) => Tell(http, 429, new
    {
        status = "error",
        message = policy switch { "DAILY" => "You have reached your daily limit.", "SECONDLY" => "You have reached your secondly limit.", _ => "You have reached your ten_secondly_rolling limit." },
        errorType = "RATE_LIMIT",
        correlationId = Guid.NewGuid(),
        policyName = policy,
        requestId = Guid.NewGuid(),
    });

    static Task<bool> MissingScope(HttpContext http, string scope) => Tell(http, 403, new
    {
        status = "error",
        message = "One or more of the following scopes are required.",
        correlationId = Guid.NewGuid(),
        context = new { requiredGranularScopes = new[] { scope } },
        category = "MISSING_SCOPES",
    });

    static Task<bool> Refuse(HttpContext http, int status, string? category, string message) =>
        category is null ? Tell(http, status, new { status = "error", message, correlationId = Guid.NewGuid() }) : Tell(http, status, new { status = "error", message, correlationId = Guid.NewGuid(), category });

    static async Task<bool> Tell(HttpContext http, int status, object body)
    {
        await Json(http, status, body);
        return false;
    }
}
