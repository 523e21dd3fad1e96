using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rainmaker.Simulators.Pipedrive;

public sealed record PipedriveOptions
{
    public int Contacts { get; init; } = 300;
    public int Seed { get; init; } = 7;
    public string Token { get; init; } = "sim-pipedrive-0123456789abcdef0123456789ab";
    public int CallsPer2Seconds { get; init; } = 20;
    public int DailyTokens { get; init; } = 30_000;

    /// <summary>Calls in a row after a 429 until the gate shuts.</summary>
    public int Patience { get; init; } = 5;
}

/// <summary>Pipedrive: v2 lists by cursor, the leftovers of v1, a burst limit, tokens of the day, and the gate in front of it that answers in HTML.</summary>
public sealed partial class PipedriveSimulator(PipedriveOptions options, TimeProvider? clock = null) : Simulator(clock)
{
    public const string ClientId = "sim-client", ClientSecret = "sim-client-secret";
    static readonly string[] _lists = ["deals", "persons", "organizations", "activities", "pipelines", "stages"];
    readonly RollingLimit _burst = new(options.CallsPer2Seconds, TimeSpan.FromSeconds(2), clock ?? TimeProvider.System);
    readonly RollingLimit _searches = new(10, TimeSpan.FromSeconds(2), clock ?? TimeProvider.System);
    readonly Dictionary<string, DateTimeOffset> _tokens = [];
    int _tokensLeft = options.DailyTokens;
    int _turnedAway;
    int _issued;

    public override string Name => "pipedrive";
    public Sample Sample { get; } = new(options.Contacts, options.Seed, (clock ?? TimeProvider.System).GetUtcNow());
    public string RefreshToken { get; private set; } = "sim-refresh-1";
    public int TokensSpent => options.DailyTokens - _tokensLeft;
    PipedriveStore? _store;
    public PipedriveStore Store => _store ??= new(Sample);

    /// <summary>Changes a record as a person in Pipedrive would.</summary>
    public void Change(string type, int id, DateTimeOffset at, params ReadOnlySpan<(string Field, JsonNode? Value)> values)
    {
        lock (State)
        {
            var record = Store.Find(type, id)!;
            foreach (var (field, value) in values)
                record[field] = value;
            record["update_time"] = PipedriveStore.Stamp(at);
        }
    }

    public override object Ledger()
    {
        lock (State)
            return new { Simulator = Name, options.Seed, Made = Sample.Ledger(Clock.GetUtcNow()), Rows = _lists.ToDictionary(l => l, l => Store.All(l).Count(r => r["is_deleted"]?.GetValue<bool>() != true)), TokensSpent, Traffic = Traffic() };
    }

    protected override void Map(WebApplication app)
    {
        app.MapPost("/oauth/token", Token);
        foreach (var list in _lists)
        {
            app.MapGet($"/api/v2/{list}", (HttpContext http) => List(http, list, false));
            app.MapGet($"/api/v2/{list}/search", (HttpContext http) => Search(http, list));
            app.MapGet($"/api/v2/{list}/{{id:int}}", (HttpContext http, int id) => One(http, list, id));
            app.MapPost($"/api/v2/{list}", (HttpContext http) => Create(http, list));
            app.MapDelete($"/api/v2/{list}/{{id:int}}", (HttpContext http, int id) => Delete(http, list, id));
            app.MapPatch($"/api/v2/{list}/{{id:int}}", (HttpContext http, int id) => Update(http, list, id));
        }
        app.MapGet("/api/v2/deals/archived", (HttpContext http) => List(http, "deals", true));
        app.MapGet("/api/v1/{list}", Old);
    }

    protected override async Task<bool> Admit(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path.StartsWith("/oauth/", StringComparison.Ordinal))
            return true;
        var bearer = http.Request.Headers.Authorization.ToString();
        if (http.Request.Headers["x-api-token"] != options.Token && !(bearer.StartsWith("Bearer ", StringComparison.Ordinal) && _tokens.TryGetValue(bearer[7..], out var until) && until > Clock.GetUtcNow()))
            return await Refuse(http, 401, "unauthorized access");
        var left = _burst.Take();
        var search = path.EndsWith("/search", StringComparison.Ordinal) ? _searches.Take() : 0;
        http.Response.Headers["x-ratelimit-limit"] = options.CallsPer2Seconds.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["x-ratelimit-remaining"] = Math.Max(0, left).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["x-ratelimit-reset"] = "2";
        var cost = path.Contains("/search", StringComparison.Ordinal) || path.Contains("/archived", StringComparison.Ordinal) || path.Contains("/api/v1/", StringComparison.Ordinal) ? 20 : char.IsDigit(path[^1]) ? 1 : http.Request.Method switch { "GET" => 10, "DELETE" => 3, _ => 5 };
        lock (State)
        {
            _turnedAway = left < 0 || search < 0 || _tokensLeft < cost ? _turnedAway + 1 : 0;
            _tokensLeft = Math.Max(0, _tokensLeft - (_turnedAway > 0 ? 0 : cost));
        }
        http.Response.Headers["x-daily-ratelimit-token-remaining"] = (_tokensLeft < cost ? 0 : _tokensLeft).ToString(CultureInfo.InvariantCulture);
        return _turnedAway == 0 || await (_turnedAway > options.Patience ? Gate(http) : Throttle(http));
    }

    protected override async Task<bool> Strike(Fault fault, HttpContext http)
    {
        var refused = fault.Kind switch
        {
            "unauthorised" => Refuse(http, 401, "unauthorized access"),
            "missing_scope" => Refuse(http, 403, "Scope and URL mismatch"),
            "throttle" => Throttle(http),
            "gate" => Gate(http),
            "error" => Refuse(http, fault.Status, "Internal error"),
            _ => null,
        };
        if (refused is not null)
            await refused;
        return refused is not null;
    }

    protected override string Repeat(string body, HttpContext http)
    {
        var cursor = http.Request.Query["cursor"].ToString();
        return cursor.Length == 0 ? body : System.Text.RegularExpressions.Regex.Replace(body, "\"next_cursor\":(null|\"[^\"]*\")", $"\"next_cursor\":\"{cursor}\"", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    }

    async Task Token(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var basic = "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}"));
        if (http.Request.Headers.Authorization != basic || form["refresh_token"] != RefreshToken)
        {
            await Json(http, 400, new { success = false, error = "invalid_grant" });
            return;
        }
        string token;
        lock (State)
        {
            token = $"sim-access-{++_issued}";
            _tokens[token] = Clock.GetUtcNow().AddSeconds(3599);
            RefreshToken = $"sim-refresh-{_issued + 1}";
        }
        await Json(http, 200, new { access_token = token, token_type = "Bearer", expires_in = 3599, refresh_token = RefreshToken, scope = "deals:full contacts:full", api_domain = Address.AbsoluteUri.TrimEnd('/') });
    }

    static Task<bool> Throttle(HttpContext http) => Tell(http, 429, new { success = false, error = "Rate limit exceeded", errorCode = 429 });

    static async Task<bool> Gate(HttpContext http)
    {
        await Page(http, 403, "text/html; charset=UTF-8", "<!DOCTYPE html><html><head><title>Access denied | Error 1015</title></head><body>You are being rate limited</body></html>");
        return false;
    }

    static Task<bool> Refuse(HttpContext http, int status, string error) => Tell(http, status, new { success = false, error, error_info = "Please check developers.pipedrive.com", errorCode = status });

    static async Task<bool> Tell(HttpContext http, int status, object body)
    {
        await Json(http, status, body);
        return false;
    }
}
