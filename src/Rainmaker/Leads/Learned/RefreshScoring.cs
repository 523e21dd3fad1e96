using Npgsql;
using NpgsqlTypes;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Leads.Learned;

/// <summary>What a kind brings: its settled ones to learn from, its open ones to score.</summary>
/// <param name="Record">JSON: the track records to keep.</param>
sealed record ScoringMaterial(TrainScoring.History Closed, Guid[] Open, FactTable OpenFacts, string Record);

/// <summary>Learns where it is due and scores all that is open, a thousand at a time. Nothing is locked while it learns.</summary>
sealed class RefreshScoring(Database database, ModelsInUse models)
{
    const int Piece = 1000;
    static readonly TimeSpan Due = TimeSpan.FromHours(20);

    const string WriteSql = """
        insert into learned_score (tenant_id, kind, entity_id, model_id, score, probability, reasons, missing, features, scored_at)
        select $1, $2, u.id, $3, u.score, u.probability, u.reasons::jsonb, u.missing::jsonb, u.features::jsonb, $4
        from unnest($5::uuid[], $6::int[], $7::numeric[], $8::text[], $9::text[], $10::text[]) as u (id, score, probability, reasons, missing, features)
        on conflict (tenant_id, kind, entity_id) do update set model_id = excluded.model_id, score = excluded.score, probability = excluded.probability,
          reasons = excluded.reasons, missing = excluded.missing, features = excluded.features, scored_at = excluded.scored_at
        """;

    /// <param name="read">Reads the kind's rows as of now.</param>
    /// <param name="apply">Puts the scores on the rows where the tenant has turned them on.</param>
    /// <param name="atOnce">Learns even where it is not due by the clock.</param>
    /// <returns>How many were scored; null where there is no model yet.</returns>
    public async Task<int?> Handle(Guid tenant, ScoredKind kind, Func<SalesDb, CancellationToken, Task<ScoringMaterial>> read, Func<SalesDb, CancellationToken, Task> apply, bool atOnce, CancellationToken stop)
    {
        var (material, inUse, decision) = await Learn(tenant, kind, read, atOnce, stop);
        await using var db = await database.Open(Actor.System(tenant), stop);
        if (decision is not null)
            await Keep(db, kind, decision, material, stop);
        if (await models.Of(db, kind, stop) is not { } model)
            return null;
        var record = material.Record;
        await db.Execute($"update scoring_model set record = {record}::jsonb where tenant_id = {tenant} and id = {model.Id}", stop);
        // Those that were settled since keep no score that nobody renews.
        await db.Execute($"delete from learned_score where tenant_id = {tenant} and kind = {Words<ScoredKind>.ToWord[kind]} and not entity_id = any({material.Open})", stop);
        for (var from = 0; from < material.Open.Length; from += Piece)
            await Write(db, kind, model, material, Enumerable.Range(from, Math.Min(Piece, material.Open.Length - from)).ToArray(), stop);
        var decides = model.Model.HasEvidence && db.Tenant.Setting<LearnedScoringSettings>("learned_scoring").IsOn(kind);
        if (decides)
            await apply(db, stop);
        await db.Finish(stop, wake: decides, save: true);
        return material.Open.Length;
    }

    async Task<(ScoringMaterial, ModelInUse?, TrainScoring.Decision?)> Learn(Guid tenant, ScoredKind kind, Func<SalesDb, CancellationToken, Task<ScoringMaterial>> read, bool atOnce, CancellationToken stop)
    {
        ScoringMaterial material;
        ModelInUse? inUse;
        bool isDue;
        await using (var db = await database.Open(Actor.System(tenant), stop))
        {
            var trained = db.ScoringModels;
            material = await read(db, stop);
            inUse = await models.Of(db, kind, stop);
            var last = await trained.Where(m => m.Kind == kind).MaxAsync(m => (DateTimeOffset?)m.TrainedAt, stop);
            isDue = atOnce || last is null || db.Now - last > Due;
        }
        var isEnough = material.Closed.Outcomes.Contains(true) && material.Closed.Outcomes.Contains(false);
        return (material, inUse, isDue && isEnough ? TrainScoring.Decide(material.Closed, inUse, stop) : null);
    }

    static async Task Keep(SalesDb db, ScoredKind kind, TrainScoring.Decision decision, ScoringMaterial material, CancellationToken stop)
    {
        var models = db.ScoringModels;
        var version = 1 + (await models.Where(m => m.Kind == kind).MaxAsync(m => (int?)m.Version, stop) ?? 0);
        if (decision.State == ModelState.InUse)
            await models.Where(m => m.Kind == kind && m.State == ModelState.InUse).ExecuteUpdateAsync(m => m.SetProperty(x => x.State, ModelState.Replaced), stop);
        var row = TrainScoring.Row(db, kind, version, decision, material.Closed, material.Record);
        db.Add(row);
        db.Add(db.NewAudit("scoring.train", "scoring_model", row.Id, Json.Write(new { metadata = new { kind, version, state = row.State, has_evidence = row.HasEvidence, outcomes = row.Outcomes } })));
        await db.SaveChangesAsync(stop);
    }

    static async Task Write(SalesDb db, ScoredKind kind, ModelInUse model, ScoringMaterial material, int[] rows, CancellationToken stop)
    {
        var facts = material.OpenFacts.Take(rows);
        var scored = model.Explainer.Explain(facts).Select((score, i) => LearnedScoreRow.Of(db, kind, material.Open[rows[i]], model.Id, score, facts, i)).ToList();
        await using var command = db.Command(WriteSql);
        command.Parameters.AddRange(new NpgsqlParameter[]
        {
            new NpgsqlParameter<Guid> { TypedValue = db.TenantId }, new NpgsqlParameter<string> { TypedValue = Words<ScoredKind>.ToWord[kind], NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter<Guid> { TypedValue = model.Id }, new NpgsqlParameter<DateTimeOffset> { TypedValue = db.Now },
            new NpgsqlParameter<Guid[]> { TypedValue = [.. scored.Select(s => s.EntityId)] }, new NpgsqlParameter<int[]> { TypedValue = [.. scored.Select(s => s.Score)] },
            new NpgsqlParameter<decimal[]> { TypedValue = [.. scored.Select(s => s.Probability)] }, new NpgsqlParameter<string[]> { TypedValue = [.. scored.Select(s => Json.Write(s.Reasons))] },
            new NpgsqlParameter<string[]> { TypedValue = [.. scored.Select(s => Json.Write(s.Missing))] }, new NpgsqlParameter<string[]> { TypedValue = [.. scored.Select(s => s.Features)] },
        });
        await command.ExecuteNonQueryAsync(stop);
    }
}
