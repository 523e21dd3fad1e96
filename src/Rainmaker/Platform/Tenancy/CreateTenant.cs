using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;

namespace Rainmaker.Platform.Tenancy;

/// <summary>Opens a closed world for one organisation, with keys of its own. What a new tenant starts with (pipeline, sources) the modules add.</summary>
public static partial class CreateTenant
{
    /// <param name="Currency">ISO 4217, the base of all sums.</param>
    /// <param name="TimeZone">IANA name: where days and months begin.</param>
    /// <param name="Region">ISO country for phone numbers without a country code; from the culture where left out.</param>
    public sealed record Request(string Key, string? Name = null, string Currency = "EUR", string TimeZone = "UTC", string? Region = null, string Culture = "en-GB", string Plan = "unlimited", bool IsDemo = false);

    public sealed record KeyIsOddlySpelt(string Key) : Invalid("key", $"'{Key}' cannot be a tenant's key: use small letters, digits and dashes, 63 at most.", Key);
    public sealed record KeyIsTaken(string Key) : Conflict($"There is a tenant '{Key}' already.");

    public static Result<Request> Decide(Request request)
    {
        var faults = new List<Invalid>();
        if (!KeyShape().IsMatch(request.Key))
            faults.Add(new KeyIsOddlySpelt(request.Key));
        if (!CurrencyShape().IsMatch(request.Currency))
            faults.Add(new InvalidField("currency", $"'{request.Currency}' is not an ISO currency such as EUR.", request.Currency));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone, out _))
            faults.Add(new InvalidField("time_zone", $"'{request.TimeZone}' is not a time zone such as Europe/Berlin.", request.TimeZone));
        var region = request.Region ?? new RegionInfo(request.Culture).TwoLetterISORegionName;
        return faults.Count > 0 ? new Faults(faults) : request with { Region = region, Name = request.Name ?? request.Key };
    }

    public static async Task<Result<Guid>> Handle(Request request, Database database, Installation installation, IEnumerable<ITenantBeginning> beginnings, TimeProvider time, CancellationToken stop)
    {
        var decision = Decide(request);
        if (decision.Refused(out var refusal))
            return refusal;
        var tenant = Ids.New(time);
        if (!await Insert(decision.Value, tenant, database, installation, time.GetUtcNow(), stop))
            return new KeyIsTaken(request.Key);

        await using var db = await database.Open(Actor.System(tenant), stop);
        foreach (var beginning in beginnings)
            beginning.Begin(db);
        await db.Commit("tenant.create", stop);
        return tenant;
    }

    static async Task<bool> Insert(Request request, Guid tenant, Database database, Installation installation, DateTimeOffset now, CancellationToken stop)
    {
        byte[] NewKey() => Vault.Wrap(installation.MasterKey, tenant, RandomNumberGenerator.GetBytes(32));
        await using var batch = new TenantBatch(database.Source, tenant)
            .Add("insert into tenant (id, key, name, created_at) values ($1, $2, $3, $4)", P(tenant), P(request.Key), P(request.Name!), P(now))
            .Add("insert into tenant_setting (tenant_id, currency, time_zone, region, culture, plan, is_demo, data_key_sealed, hash_key_sealed, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                P(tenant), P(request.Currency), P(request.TimeZone), P(request.Region!), P(request.Culture), P(request.Plan), P(request.IsDemo), P(NewKey()), P(NewKey()), P(now));
        try
        {
            await using var _ = await batch.Read(stop);
            await _.NextResultAsync(stop);
            return true;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyShape();

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.NonBacktracking)]
    private static partial Regex CurrencyShape();
}

/// <summary>What a module puts into a new tenant: a pipeline, the built-in sources.</summary>
public interface ITenantBeginning
{
    void Begin(SalesDb db);
}
