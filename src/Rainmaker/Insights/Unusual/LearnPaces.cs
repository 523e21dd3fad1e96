using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;
using Rainmaker.Intelligence.Coaching;

namespace Rainmaker.Insights.Unusual;

/// <summary>How long deals stayed in a stage before they went on, as learned last from the past year.</summary>
public sealed class LearnedPace : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid StageId { get; init; }
    public required double UsualDays { get; set; }
    public required double LongDays { get; set; }

    /// <summary>The tenant's day.</summary>
    public required DateOnly LearnedOn { get; set; }
}

sealed class LearnedPaceTable : IEntityTypeConfiguration<LearnedPace>
{
    public void Configure(EntityTypeBuilder<LearnedPace> builder)
    {
        builder.ToTable("stage_pace");
        builder.HasKey(p => new { p.TenantId, p.StageId });
    }
}

/// <summary>Learns each stage's pace once a day, so that judging a deal needs no look at the others. Stages that too few deals have left have none.</summary>
public static class LearnPaces
{
    const int Year = 365;

    const string StaysSql = """
        select c.from_stage_id, c.seconds_in_stage / 86400.0::float8 from deal_stage_change c
        where c.tenant_id = $1 and c.at >= $2 and c.from_stage_id is not null and c.seconds_in_stage is not null and c.to_probability > c.from_probability order by c.at desc limit 50000
        """;

    public static async Task Handle(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var stays = await Read(db, stop);
        var known = await db.Set<LearnedPace>().ToDictionaryAsync(p => p.StageId, stop);
        foreach (var ofStage in stays.GroupBy(s => s.Stage, s => s.Days))
        {
            if (StageTimes.Pace([.. ofStage]) is not { } pace)
                continue;
            if (known.Remove(ofStage.Key, out var row))
                (row.UsualDays, row.LongDays, row.LearnedOn) = (pace.UsualDays, pace.LongDays, db.Today);
            else
                db.Add(new LearnedPace { TenantId = tenant, StageId = ofStage.Key, UsualDays = pace.UsualDays, LongDays = pace.LongDays, LearnedOn = db.Today });
        }
        db.RemoveRange(known.Values);
        await db.Finish(stop, wake: false, save: true);
    }

    internal static Task<Dictionary<Guid, StagePace>> Known(SalesDb db, CancellationToken stop) =>
        db.Set<LearnedPace>().AsNoTracking().ToDictionaryAsync(p => p.StageId, p => new StagePace(p.UsualDays, p.LongDays), stop);

    static async Task<List<(Guid Stage, double Days)>> Read(SalesDb db, CancellationToken stop)
    {
        await using var command = db.Command(StaysSql);
        command.Parameters.AddRange((NpgsqlParameter[])[new NpgsqlParameter<Guid> { TypedValue = db.TenantId }, new NpgsqlParameter<DateTimeOffset> { TypedValue = db.Now.AddDays(-Year) }]);
        await using var rows = await command.ExecuteReaderAsync(stop);
        var stays = new List<(Guid, double)>();
        while (await rows.ReadAsync(stop))
            stays.Add((rows.GetGuid(0), rows.GetDouble(1)));
        return stays;
    }
}
