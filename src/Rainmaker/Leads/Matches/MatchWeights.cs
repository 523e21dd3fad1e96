using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Leads.Matches;

/// <summary>What the last search estimated of a tenant's leads, kept so that a capture judges as the search would.</summary>
public sealed class MatchWeights : ITenantOwned
{
    // What agrees by chance cannot be told from fewer.
    const int Fewest = 100;

    public required Guid TenantId { get; init; }
    public required Guid ScanId { get; set; }
    public required int Records { get; set; }

    /// <summary>JSON of <see cref="LinkageWeights"/>.</summary>
    public required string Weights { get; set; }

    /// <summary>What holds where no search has looked at enough leads yet.</summary>
    public static LinkageWeights Usual { get; } = UsualWeights.Of(PersonTraits.Fields);

    /// <summary>Those of a search through leads; too few leave what was there.</summary>
    public static async Task Keep(SalesDb db, Guid scan, int records, LinkageWeights weights, CancellationToken stop)
    {
        if (records < Fewest)
            return;
        var json = JsonSerializer.Serialize(weights);
        await db.Execute($"""
            insert into match_weights (tenant_id, scan_id, records, weights) values ({db.TenantId}, {scan}, {records}, {json})
            on conflict (tenant_id) do update set scan_id = excluded.scan_id, records = excluded.records, weights = excluded.weights
            """, stop);
    }

    /// <summary>Null where they were kept by a version that compared other fields.</summary>
    public static LinkageWeights? Read(string json) =>
        JsonSerializer.Deserialize<LinkageWeights>(json) is { } weights && weights.Fields.SequenceEqual(PersonTraits.Fields) ? weights : null;
}

sealed class MatchWeightsTable : IEntityTypeConfiguration<MatchWeights>
{
    public void Configure(EntityTypeBuilder<MatchWeights> builder)
    {
        builder.ToTable("match_weights");
        builder.HasKey(w => w.TenantId);
    }
}
