using System.Text.Json.Serialization;

namespace Rainmaker.Shell;

/// <summary>What a chart plots. Its table shows the same, and its sentence tells it.</summary>
/// <param name="Kind">How the series are drawn, unless one says otherwise.</param>
/// <param name="Categories">One word for each value of every series.</param>
public sealed record Figures(ChartKind Kind, IReadOnlyList<string> Categories, IReadOnlyList<Series> Series)
{
    public ChartFormat Format { get; init; } = ChartFormat.Number;

    /// <summary>ISO 4217, for money.</summary>
    public string? Currency { get; init; }

    /// <summary>A line across: a target, a threshold.</summary>
    public Mark? Mark { get; init; }

    /// <summary>What the first column of the table is called.</summary>
    [JsonIgnore]
    public string Of { get; init; } = "";

    public bool IsEmpty => Series.All(s => s.Values.All(v => v is null or 0));
}

/// <param name="Values">One for each category; null where nothing is known.</param>
public sealed record Series(string Name, IReadOnlyList<decimal?> Values)
{
    public ChartTone? Tone { get; init; }
    public ChartKind? Kind { get; init; }
    public bool Dashed { get; init; }

    /// <summary>Where a click leads: the rows behind each value.</summary>
    public IReadOnlyList<string?>? Hrefs { get; init; }
}

public sealed record Mark(string Label, decimal At);

/// <summary>Bars upright, side by side or stacked; bars lying; lines, areas, dots; a ring of shares; a funnel of stages; a waterfall of one series, whose first and last values are sums and the others signed steps between them.</summary>
public enum ChartKind { Bar, Stack, Row, Line, Area, Dots, Donut, Funnel, Waterfall }

/// <summary>Percent counts from 0 to 100.</summary>
public enum ChartFormat { Number, Money, Percent }

/// <summary>What a series' colour means. Series without one take the palette in order.</summary>
public enum ChartTone { Accent, Good, Warn, Bad, Info, Faint, Neutral }
