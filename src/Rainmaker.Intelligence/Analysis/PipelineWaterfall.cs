using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>A deal as it stood at one moment.</summary>
/// <param name="Value">In base currency; 0 while nobody has put a figure to it.</param>
public readonly record struct DealStanding(StageKind Status, decimal Value, DateOnly? ExpectedClose);

/// <summary>A deal at two moments.</summary>
/// <param name="Start">Null where it was not there, or not in sight, yet.</param>
/// <param name="End">Null where it is no longer there, or in sight.</param>
/// <param name="IsNew">It was opened after the start.</param>
public sealed record DealBetween(string Id, DealStanding? Start, DealStanding? End, bool IsNew);

/// <summary>Why an open pipeline is another than it was; in the order in which it is drawn.</summary>
public enum WaterfallPart { New, Reopened, CameIn, PulledIn, Grown, Shrunk, Pushed, Won, Lost, LeftOut }

/// <summary>What one deal did to the sum. Zero for a date that moved within the pipeline, and for deals without a value.</summary>
public readonly record struct WaterfallStep(string Deal, WaterfallPart Part, decimal Amount);

/// <param name="Deals">How many deals did so.</param>
/// <param name="Amount">Signed; what is taken away is negative.</param>
public sealed record WaterfallBar(WaterfallPart Part, int Deals, decimal Amount);

/// <summary>From one sum to another: start plus all bars is the end, to the cent.</summary>
/// <param name="Bars">One for each part, also where nothing did so.</param>
/// <param name="Steps">What the bars are made of.</param>
public sealed record Waterfall(decimal Start, IReadOnlyList<WaterfallBar> Bars, decimal End, IReadOnlyList<WaterfallStep> Steps);

/// <summary>
/// Takes the change of an open pipeline between two moments apart, deal by deal, from how each stood at both; what it did in between and undid again is not seen. With a
/// day to close by, the pipeline is what is expected to close until then, and a date that moves across that day pushes a deal out or pulls it in; without one, all
/// open deals count, and moved dates are told without changing the sum.
/// </summary>
public static class PipelineWaterfall
{
    static readonly WaterfallPart[] Parts = Enum.GetValues<WaterfallPart>();

    /// <param name="start">The sum at the first moment.</param>
    /// <param name="changed">Deals that stood otherwise at the two moments; those that did not may be left out.</param>
    /// <param name="closeBy">The last day that counts; null counts all open deals.</param>
    public static Waterfall Between(decimal start, IEnumerable<DealBetween> changed, DateOnly? closeBy)
    {
        var steps = changed.SelectMany(d => Steps(d, closeBy)).ToList();
        var byPart = steps.ToLookup(s => s.Part);
        return new(start, [.. Parts.Select(p => new WaterfallBar(p, byPart[p].Count(), byPart[p].Sum(s => s.Amount)))], start + steps.Sum(s => s.Amount), steps);
    }

    /// <summary>Whether a deal counts in the pipeline.</summary>
    public static bool Counts(DealStanding? deal, DateOnly? closeBy) => deal is { Status: StageKind.Open } open && (closeBy is not { } day || open.ExpectedClose <= day);

    /// <summary>What one deal did: its amounts add up to the difference it made.</summary>
    public static IEnumerable<WaterfallStep> Steps(DealBetween deal, DateOnly? closeBy)
    {
        WaterfallStep Step(WaterfallPart part, decimal amount) => new(deal.Id, part, amount);
        var (counted, counts) = (Counts(deal.Start, closeBy), Counts(deal.End, closeBy));
        if (deal.End is not { } end)
        {
            if (counted)
                yield return Step(WaterfallPart.LeftOut, -deal.Start!.Value.Value);
            yield break;
        }
        // Within the window or not, a win is a win: it came out of the pipeline that counts.
        var ended = end.Status == StageKind.Won || (end.Status == StageKind.Lost && (closeBy is null || end.ExpectedClose <= closeBy));
        if (counted)
        {
            if (end.Value - deal.Start!.Value.Value is var more && more != 0)
                yield return Step(more > 0 ? WaterfallPart.Grown : WaterfallPart.Shrunk, more);
        }
        else if (deal.Start is null)
        {
            if (counts || (deal.IsNew && ended))
                yield return Step(deal.IsNew ? WaterfallPart.New : WaterfallPart.CameIn, end.Value);
        }
        else if (deal.Start is { Status: StageKind.Open })
        {
            if (counts || end.Status == StageKind.Won)
                yield return Step(WaterfallPart.PulledIn, end.Value);
        }
        else if (counts)
            yield return Step(WaterfallPart.Reopened, end.Value);

        var came = counted || (deal.Start is null && deal.IsNew && ended) || (deal.Start is { Status: StageKind.Open } && end.Status == StageKind.Won);
        if (end.Status != StageKind.Open && came)
            yield return Step(end.Status == StageKind.Won ? WaterfallPart.Won : WaterfallPart.Lost, -end.Value);
        else if (counted && !counts)
            yield return Step(WaterfallPart.Pushed, -end.Value);
        else if (closeBy is null && counted && counts && deal.Start!.Value.ExpectedClose is { } before && end.ExpectedClose is { } after && before != after)
            yield return Step(after > before ? WaterfallPart.Pushed : WaterfallPart.PulledIn, 0);
    }
}
