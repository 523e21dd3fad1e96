using System.Collections.Concurrent;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Deals;

/// <summary>A stage as the judging parts know it, with its id.</summary>
public sealed record KnownStage(Guid Id, Guid PipelineId, Crm.Stage Terms)
{
    public string Key => Terms.Key;
    public string Label => Terms.Label;
    public StageKind Kind => Terms.Kind;

    /// <summary>Percent, 0 to 100: what a deal gets that has none of its own.</summary>
    public decimal Probability => Terms.Probability ?? 50;

    /// <summary>003's word where it has one, else our key.</summary>
    public string Word => StageWords.ToSalesModule(Terms);
}

/// <summary>A pipeline with its stages in order.</summary>
public sealed record KnownPipeline(Guid Id, bool IsDefault, Crm.Pipeline Terms, IReadOnlyList<KnownStage> Stages)
{
    public string Key => Terms.Key;
    public string Name => Terms.Label;
    public IEnumerable<KnownStage> Open => Stages.Where(s => s.Kind == StageKind.Open);

    /// <summary>Where a deal begins that names no stage.</summary>
    public KnownStage First => Stages.First(s => s.Kind == StageKind.Open);

    /// <summary>The stage a word means, in anybody's spelling; null where none is meant.</summary>
    public KnownStage? Find(string? word) => StageWords.Find(word, Terms) is { } found ? Stages.First(s => s.Key == found.Key) : null;

    public KnownStage Ending(StageKind kind) => Stages.First(s => s.Kind == kind);
}

/// <summary>All pipelines of a tenant at a moment.</summary>
public sealed class PipelineBook(IReadOnlyList<KnownPipeline> pipelines)
{
    readonly Dictionary<Guid, KnownStage> _stages = pipelines.SelectMany(p => p.Stages).ToDictionary(s => s.Id);

    public IReadOnlyList<KnownPipeline> Pipelines { get; } = pipelines;
    public KnownPipeline Default { get; } = pipelines.First(p => p.IsDefault);

    public KnownStage Stage(Guid id) => _stages[id];

    /// <summary>Null where there is none such.</summary>
    public KnownStage? Find(Guid id) => _stages.GetValueOrDefault(id);

    public KnownPipeline Pipeline(Guid id) => Pipelines.First(p => p.Id == id);

    /// <summary>By key or id; the default one for null; null where there is none such.</summary>
    public KnownPipeline? Find(string? word) => string.IsNullOrWhiteSpace(word)
        ? Default
        : Pipelines.FirstOrDefault(p => p.Key == StageWords.Key(word)) ?? (Guid.TryParse(word, out var id) ? Pipelines.FirstOrDefault(p => p.Id == id) : null);

    /// <summary>The stages that a word means over all pipelines.</summary>
    public IReadOnlyList<KnownStage> FindStages(string word) => [.. Pipelines.Select(p => p.Find(word)).OfType<KnownStage>()];
}

/// <summary>The pipelines of all tenants, in memory: every deal that is written or shown needs them, and they hardly change. A change drops the tenant's book.</summary>
public sealed class PipelineBooks
{
    readonly ConcurrentDictionary<Guid, PipelineBook> _known = new();
    int _drops;

    public PipelineBooks(Database database, EventTail tail)
    {
        database.OnCommit((tenant, kinds) =>
        {
            if (kinds.Contains("settings.changed"))
                Drop(tenant);
        });
        tail.Follow(events =>
        {
            foreach (var changed in events.Where(e => e.Kind == "settings.changed"))
                Drop(changed.TenantId);
        });
    }

    public async ValueTask<PipelineBook> Of(SalesDb db, CancellationToken stop)
    {
        if (_known.TryGetValue(db.TenantId, out var book))
            return book;
        var drops = Volatile.Read(ref _drops);
        book = await Load(db, stop);
        // What was read before a change must not be kept after it.
        if (drops == Volatile.Read(ref _drops))
            _known[db.TenantId] = book;
        return book;
    }

    void Drop(Guid tenant)
    {
        Interlocked.Increment(ref _drops);
        _known.TryRemove(tenant, out _);
    }

    /// <summary>As stored now. For subscribers, which the store itself needs and which therefore cannot ask for the memory.</summary>
    internal static async Task<PipelineBook> Load(SalesDb db, CancellationToken stop)
    {
        var stages = (await db.Stages.AsNoTracking().OrderBy(s => s.Position).ToListAsync(stop)).ToLookup(s => s.PipelineId);
        var pipelines = await db.Pipelines.AsNoTracking().OrderBy(p => p.Position).ToListAsync(stop);
        return new([.. pipelines.Select(p => Known(p, stages[p.Id]))]);
    }

    static KnownPipeline Known(Pipeline pipeline, IEnumerable<Stage> stages)
    {
        var known = stages.Select(s => new KnownStage(s.Id, pipeline.Id, s.Terms())).ToList();
        return new(pipeline.Id, pipeline.IsDefault, new() { Key = pipeline.Key, Label = pipeline.Name, Stages = [.. known.Select(s => s.Terms)] }, known);
    }
}
