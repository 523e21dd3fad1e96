using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Daily;

/// <summary>One deal as the daily run tells it.</summary>
/// <param name="Stage">As people read it: "Qualification".</param>
/// <param name="Value">0 while nobody has put a figure to it.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record SalesPipelineLead(string Id, string Name, string Company, string Stage, decimal Value, decimal Probability, string Owner, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>The pipeline of one moment.</summary>
public sealed record SalesPipelineData(DateTimeOffset Timestamp, IReadOnlyList<SalesPipelineLead> Leads, string Source, bool Demo)
{
    /// <summary>Printed by every run.</summary>
    public const string Rule = "Leads are open deals and those won since 1 January; lost ones are left out.";

    public int TotalLeads => Leads.Count;
    public decimal TotalValue => Leads.Sum(l => l.Value);
    public decimal WeightedValue => Leads.Sum(l => l.Value * l.Probability);

    /// <summary>How many leads stand in each stage, in the order they first appear.</summary>
    public IReadOnlyDictionary<string, int> StageBreakdown => new OrderedDictionary<string, int>(Leads.GroupBy(l => l.Stage, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, g.Count())));

    /// <summary>Open deals and those won this year, in the order of their pipeline's stages.</summary>
    /// <param name="companies">Names by id, for deals that do not name their company.</param>
    public static SalesPipelineData Of(IEnumerable<Deal> deals, IReadOnlyDictionary<string, string> owners, IReadOnlyDictionary<string, string> companies, string source, DateTimeOffset now) => new(
        now,
        [.. from deal in deals
            where Counts(deal, now)
            orderby deal.Stage.Position, deal.CreatedAt, deal.Id
            select new SalesPipelineLead(
                deal.Id, deal.Name, deal.CompanyName ?? (deal.CompanyId is { } company ? companies.GetValueOrDefault(company) : null) ?? "", deal.Stage.Label, deal.BaseValue ?? deal.Value ?? 0,
                deal.Probability / 100m, deal.OwnerId is { } owner ? owners.GetValueOrDefault(owner, "") : "", deal.CreatedAt, deal.UpdatedAt ?? deal.StageEnteredAt)],
        source, false);

    public static bool Counts(Deal deal, DateTimeOffset now) =>
        deal.IsOpen || (deal.Stage.Kind == StageKind.Won && (deal.ClosedAt ?? deal.StageEnteredAt) >= new DateTimeOffset(now.UtcDateTime.Year, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Five made-up leads for trying things out: 462,000 in all, 254,500 weighted.</summary>
    public static SalesPipelineData MadeUp(DateTimeOffset now)
    {
        DateTimeOffset Day(int ago, int hour, int minute) => new(now.UtcDateTime.Date.AddDays(-ago).AddHours(hour).AddMinutes(minute), TimeSpan.Zero);
        return new(now,
        [
            new("lead-001", "Integration of all plants", "Harbor Machines", "Qualification", 150_000, 0.3m, "Kira Lind", Day(25, 10, 0), Day(1, 14, 30)),
            new("lead-002", "Service contract", "Cedar Logistics", "Qualification", 40_000, 0.25m, "Hugo Falk", Day(18, 9, 15), Day(2, 11, 0)),
            new("lead-003", "Analytics for the shops", "Lumen Retail", "Proposal", 85_000, 0.5m, "Kira Lind", Day(40, 13, 45), Day(1, 16, 20)),
            new("lead-004", "Move to the cloud", "Granite Energy", "Negotiation", 120_000, 0.75m, "Mira Novak", Day(62, 8, 30), Day(1, 9, 5)),
            new("lead-005", "Licences for three years", "Willow Health", "Closed Won", 67_000, 1.0m, "Hugo Falk", Day(88, 15, 0), Day(3, 10, 40)),
        ], "demo", true);
    }
}
