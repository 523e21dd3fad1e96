using System.Globalization;
using Npgsql;
using Rainmaker.Intelligence.Anomalies;
using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Insights.Unusual;

/// <summary>Holds last week's counts (what each rep did and won, what each source brought, what entered each stage) and the tenant's new leads of yesterday against their own past.</summary>
public static class WatchSeries
{
    const int Weeks = 60;

    // Weeks begin on Monday where the tenant works. One row for each series and week that has any.
    const string Sql = """
        select 'rep', a.kind, a.created_by::text, u.name, a.created_by, date_trunc('week', a.at at time zone $2)::date, count(*)::integer
        from activity a join app_user u on u.tenant_id = a.tenant_id and u.id = a.created_by and u.is_active
        where a.tenant_id = $1 and a.deleted_at is null and a.completed and a.kind in ('call', 'email', 'meeting') and a.at >= $3 and a.at < $4 group by 2, 3, 4, 5, 6
        union all
        select 'rep', 'won', d.owner_id::text, u.name, d.owner_id, date_trunc('week', d.closed_on::timestamp)::date, count(*)::integer
        from deal d join app_user u on u.tenant_id = d.tenant_id and u.id = d.owner_id and u.is_active
        where d.tenant_id = $1 and d.deleted_at is null and d.status = 'won' and d.closed_on >= ($3 at time zone $2)::date and d.closed_on < ($4 at time zone $2)::date group by 3, 4, 5, 6
        union all
        select 'source', 'leads', l.source, l.source, null, date_trunc('week', l.created_at at time zone $2)::date, count(*)::integer
        from lead l where l.tenant_id = $1 and l.deleted_at is null and l.status <> 'spam' and l.created_at >= $3 and l.created_at < $4 group by 3, 4, 6
        union all
        select 'stage', 'entered', s.id::text, s.label, null, date_trunc('week', c.at at time zone $2)::date, count(*)::integer
        from deal_stage_change c join stage s on s.tenant_id = c.tenant_id and s.id = c.to_stage_id
        where c.tenant_id = $1 and c.at >= $3 and c.at < $4 group by 3, 4, 6
        union all
        select 'tenant', 'leads', '', '', null, (l.created_at at time zone $2)::date, count(*)::integer
        from lead l where l.tenant_id = $1 and l.deleted_at is null and l.status <> 'spam' and l.created_at >= $3 and l.created_at < $5 group by 6
        """;

    readonly record struct Series(FindingScope Scope, string Kind, string Of, string Name, Guid? Owner);

    public static async Task Handle(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var monday = db.Today.AddDays(-((int)db.Today.DayOfWeek + 6) % 7);
        var counts = await Read(monday, db, stop);
        var found = new List<Found>();
        foreach (var (series, seen) in counts.OrderBy(c => (c.Key.Scope, c.Key.Kind, c.Key.Of)))
        {
            var daily = series.Scope == FindingScope.Tenant;
            var (last, step) = daily ? (db.Today.AddDays(-1), 1) : (monday.AddDays(-7), 7);
            var points = Points(seen, last, step);
            if (FindAnomalies.Last(points, AnomalySettings.Default with { Counts = true }) is { } anomaly)
                found.Add(Told(series, anomaly, last));
        }
        await KeepFindings.Handle(found, [FindingScope.Rep, FindingScope.Source, FindingScope.Stage, FindingScope.Tenant], db, stop);
        await db.Finish(stop, save: true);
    }

