using Rainmaker.Intelligence.Insights;

namespace Rainmaker.Intelligence.Anomalies;

/// <summary>An open pipeline at the end of a day, in base currency.</summary>
public readonly record struct PipelineSize(DateOnly On, decimal Total, decimal Weighted);

/// <summary>When a change of the pipeline is significant.</summary>
public sealed record PipelineAlarmSettings
{
    public static PipelineAlarmSettings Default { get; } = new();

    /// <summary>Percent off what is usual.</summary>
    public double Percent { get; init; } = 20;

    /// <summary>Robust standard deviations (1.4826 times the median deviation) off it.</summary>
    public double Deviations { get; init; } = 3;

    /// <summary>Snapshots that say what is usual.</summary>
    public int Latest { get; init; } = 30;

    /// <summary>Fewer say nothing.</summary>
    public int Least { get; init; } = 5;
}

/// <summary>A significant change.</summary>
/// <param name="Of">"Pipeline" or "Weighted pipeline".</param>
/// <param name="Change">Percent off what is usual, signed.</param>
public sealed record PipelineChange(string Of, decimal Now, decimal Usual, double Change, string Title, string Description, Severity Severity);

/// <summary>What the latest snapshots make usual of one size, and how far off it stands now.</summary>
/// <param name="Percent">Signed; null where the usual is zero.</param>
/// <param name="IsFarOff">By percent or by deviations, whichever strikes first.</param>
readonly record struct Usual(decimal Value, double? Percent, bool IsFarOff)
{
    public static Usual Of(decimal now, decimal[] past, PipelineAlarmSettings settings)
    {
        var usual = Robust.Median(past);
        var off = Math.Abs(now - usual);
        var spread = Robust.Normal * (double)Robust.Median([.. past.Select(p => Math.Abs(p - usual))]);
        double? percent = usual == 0 ? null : (double)((now - usual) / Math.Abs(usual)) * 100;
        // Of a pipeline that never moved any change would be infinitely many deviations.
        var strays = spread > 0 && (double)off > settings.Deviations * spread;
        return new(usual, percent, strays || (percent is { } by ? Math.Abs(by) > settings.Percent : off > 0));
    }
}

/// <summary>Holds today's pipeline against the median of the latest snapshots: total or weighted, by percent or by deviations, whichever strikes first.</summary>
public static class PipelineAlarm
{
    /// <param name="earlier">In any order; the latest count, today's own does not.</param>
    public static IReadOnlyList<PipelineChange> Judge(IEnumerable<PipelineSize> earlier, PipelineSize today, string currency, PipelineAlarmSettings settings)
    {
        PipelineSize[] past = [.. earlier.Where(p => p.On < today.On).OrderByDescending(p => p.On).Take(settings.Latest)];
        if (past.Length < settings.Least)
            return [];
        PipelineChange?[] found = [Change("Pipeline", past, today, p => p.Total, currency, settings), Change("Weighted pipeline", past, today, p => p.Weighted, currency, settings)];
        return [.. found.OfType<PipelineChange>()];
    }

    static PipelineChange? Change(string of, PipelineSize[] past, PipelineSize today, Func<PipelineSize, decimal> size, string currency, PipelineAlarmSettings settings)
    {
        var now = size(today);
        if (Usual.Of(now, [.. past.Select(size)], settings) is not { IsFarOff: true } found)
            return null;
        var (usual, percent) = (found.Value, found.Percent ?? 100);
        var (way, grave) = (now < usual ? "down" : "up", now < usual && percent <= -settings.Percent);
        return new(of, now, usual, percent, $"{of} is {way} {Math.Abs(percent):0} %",
            $"{of}: {Money.Text(Math.Round(now), currency)} today, usually {Money.Text(Math.Round(usual), currency)} over the last {past.Length} snapshots.", grave ? Severity.Warning : Severity.Info);
    }
}
