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

/// <summary>Holds today's pipeline against the median of the latest snapshots: total or weighted, by percent or by deviations, whichever strikes first.</summary>
public static class PipelineAlarm
{
    const double Normal = 1.4826;

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
        var (now, usual) = (size(today), Median([.. past.Select(size)]));
        var off = Math.Abs(now - usual);
        var spread = Normal * (double)Median([.. past.Select(p => Math.Abs(size(p) - usual))]);
        var percent = usual == 0 ? now == 0 ? 0 : 100 : (double)((now - usual) / usual) * 100;
        // Of a pipeline that never moved any change would be infinitely many deviations.
        var strays = spread > 0 && (double)off > settings.Deviations * spread;
        if (Math.Abs(percent) <= settings.Percent && !strays)
            return null;
        var (way, grave) = (now < usual ? "down" : "up", now < usual && percent <= -settings.Percent);
        return new(of, now, usual, percent, $"{of} is {way} {Math.Abs(percent):0} %",
            $"{of}: {Money.Text(now, currency)} today, usually {Money.Text(usual, currency)} over the last {past.Length} snapshots.", grave ? Severity.Warning : Severity.Info);
    }

    static decimal Median(decimal[] values)
    {
        Array.Sort(values);
        return (values[values.Length / 2] + values[(values.Length - 1) / 2]) / 2;
    }
}