    static async Task<Dictionary<Series, Dictionary<DateOnly, int>>> Read(DateOnly monday, SalesDb db, CancellationToken stop)
    {
        await using var command = db.Command(Sql);
        command.Parameters.AddRange((NpgsqlParameter[])[P(db.TenantId), P(db.Tenant.TimeZone.Id), P(Moment(monday.AddDays(-7 * Weeks), db)), P(Moment(monday, db)), P(Moment(db.Today, db))]);
        await using var rows = await command.ExecuteReaderAsync(stop);
        var counts = new Dictionary<Series, Dictionary<DateOnly, int>>();
        while (await rows.ReadAsync(stop))
        {
            var series = new Series(Words<FindingScope>.FromWord[rows.GetString(0)], rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.IsDBNull(4) ? null : rows.GetGuid(4));
            if (!counts.TryGetValue(series, out var seen))
                counts[series] = seen = [];
            seen[rows.GetFieldValue<DateOnly>(5)] = rows.GetInt32(6);
        }
        return counts;
    }

    static DateTimeOffset Moment(DateOnly day, SalesDb db) => db.Tenant.StartOf(day).ToUniversalTime();

    // From the first on record: what was not there yet is no zero.
    static List<SeriesPoint> Points(Dictionary<DateOnly, int> seen, DateOnly last, int step)
    {
        var points = new List<SeriesPoint>();
        for (var at = seen.Keys.Min(); at <= last; at = at.AddDays(step))
            points.Add(new(at.ToDateTime(TimeOnly.MinValue), seen.GetValueOrDefault(at)));
        return points;
    }

    static Found Told(Series series, Anomaly anomaly, DateOnly last)
    {
        var what = series switch
        {
            { Scope: FindingScope.Rep, Kind: "won" } => $"deals won by {series.Name}",
            { Scope: FindingScope.Rep } => $"{series.Kind}s by {series.Name}",
            { Scope: FindingScope.Source } => $"leads from {series.Name}",
            { Scope: FindingScope.Stage } => $"deals that entered {series.Name}",
            _ => "new leads",
        };
        var says = AnomalyWords.Say(anomaly, what, series.Scope == FindingScope.Tenant ? "yesterday" : "last week", v => Math.Round(v).ToString("0", CultureInfo.InvariantCulture), 0);
        return new($"{Words<FindingScope>.ToWord[series.Scope]}_{series.Kind}_{series.Of}", series.Scope, series.Owner, anomaly.IsHigh ? Severity.Info : Severity.Warning,
            char.ToUpperInvariant(what[0]) + what[1..] + (anomaly.IsHigh ? " are unusually many" : " are unusually few"), char.ToUpperInvariant(says[0]) + says[1..] + ".",
            anomaly.IsHigh ? "Find out what went well and whether it can be kept up." : series.Scope == FindingScope.Rep ? "Ask what got in the way: absence, other work, or a list that ran dry." : "Check that forms, campaigns and imports still work.",
            [
                new("observed", anomaly.Observed.ToString("0", CultureInfo.InvariantCulture), says),
                new("expected", anomaly.Expected.ToString("0.#", CultureInfo.InvariantCulture), "Expected from the past"),
                new("chance", anomaly.Chance.ToString("G2", CultureInfo.InvariantCulture), "How often the past would lead one to expect this"),
            ], $"{last:yyyy-MM-dd}|{anomaly.IsHigh}", Rows(series, last));
    }

    static string Rows(Series series, DateOnly last)
    {
        var week = last.AddDays(6);
        return series switch
        {
            { Scope: FindingScope.Rep, Kind: "won" } => $"/deals?status=won&owner={series.Owner}&closed_from={last:yyyy-MM-dd}&closed_to={week:yyyy-MM-dd}",
            { Scope: FindingScope.Rep } => $"{Weekly.ReadWeek.Rows(new(last), series.Kind)}&owner={series.Owner}",
            { Scope: FindingScope.Source } => $"/leads?source={Uri.EscapeDataString(series.Of)}&created_from={last:yyyy-MM-dd}&created_to={week:yyyy-MM-dd}",
            { Scope: FindingScope.Stage } => $"/deals?stage={Uri.EscapeDataString(series.Name)}",
            _ => $"/leads?created_from={last:yyyy-MM-dd}&created_to={last:yyyy-MM-dd}",
        };
    }

    static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
