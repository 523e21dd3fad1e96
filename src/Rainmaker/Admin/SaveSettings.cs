using System.Globalization;
using System.Text.Json.Nodes;
using Rainmaker.Deals;
using Rainmaker.Platform.Web.Limits;

namespace Rainmaker.Admin;

/// <summary>Reads and changes what holds for the whole tenant. Fields that are not sent stay; the base currency only changes while there is no deal.</summary>
public static class SaveSettings
{
    const int LongestName = 100, MostRates = 200;

    public sealed record Request
    {
        public Optional<string> Name { get; init; }
        public Optional<string> Currency { get; init; }
        public Optional<string> TimeZone { get; init; }
        public Optional<string> Region { get; init; }
        public Optional<string> Culture { get; init; }
        public Optional<string> Plan { get; init; }

        /// <summary>Units of base currency for one unit, by ISO code. Replaces all rates.</summary>
        public Optional<IReadOnlyDictionary<string, decimal>> Rates { get; init; }

        /// <summary>Sections by name; null gives a section back to its defaults. Sections that are not sent stay.</summary>
        public Optional<IReadOnlyDictionary<string, JsonElement>> Judgement { get; init; }
    }

    public sealed record View(string Key, string Name, string Currency, string TimeZone, string Region, string Culture, string Plan, bool IsDemo, IReadOnlyDictionary<string, decimal> Rates, JsonObject Judgement)
    {
        public static View Of(TenantInfo t) => new(t.Key, t.Name, t.Currency, t.TimeZone.Id, t.Region, t.Culture.Name, t.Plan, t.IsDemo, t.Rates, t.Judgement);
    }

    public sealed record CurrencyIsInUse(string Currency) : Conflict($"There are deals in it: the base currency stays {Currency}. Give other currencies a rate instead.");

    /// <summary>What it would be then, or all that cannot be.</summary>
    public static Result<View> Decide(View now, Request request)
    {
        var faults = new List<Invalid>();
        var then = now with
        {
            Name = Field("name", request.Name, now.Name, n => n.Trim().Length is > 0 and <= LongestName, $"A name has 1 to {LongestName} characters.").Trim(),
            Currency = Field("currency", request.Currency, now.Currency, IsCurrency, "A currency is an ISO code such as EUR."),
            TimeZone = Field("time_zone", request.TimeZone, now.TimeZone, z => TimeZoneInfo.TryFindSystemTimeZoneById(z, out _), "This is not a time zone such as Europe/Berlin."),
            Region = Field("region", request.Region, now.Region, r => r.Length == 2 && r.All(char.IsAsciiLetterUpper), "A region is a country code such as DE."),
            Culture = Field("culture", request.Culture, now.Culture, IsCulture, "This is not a culture such as en-GB."),
            Plan = Field("plan", request.Plan, now.Plan, p => Limits(p), $"A plan is one of {string.Join(", ", Platform.Web.Limits.Plan.All)}."),
            Rates = request.Rates.Or(now.Rates) ?? now.Rates,
            Judgement = Merge(now.Judgement, request.Judgement.Value, faults),
        };
        if (then.Rates.Count > MostRates)
            faults.Add(new InvalidField("rates", $"At most {MostRates} rates."));
        faults.AddRange(then.Rates.Where(r => !IsCurrency(r.Key) || r.Key == then.Currency || r.Value is <= 0 or > 1_000_000).Select(r => new InvalidField($"rates.{r.Key}", $"A rate is a positive number for another currency than {then.Currency}.", r.Value)));
        return faults.Count > 0 ? new Faults(faults) : then;

        string Field(string name, Optional<string> sent, string current, Func<string, bool> fits, string why)
        {
            if (!sent.IsSent || (sent.Value is { } value && fits(value)))
                return sent.Or(current)!;
            faults.Add(new InvalidField(name, why, sent.Value));
            return current;
        }
    }

