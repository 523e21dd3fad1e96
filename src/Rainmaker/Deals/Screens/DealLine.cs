using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Deals.Screens;

/// <summary>Whether the next step with a deal is taken care of: what a seller looks for first.</summary>
public enum NextStep { Planned, Today, Overdue, None }

/// <summary>A deal as a card or a row, with what it should be noticed for.</summary>
/// <param name="IdleDays">Full days without activity or human change, where that is too long for its stage and nothing is planned; else null.</param>
/// <param name="ClosesLate">Its expected close date has passed.</param>
public sealed record DealLine(Deal Deal, KnownStage Stage, string? Owner, NextStep Next, int? IdleDays, bool ClosesLate)
{
    public static DealLine Of(Deal deal, PipelineBook book, IReadOnlyDictionary<Guid, string> names, TenantInfo tenant, DateTimeOffset now)
    {
        var (stage, today) = (book.Stage(deal.StageId), tenant.DayOf(now));
        var terms = deal.Terms(stage);
        return new(deal, stage, deal.OwnerId is { } owner ? names.GetValueOrDefault(owner) : null, NextOf(deal, tenant, now, today),
            Figures.IsStalled(terms, now, 14) ? Figures.IdleDays(terms, now) : null, deal.IsOpen && deal.ExpectedCloseDate < today);
    }

    static NextStep NextOf(Deal deal, TenantInfo tenant, DateTimeOffset now, DateOnly today) => deal.NextActivityAt switch
    {
        null => NextStep.None,
        { } at when at < now => NextStep.Overdue,
        { } at when tenant.DayOf(at) == today => NextStep.Today,
        _ => NextStep.Planned,
    };
}
