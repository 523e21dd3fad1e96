using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Rainmaker.Simulators.Salesforce;

public sealed record SalesforceOptions
{
    public int Contacts { get; init; } = 300;
    public int Seed { get; init; } = 7;
    public int PageSize { get; init; } = 200;
    public int CallsPerDay { get; init; } = 100_000;
    public int CallsUsed { get; init; }

    /// <summary>Objects this user does not see.</summary>
    public IReadOnlySet<string> Hidden { get; init; } = new HashSet<string>();

    /// <summary>A field of the account's own on leads that may be used as a key.</summary>
    public string ExternalId { get; init; } = "Rainmaker_Email__c";

    /// <summary>What the JWT bearer's signature is checked with.</summary>
    public RSA? PublicKey { get; init; }
}

/// <summary>Salesforce: client credentials, refresh that rotates and JWT bearer, SOQL, rows, bulk query, errors as a list.</summary>
public sealed partial class SalesforceSimulator(SalesforceOptions options, TimeProvider? clock = null) : Simulator(clock)
{
    public const string ClientId = "sim-consumer-key", ClientSecret = "sim-consumer-secret", User = "integration@sim.example";
    readonly Sample _sample = new(options.Contacts, options.Seed, (clock ?? TimeProvider.System).GetUtcNow());
    readonly HashSet<string> _tokens = [];
    readonly Dictionary<string, List<(string Object, Dictionary<string, object?> Record, SoqlQuery Query)>> _open = [];
    readonly Dictionary<string, (SoqlQuery Query, int Polls)> _jobs = [];
    SalesforceStore? _store;
    int _issued;

    public override string Name => "salesforce";
    public string RefreshToken { get; private set; } = "sim-refresh-1";
    public Sample Sample => _sample;
    public SalesforceStore Store => _store ??= new(_sample);

    public void ExpireTokens()
    {
        lock (State)
            _tokens.Clear();
    }

    /// <summary>Links given out are worth nothing from now on, as after two days.</summary>
    public void ForgetLinks()
    {
        lock (State)
            _open.Clear();
    }

    /// <summary>Changes a record as a person in Salesforce would.</summary>
    public void Change(string name, string id, DateTimeOffset at, params ReadOnlySpan<(string Field, object? Value)> values)
    {
        lock (State)
        {
            var record = Store.All(name).First(r => (string)r["Id"]! == id);
            foreach (var (field, value) in values)
                record[field] = value;
            record["SystemModstamp"] = at;
        }
    }

    public override object Ledger()
    {
        lock (State)
            return new { Simulator = Name, options.Seed, Made = _sample.Ledger(Clock.GetUtcNow(), heldWhenPast: true), Rows = _shown.ToDictionary(n => n, n => Store.All(n).Count(r => r["IsDeleted"] is false)), Traffic = Traffic() };
    }

    protected override void Map(WebApplication app)
    {
        app.MapPost("/services/oauth2/token", Token);
        app.MapGet("/services/data/{version}/query", (HttpContext http) => Query(http, false));
        app.MapGet("/services/data/{version}/queryAll", (HttpContext http) => Query(http, true));
        app.MapGet("/services/data/{version}/query/{link}", More);
        app.MapGet("/services/data/{version}/sobjects", Objects);
        app.MapPost("/services/data/{version}/sobjects/{name}", Create);
        app.MapPatch("/services/data/{version}/sobjects/{name}/{id}", Update);
        app.MapDelete("/services/data/{version}/sobjects/{name}/{id}", Delete);
        app.MapPatch("/services/data/{version}/sobjects/{name}/{field}/{value}", Upsert);
        app.MapGet("/services/data/{version}/sobjects/{name}/{field}/{value}", Find);
        app.MapPost("/services/data/{version}/jobs/query", Begin);
        app.MapGet("/services/data/{version}/jobs/query/{id}", Job);
        app.MapGet("/services/data/{version}/jobs/query/{id}/results", Results);
    }

    protected override async Task<bool> Admit(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/services/oauth2", StringComparison.Ordinal))
            return true;
        var used = options.CallsUsed + Requests;
        http.Response.Headers["Sforce-Limit-Info"] = string.Create(CultureInfo.InvariantCulture, $"api-usage={used}/{options.CallsPerDay}");
        var token = http.Request.Headers.Authorization.ToString();
        bool known;
        lock (State)
            known = token.StartsWith("Bearer ", StringComparison.Ordinal) && _tokens.Contains(token[7..]);
        if (!known)
            return await Refuse(http, 401, "INVALID_SESSION_ID", "Session expired or invalid");
        return used <= options.CallsPerDay || await Refuse(http, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    }

    protected override async Task<bool> Strike(Fault fault, HttpContext http)
    {
        var refused = fault.Kind switch
        {
            "unauthorised" => Refuse(http, 401, "INVALID_SESSION_ID", "Session expired or invalid"),
            "missing_scope" => Refuse(http, 403, "INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id"),
            "throttle" => Refuse(http, 403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."),
            "daily_limit" => Refuse(http, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
            "error" => Refuse(http, fault.Status, "SERVER_UNAVAILABLE", "The server is temporarily unavailable"),
            "lock" => Refuse(http, 400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"),
            _ => null,
        };
        if (refused is not null)
            await refused;
        return refused is not null;
    }

    protected override string Repeat(string body, HttpContext http) =>
        System.Text.RegularExpressions.Regex.Replace(body, "\"nextRecordsUrl\":\"[^\"]*\"", $"\"nextRecordsUrl\":\"{http.Request.Path}\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    async Task Token(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var good = form["grant_type"].ToString() switch
        {
            "client_credentials" => form["client_id"] == ClientId && form["client_secret"] == ClientSecret,
            "refresh_token" => form["client_id"] == ClientId && form["refresh_token"] == RefreshToken,
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => IsSigned(form["assertion"].ToString()),
            _ => false,
        };
        if (!good)
        {
            await Json(http, 400, new { error = "invalid_grant", error_description = "authentication failure" });
            return;
        }
        string token;
        lock (State)
        {
            token = $"00Dsim!{++_issued}";
            _tokens.Add(token);
            if (form["grant_type"] == "refresh_token")
                RefreshToken = $"sim-refresh-{_issued + 1}";
        }
        await Json(http, 200, form["grant_type"] == "refresh_token"
            ? new { access_token = token, instance_url = Address.AbsoluteUri.TrimEnd('/'), token_type = "Bearer", issued_at = Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), refresh_token = RefreshToken }
            : new { access_token = token, instance_url = Address.AbsoluteUri.TrimEnd('/'), token_type = "Bearer", issued_at = Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) });
    }

    bool IsSigned(string assertion)
    {
        if (options.PublicKey is null || assertion.Split('.') is not [var head, var body, var signature])
            return false;
        var said = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(body)).RootElement;
        return options.PublicKey.VerifyData(Encoding.ASCII.GetBytes($"{head}.{body}"), System.Buffers.Text.Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            && said.GetProperty("iss").GetString() == ClientId && said.GetProperty("sub").GetString() == User
            && said.GetProperty("exp").GetInt64() is var exp && exp > Clock.GetUtcNow().ToUnixTimeSeconds() && exp <= Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
    }

    static async Task<bool> Refuse(HttpContext http, int status, string code, string message)
    {
        await Json(http, status, new[] { new { message, errorCode = code } });
        return false;
    }
}
