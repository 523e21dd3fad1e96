using Npgsql;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Assignment;

namespace Rainmaker.Leads;

/// <summary>The rows behind a <see cref="LeadDesk"/>, read in one round trip.</summary>
public sealed class LeadDeskRows
{
    const string SourcesSql = "select key, label, is_built_in, required_fields, default_tags, default_priority, default_owner_id, field_aliases::text from lead_source where tenant_id = $1";
    const string PeopleSql = "select id, name, team_id, is_active, takes_leads, capacity_per_day, skills, territory_ids from app_user where tenant_id = $1 order by name, id";
    const string TerritoriesSql = "select id, name, countries, regions, postal_prefixes from territory where tenant_id = $1";
    const string AbsencesSql = "select user_id, from_day, to_day from absence where tenant_id = $1 and to_day >= $2";
    const string RulesSql = """
        select id, position, name, territory_id, skill, by_territory, conditions::text, team_id, user_ids, created_at, updated_at
        from assignment_rule where tenant_id = $1 and is_active order by position, id
        """;
    const string TodaySql = "select user_id, count(*)::int, max(at) from lead_assignment where tenant_id = $1 and at >= $2 and user_id is not null group by user_id";

    const string WeightsSql = "select scan_id, case when scan_id = $2 then null else weights end from match_weights where tenant_id = $1";

    public IList<LeadSource> Sources { get; } = [];
    public IList<(Assignee Facts, Guid[] Territories)> People { get; } = [];
    public IList<Territory> Territories { get; } = [];
    public IList<(Guid User, Absence Days)> Absences { get; } = [];
    public IList<AssignmentRule> Rules { get; } = [];
    public IList<(Guid User, int Today, DateTimeOffset Last)> Today { get; } = [];

    /// <summary>The weights of the last search; without the text where the reader has them.</summary>
    public (Guid Scan, string? Json)? Weights { get; private set; }

    public sealed record Territory(Guid Id, string Name, string[] Countries, string[] Regions, string[] PostalPrefixes);

    public static async Task<LeadDeskRows> Read(Database database, TenantInfo tenant, DateTimeOffset now, CancellationToken stop, Guid knownWeights = default)
    {
        var today = tenant.DayOf(now);
        await using var batch = database.Batch(Actor.System(tenant.Id))
            .Add(SourcesSql, P(tenant.Id)).Add(PeopleSql, P(tenant.Id)).Add(TerritoriesSql, P(tenant.Id)).Add(AbsencesSql, P(tenant.Id), P(today))
            .Add(RulesSql, P(tenant.Id)).Add(TodaySql, P(tenant.Id), P(tenant.StartOf(today)))
            .Add(WeightsSql, P(tenant.Id), P(knownWeights));
        await using var row = await batch.Read(stop);
        var rows = new LeadDeskRows();
        while (await row.ReadAsync(stop))
            rows.Sources.Add(Source(tenant.Id, row));
        await row.NextResultAsync(stop);
        while (await row.ReadAsync(stop))
            rows.People.Add((Person(row), row.GetFieldValue<Guid[]>(7)));
        await row.NextResultAsync(stop);
        while (await row.ReadAsync(stop))
            rows.Territories.Add(new(row.GetGuid(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetFieldValue<string[]>(3), row.GetFieldValue<string[]>(4)));
        await row.NextResultAsync(stop);
        while (await row.ReadAsync(stop))
            rows.Absences.Add((row.GetGuid(0), new(row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2))));
        await row.NextResultAsync(stop);
        while (await row.ReadAsync(stop))
            rows.Rules.Add(Rule(tenant.Id, row));
        await row.NextResultAsync(stop);
        while (await row.ReadAsync(stop))
            rows.Today.Add((row.GetGuid(0), row.GetInt32(1), row.GetFieldValue<DateTimeOffset>(2)));
        await row.NextResultAsync(stop);
        if (await row.ReadAsync(stop))
            rows.Weights = (row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1));
        return rows;
    }

    static LeadSource Source(Guid tenant, NpgsqlDataReader row) => new()
    {
        TenantId = tenant, Key = row.GetString(0), Label = row.GetString(1), IsBuiltIn = row.GetBoolean(2), RequiredFields = row.GetFieldValue<string[]>(3), DefaultTags = row.GetFieldValue<string[]>(4),
        DefaultPriority = row.IsDBNull(5) ? null : Words<LeadPriority>.FromWord[row.GetString(5)], DefaultOwnerId = row.IsDBNull(6) ? null : row.GetGuid(6),
        FieldAliases = Json.Read<Dictionary<string, string>>(row.GetString(7)),
    };

    static Assignee Person(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0), Name = row.GetString(1), Team = row.IsDBNull(2) ? null : row.GetGuid(2), IsActive = row.GetBoolean(3), TakesLeads = row.GetBoolean(4),
        CapacityPerDay = row.GetInt32(5), Skills = row.GetFieldValue<string[]>(6),
    };

    static AssignmentRule Rule(Guid tenant, NpgsqlDataReader row) => new()
    {
        TenantId = tenant, Id = row.GetGuid(0), Position = row.GetInt32(1), Name = row.GetString(2), TerritoryId = row.IsDBNull(3) ? null : row.GetGuid(3),
        Skill = row.IsDBNull(4) ? null : row.GetString(4), ByTerritory = row.GetBoolean(5), Conditions = Json.Read<Condition[]>(row.GetString(6)),
        TeamId = row.IsDBNull(7) ? null : row.GetGuid(7), UserIds = row.GetFieldValue<Guid[]>(8), CreatedAt = row.GetFieldValue<DateTimeOffset>(9), UpdatedAt = row.GetFieldValue<DateTimeOffset>(10),
    };

    static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
