using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Leads.Learned;

public enum ScoredKind { Lead, Deal }

/// <summary>In use: scores are its. Replaced: an earlier one. Refused: it did no better on outcomes neither had seen.</summary>
public enum ModelState { InUse, Replaced, Refused }

/// <summary>A version of what was learned from the tenant's own outcomes.</summary>
public sealed class ScoringModel : IEntity
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required ScoredKind Kind { get; init; }
    public required int Version { get; init; }
    public required ModelState State { get; set; }
    public required bool HasEvidence { get; init; }
    public required int Outcomes { get; init; }
    public required int Positives { get; init; }

    /// <summary>When the first and the last of the outcomes were settled.</summary>
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset Until { get; init; }

    /// <summary>By outcomes that those who judge had not seen.</summary>
    public Honest? Figures { get; init; }
    public required ColumnWeight[] Weights { get; init; }

    /// <summary>Why it is in use, or is not.</summary>
    public required string Why { get; init; }

    /// <summary>JSON of a <see cref="LearnedModel"/>.</summary>
    public required string Model { get; init; }

    /// <summary>JSON: track records by key, as of the last scoring.</summary>
    public required string Record { get; set; }
    public required DateTimeOffset TrainedAt { get; init; }
}

/// <param name="Weight">Mean of the absolute log-odds it adds.</param>
public sealed record ColumnWeight(string Column, double Weight);

sealed class ScoringModelTable : IEntityTypeConfiguration<ScoringModel>
{
    public void Configure(EntityTypeBuilder<ScoringModel> builder)
    {
        builder.ToTable("scoring_model");
        builder.Property(m => m.Figures).IsJson();
        builder.Property(m => m.Weights).IsJson();
        builder.Property(m => m.Record).HasColumnType("jsonb");
    }
}

/// <summary>What the model in use says of one open lead or deal, with what it was given.</summary>
public sealed class LearnedScoreRow : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required ScoredKind Kind { get; init; }
    public required Guid EntityId { get; init; }
    public required Guid ModelId { get; init; }

    /// <summary>0 to 100: exactly the sum of the reasons' points.</summary>
    public required int Score { get; init; }

    /// <summary>0 to 1.</summary>
    public required decimal Probability { get; init; }
    public required LearnedReason[] Reasons { get; init; }
    public required string[] Missing { get; init; }
    public required string Features { get; init; }
    public required DateTimeOffset ScoredAt { get; init; }

    public static LearnedScoreRow Of(SalesDb db, ScoredKind kind, Guid entity, Guid model, LearnedScore score, FactTable facts, int row) => new()
    {
        TenantId = db.TenantId, Kind = kind, EntityId = entity, ModelId = model, Score = score.Score, Probability = Math.Round((decimal)score.Probability, 6),
        Reasons = [.. score.Reasons], Missing = [.. score.Missing], Features = FeaturesOf(facts, row), ScoredAt = db.Now,
    };

    static string FeaturesOf(FactTable facts, int row) => Json.Write(facts.Columns.ToDictionary(c => c.Name, object? (c) => c switch
    {
        NumberColumn n => double.IsFinite(n.Values[row]) ? Math.Round(n.Values[row], 3) : null,
        WordColumn w => w.Codes[row] < 0 ? null : w.Levels[w.Codes[row]],
        _ => null,
    }, StringComparer.Ordinal));
}

sealed class LearnedScoreTable : IEntityTypeConfiguration<LearnedScoreRow>
{
    public void Configure(EntityTypeBuilder<LearnedScoreRow> builder)
    {
        builder.ToTable("learned_score");
        builder.HasKey(s => new { s.TenantId, s.Kind, s.EntityId });
        builder.Property(s => s.Probability).HasColumnType("numeric(7,6)");
        builder.Property(s => s.Reasons).IsJson();
        builder.Property(s => s.Missing).IsJson();
        builder.Property(s => s.Features).HasColumnType("jsonb");
    }
}

/// <summary>
/// Whether the learned score stands in for the card (and the learned chance for the stage's probability). Off until the tenant turns it on, and even then
/// only where the model in use has evidence: see docs/decisions.
/// </summary>
public sealed record LearnedScoringSettings
{
    public bool Leads { get; init; }
    public bool Deals { get; init; }

    public bool IsOn(ScoredKind kind) => kind == ScoredKind.Lead ? Leads : Deals;
}

static class LearnedSets
{
    extension(SalesDb db)
    {
        public DbSet<ScoringModel> ScoringModels => db.Set<ScoringModel>();
        public DbSet<LearnedScoreRow> LearnedScores => db.Set<LearnedScoreRow>();
    }
}