    public static async Task<Result<View>> Handle(Request request, uint? seen, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (now, version) = await Read(db, stop);
        if (seen is { } edition && edition != version)
            return new Stale("page of settings");
        var decision = Decide(now, request);
        if (decision.Refused(out var refusal))
            return refusal;
        var then = decision.Value;
        if (then.Currency != now.Currency && await db.Deals.IgnoreQueryFilters(["deleted"]).AnyAsync(stop))
            return new CurrencyIsInUse(now.Currency);
        if (Json.Write(then) == Json.Write(now))
            return now;

        await db.Execute($"update tenant set name = {then.Name} where id = {db.TenantId}", stop);
        await db.Execute($"""
            update tenant_setting set currency = {then.Currency}, time_zone = {then.TimeZone}, region = {then.Region}, culture = {then.Culture}, plan = {then.Plan},
              rates = {Json.Write(then.Rates)}::jsonb, judgement = {Json.Write(then.Judgement)}::jsonb, updated_at = {db.Now}
            where tenant_id = {db.TenantId}
            """, stop);
        db.Add(db.NewAudit("settings.update", "tenant_setting", db.TenantId, Json.Write(Difference(now, then))));
        db.Record("settings.changed", "tenant", db.TenantId, null);
        await db.Commit("settings.update", stop);
        return then;
    }

    /// <summary>The settings as they stand in the database, with their version; held until the transaction ends.</summary>
    public static async Task<(View Settings, uint Version)> Read(SalesDb db, CancellationToken stop)
    {
        var row = await db.Query<Row>($"""
            select t.name as "Name", s.currency as "Currency", s.time_zone as "TimeZone", s.region as "Region", s.culture as "Culture", s.plan as "Plan", s.rates::text as "Rates", s.judgement::text as "Judgement", s.xmin::text as "Version"
            from tenant_setting s join tenant t on t.id = s.tenant_id where s.tenant_id = {db.TenantId} for update of s
            """).SingleAsync(stop);
        var settings = new View(db.Tenant.Key, row.Name, row.Currency, row.TimeZone, row.Region, row.Culture, row.Plan, db.Tenant.IsDemo, Json.Read<Dictionary<string, decimal>>(row.Rates), Json.Read<JsonObject>(row.Judgement));
        return (settings, uint.Parse(row.Version, CultureInfo.InvariantCulture));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/settings", async (Actor actor, Database database, HttpContext http, CancellationToken stop) =>
            {
                await using var db = await database.Open(actor, stop);
                var (settings, version) = await Read(db, stop);
                http.Tell(version);
                return TypedResults.Ok(settings);
            }).Requires(AdminRights.Settings).WithSummary("Read the tenant's settings").WithTags("Admin");
        routes.MapPut("/api/settings", async (Request request, Actor actor, Database database, HttpContext http, CancellationToken stop) => (await Handle(request, http.Seen(), actor, database, stop)).Answer())
            .Requires(AdminRights.Settings).WithSummary("Change the tenant's settings").WithTags("Admin");
    }

    sealed record Row(string Name, string Currency, string TimeZone, string Region, string Culture, string Plan, string Rates, string Judgement, string Version);

    static JsonObject Merge(JsonObject now, IReadOnlyDictionary<string, JsonElement>? sent, List<Invalid> faults)
    {
        var merged = (JsonObject)now.DeepClone();
        foreach (var (name, section) in sent ?? new Dictionary<string, JsonElement>())
        {
            if (section.ValueKind == JsonValueKind.Null)
                merged.Remove(name);
            else if (Judgements.Fault(name, section) is { } fault)
                faults.Add(fault);
            else
                merged[name] = JsonObject.Create(section);
        }
        return merged;
    }

    static object Difference(View now, View then)
    {
        var (before, after) = (JsonSerializer.SerializeToNode(now, Json.Wire)!.AsObject(), JsonSerializer.SerializeToNode(then, Json.Wire)!.AsObject());
        var changed = before.Select(p => p.Key).Where(k => !JsonNode.DeepEquals(before[k], after[k])).ToList();
        return new { before = changed.ToDictionary(k => k, k => before[k]), after = changed.ToDictionary(k => k, k => after[k]) };
    }

    static bool IsCurrency(string code) => code.Length == 3 && code.All(char.IsAsciiLetterUpper);

    static bool Limits(string plan) => Plan.All.Contains(plan, StringComparer.Ordinal);

    static bool IsCulture(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name, predefinedOnly: true) is { IsNeutralCulture: false, Name.Length: > 0 };
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }
}
