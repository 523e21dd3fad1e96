using Rainmaker.Deals;

namespace Rainmaker.Sync.Landing;

/// <summary>What both sides keep of a deal.</summary>
public sealed record DealTerms(string Name, Guid StageId, decimal? Value, string Currency, decimal? OwnProbability, DateOnly? Expected, DateOnly? ClosedOn, string? LostReason, string? Company, Guid? CompanyId, Guid? ContactId, Guid? OwnerId)
{
    /// <param name="stage">Of ours, that theirs is linked to.</param>
    public static DealTerms Told(Crm.Deal told, KnownStage stage, TenantInfo tenant, IReadOnlyDictionary<string, Guid> companies, IReadOnlyDictionary<string, Guid> contacts, IReadOnlyDictionary<string, Guid> owners) => new(
        Arrival.Fit(told.Name, 200) ?? told.Id, stage.Id, told.Value is { } value && value is >= 0 and < 1e15m ? Math.Round(value, 2, MidpointRounding.AwayFromZero) : null,
        told.Currency is { Length: 3 } currency ? currency.ToUpperInvariant() : tenant.Currency,
        stage.Kind == StageKind.Open && told.OwnProbability is { } own && own is >= 0 and <= 100 ? Math.Round(own, 2) : null,
        told.ExpectedClose, stage.Kind == StageKind.Open ? null : told.ClosedAt is { } closed ? tenant.DayOf(closed) : told.ExpectedClose, stage.Kind == StageKind.Lost ? Arrival.Fit(told.LostReason, 500) : null,
        Arrival.Fit(told.CompanyName, 200), Of(companies, told.CompanyId), told.ContactIds.Select(id => Of(contacts, id)).FirstOrDefault(id => id is not null), Of(owners, told.OwnerId));

    public static DealTerms Of(Deal d) => new(d.Name, d.StageId, d.Value, d.Currency, d.ProbabilityOrigin == ProbabilityOrigin.Manual && d.IsOpen ? d.Probability : null, d.ExpectedCloseDate, d.ClosedOn, d.LostReason, d.Company, d.CompanyId, d.ContactId, d.OwnerId);

    static Guid? Of(IReadOnlyDictionary<string, Guid> known, string? id) => id is not null && known.TryGetValue(id, out var record) ? record : null;

    /// <summary>What both sides come to.</summary>
    public static DealTerms Meet(DealTerms agreed, DealTerms told, DealTerms ours, ThreeWay way) => new(
        way.Take("deal_name", agreed.Name, told.Name, ours.Name), way.Take("stage", agreed.StageId, told.StageId, ours.StageId),
        way.Take("value", agreed.Value, told.Value, ours.Value), way.Take("currency", agreed.Currency, told.Currency, ours.Currency), way.Take("probability", agreed.OwnProbability, told.OwnProbability, ours.OwnProbability),
        way.Take("expected_close_date", agreed.Expected, told.Expected, ours.Expected), way.Take("closed_on", agreed.ClosedOn, told.ClosedOn, ours.ClosedOn), way.Take("lost_reason", agreed.LostReason, told.LostReason, ours.LostReason),
        way.Take("company", agreed.Company, told.Company, ours.Company), way.Take("company_id", agreed.CompanyId, told.CompanyId, ours.CompanyId), way.Take("contact_id", agreed.ContactId, told.ContactId, ours.ContactId),
        way.Take("owner_id", agreed.OwnerId, told.OwnerId, ours.OwnerId));
}
