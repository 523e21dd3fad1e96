using Rainmaker.Connectors;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Daily;
using Rainmaker.Platform;

namespace Rainmaker.Cli;

/// <summary>A pipeline from wherever it is kept.</summary>
static class PullPipeline
{
    /// <summary>From a CRM: its deals, and no more of the rest than their names need.</summary>
    public static async Task<(SalesPipelineData Data, IReadOnlyList<string> Gaps)> Of(ICrm crm, DateTimeOffset now, CancellationToken stop)
    {
        var gaps = new List<string>();
        var deals = new List<Deal>();
        await foreach (var page in crm.Deals(Reading.All, stop))
        {
            deals.AddRange(page.Records.Where(d => SalesPipelineData.Counts(d, now)));
            gaps.AddRange(page.Gaps.Select(g => g.Notice));
        }
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        await Try("owners", async () =>
        {
            await foreach (var owner in crm.Owners(Reading.All, stop).Records().WithCancellation(stop))
                owners[owner.Id] = owner.Name;
        });
        var companies = new Dictionary<string, string>(StringComparer.Ordinal);
        await Try("companies", async () => deals = await WithCompanies(crm, deals, companies, stop));
        return (SalesPipelineData.Of(deals, owners, companies, crm.Source, now), gaps);

        async Task Try(string what, Func<Task> read)
        {
            try
            {
                await read();
            }
            catch (CrmFault fault) when (fault.Kind is CrmFaultKind.MissingScope or CrmFaultKind.NotOffered)
            {
                gaps.Add($"The names of {what} are missing: {fault.Message}");
            }
        }
    }

    static async Task<List<Deal>> WithCompanies(ICrm crm, List<Deal> deals, Dictionary<string, string> names, CancellationToken stop)
    {
        if (!crm.LinksStandInRecords && deals.Count > 0)
        {
            var of = new Dictionary<string, string>(StringComparer.Ordinal);
            await foreach (var link in crm.Associations(AssociationKind.DealCompany, new() { Ids = deals.ConvertAll(d => d.Id) }, stop).Records().WithCancellation(stop))
                if (link.IsPrimary || !of.ContainsKey(link.From))
                    of[link.From] = link.To;
            deals = deals.ConvertAll(d => d.CompanyId is null && of.TryGetValue(d.Id, out var company) ? d with { CompanyId = company } : d);
        }
        var wanted = deals.Where(d => d.CompanyName is null && d.CompanyId is not null).Select(d => d.CompanyId!).ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0)
            return deals;
        await foreach (var company in crm.Companies(Reading.All, stop).Records().WithCancellation(stop))
        {
            if (wanted.Remove(company.Id))
                names[company.Id] = company.Name;
            if (wanted.Count == 0)
                break;
        }
        return deals;
    }

    /// <summary>From our own tables.</summary>
    public static async Task<SalesPipelineData> Own(Workplace place, Guid tenant, DateTimeOffset now, CancellationToken stop)
    {
        await using var db = await place.Get<Database>().Open(Actor.System(tenant), stop);
        var book = await place.Get<Deals.PipelineBooks>().Of(db, stop);
        var names = await db.Users.ToDictionaryAsync(u => u.Id.ToString(), u => u.Name, stop);
        var deals = await db.Set<Deals.Deal>().Where(d => d.Status != StageKind.Lost).ToListAsync(stop);
        return SalesPipelineData.Of(deals.Select(d => new Deal
        {
            Id = d.Id.ToString(),
            Name = d.Name,
            Stage = book.Stage(d.StageId).Terms,
            CompanyName = d.Company,
            OwnerId = d.OwnerId?.ToString(),
            Value = d.Value,
            BaseValue = d.BaseValue,
            OwnProbability = d.Status == StageKind.Won ? 100 : d.Probability,
            ClosedAt = d.ClosedOn is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null,
            CreatedAt = d.CreatedAt,
            StageEnteredAt = d.StageEnteredAt,
            UpdatedAt = d.UpdatedAt,
        }), names, new Dictionary<string, string>(), "rainmaker", now);
    }
}
