using System.Collections.Concurrent;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Leads.Learned;

/// <summary>A model ready to score.</summary>
/// <param name="Record">Track records as of the last scoring.</param>
public sealed record ModelInUse(Guid Id, int Version, LearnedModel Model, Explainer Explainer, TrackRecord Record, DateTimeOffset Since, DateTimeOffset Until);

/// <summary>The models in use of all tenants, read once each: a version never changes.</summary>
public sealed class ModelsInUse
{
    readonly ConcurrentDictionary<Guid, (LearnedModel Model, Explainer Explainer)> _read = new();

    /// <returns>Null while nothing was learned.</returns>
    public async Task<ModelInUse?> Of(SalesDb db, ScoredKind kind, CancellationToken stop)
    {
        var models = db.ScoringModels;
        if (await models.AsNoTracking().Where(m => m.Kind == kind && m.State == ModelState.InUse).Select(m => new { m.Id, m.Version, m.Record, m.Since, m.Until }).SingleOrDefaultAsync(stop) is not { } head)
            return null;
        if (!_read.TryGetValue(head.Id, out var known))
        {
            var model = JsonSerializer.Deserialize<LearnedModel>(await models.Where(m => m.Id == head.Id).Select(m => m.Model).SingleAsync(stop))!;
            _read[head.Id] = known = (model, new Explainer(model));
        }
        return new(head.Id, head.Version, known.Model, known.Explainer, new(Json.Read<Dictionary<string, TrackRecord.Tally>>(head.Record)), head.Since, head.Until);
    }
}
