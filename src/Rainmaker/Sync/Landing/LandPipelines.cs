using Rainmaker.Deals;
using Rainmaker.Intelligence.Analysis;
using Pipeline = Rainmaker.Deals.Pipeline;
using Stage = Rainmaker.Deals.Stage;

namespace Rainmaker.Sync.Landing;

/// <summary>The pipelines of a CRM become pipelines here, with its stages in their order. What deals lie in is never taken away.</summary>
static class LandPipelines
{
    public static string StageId(string? pipeline, string stage) => $"{pipeline}/{stage}";

    public static async Task Land(Arrival on, IReadOnlyList<Crm.Pipeline> page, CancellationToken stop)
    {
        var db = on.Db;
        var (pipelines, all) = (await on.Links("pipeline", page.Select(p => p.Key), stop), await db.Pipelines.ToListAsync(stop));
        var stages = await on.Links("stage", page.SelectMany(p => p.Stages.Select(s => StageId(p.Key, s.Key))), stop);
        var rows = await db.Stages.ToListAsync(stop);
        foreach (var told in page.DistinctBy(p => p.Key))
        {
            if (!pipelines.TryGetValue(told.Key, out var link) || all.FirstOrDefault(p => p.Id == link.RecordId) is not { } pipeline)
            {
                pipeline = New(on, told, all);
                on.Created++;
            }
            else if (Arrival.Fit(told.Label, 80) is { } name && pipeline.Name != name && link.ToldHash is { } before && !before.AsSpan().SequenceEqual(on.Hash("pipeline", told.Label)))
            {
                pipeline.Name = name;
                on.Updated++;
            }
            else
                on.Unchanged++;
            on.Link(told.Key, pipeline.Id, on.Hash("pipeline", told.Label), null, null);
            Stages(on, told, pipeline, stages, rows);
        }
        await on.WriteLinks("pipeline", stop);
        foreach (var told in page.DistinctBy(p => p.Key))
            foreach (var stage in told.Stages.DistinctBy(s => s.Key))
                on.Link(StageId(told.Key, stage.Key), stages[StageId(told.Key, stage.Key)].RecordId, on.Hash("stage", Json.Write(stage)), null, null);
        await on.WriteLinks("stage", stop);
        if (db.ChangeTracker.HasChanges())
            db.Record("settings.changed", "pipeline", on.Connection.Id, null);
    }

    /// <summary>A deal lies in a stage that its pipeline does not tell any more: it gets one of its own, at the end.</summary>
    public static async Task<KnownStage> Lost(Arrival on, Crm.Deal deal, Guid pipeline, CancellationToken stop)
    {
        var (db, id) = (on.Db, StageId(deal.PipelineKey, deal.Stage.Key));
        var stages = await db.Stages.Where(s => s.PipelineId == pipeline).ToListAsync(stop);
        var row = Row(on, deal.Stage with { Position = stages.Max(s => s.Position) + 1 }, pipeline, stages);
        db.Add(row);
        db.Record("settings.changed", "pipeline", pipeline, null);
        await db.Save("sync.read", stop);
        var links = new Arrival(db, on.Connection, on.Run);
        links.Link(id, row.Id, null, null, null);
        await links.WriteLinks("stage", stop);
        return new(row.Id, pipeline, row.Terms());
    }

    static Pipeline New(Arrival on, Crm.Pipeline told, List<Pipeline> all)
    {
        var db = on.Db;
        var name = Arrival.Fit(told.Label, 60) ?? told.Key;
        var pipeline = new Pipeline
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Key = Free($"{on.Connection.Source}_{StageWords.Key(name)}", all.Select(p => p.Key)), Position = all.Count == 0 ? 0 : all.Max(p => p.Position) + 1, CreatedAt = db.Now,
            Name = all.Exists(p => p.Name == name) ? $"{name} ({on.Connection.Name})" : name,
        };
        all.Add(pipeline);
        db.Add(pipeline);
        return pipeline;
    }

    static void Stages(Arrival on, Crm.Pipeline told, Pipeline pipeline, Dictionary<string, SyncLink> links, List<Stage> rows)
    {
        var own = rows.Where(s => s.PipelineId == pipeline.Id).ToList();
        foreach (var stage in told.Stages.DistinctBy(s => s.Key))
        {
            var id = StageId(told.Key, stage.Key);
            if (links.TryGetValue(id, out var link) && own.Find(s => s.Id == link.RecordId) is { } row && row.Kind == stage.Kind)
            {
                // What people set here stays until it changes there.
                if (link.ToldHash is not { } before || !before.AsSpan().SequenceEqual(on.Hash("stage", Json.Write(stage))))
                    (row.Label, row.Probability, row.Position) = (Arrival.Fit(stage.Label, 80) ?? row.Label, Percent(stage.Probability) ?? row.Probability, stage.Position);
                continue;
            }
            row = Row(on, stage, pipeline.Id, own);
            own.Add(row);
            rows.Add(row);
            on.Db.Add(row);
            links[id] = new SyncLink { TenantId = on.Db.TenantId, ConnectionId = on.Connection.Id, Kind = "stage", ExternalId = id, RecordId = row.Id, SeenAt = on.Db.Now };
        }
        // Every pipeline here has an end on both sides.
        foreach (var kind in Enum.GetValues<StageKind>().Where(k => own.TrueForAll(s => s.Kind != k)))
        {
            var row = Row(on, new() { Key = Words<StageKind>.ToWord[kind], Label = kind.ToString(), Kind = kind, Position = own.Count == 0 ? 0 : own.Max(s => s.Position) + 1 }, pipeline.Id, own);
            own.Add(row);
            on.Db.Add(row);
        }
    }

    static Stage Row(Arrival on, Crm.Stage told, Guid pipeline, List<Stage> beside) => new()
    {
        TenantId = on.Db.TenantId, Id = Ids.At(on.Db.Now), PipelineId = pipeline, Key = Free(StageWords.Key(told.Label), beside.Select(s => s.Key)), Label = Arrival.Fit(told.Label, 80) ?? told.Key, Kind = told.Kind,
        Position = told.Position == int.MaxValue ? (beside.Count == 0 ? 0 : beside.Max(s => s.Position) + 1) : told.Position,
        Probability = Percent(told.Probability) ?? (told.Kind switch { StageKind.Won => 100, StageKind.Lost => 0, _ => null }),
        StalledAfterDays = told.StalledAfterDays is >= 1 and <= 3650 and var days ? days : 14, LeaveOutOfWinRate = told.LeftOutOfWinRate,
    };

    static decimal? Percent(decimal? told) => told is >= 0 and <= 100 ? Math.Round(told.Value, 2) : null;

    static string Free(string wanted, IEnumerable<string> taken)
    {
        var plain = string.Concat(wanted.Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '_'));
        var key = Arrival.Fit(plain.Trim('_'), 55) ?? "stage";
        var used = taken.ToHashSet(StringComparer.Ordinal);
        return !used.Contains(key) ? key : Enumerable.Range(2, used.Count + 1).Select(n => $"{key}_{n}").First(k => !used.Contains(k));
    }
}
