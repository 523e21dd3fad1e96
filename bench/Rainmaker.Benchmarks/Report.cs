using System.Globalization;
using System.Runtime.InteropServices;

namespace Rainmaker.Benchmarks;

/// <summary>Gathers the figures and prints them as the Markdown that is committed beside the code.</summary>
sealed class Report
{
    readonly List<string> _rows = [];

    /// <param name="goal">The ratio or figure asked for; null where only the figure is of interest.</param>
    public void Row(string what, string measured, string against = "", double? ratio = null, double? goal = null)
    {
        var verdict = (ratio, goal) switch { (null, _) or (_, null) => "", var (r, g) when r >= g => "reached", _ => "missed" };
        _rows.Add(string.Create(CultureInfo.InvariantCulture, $"| {what} | {measured} | {against} | {(ratio is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "")} | {(goal is { } asked ? "≥ " + asked.ToString("0.0", CultureInfo.InvariantCulture) : "")} | {verdict} |"));
        Console.Error.WriteLine(_rows[^1]);
    }

    public void Print()
    {
        Console.WriteLine($"""
            # Measured in one run

            {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; client, server and PostgreSQL share the cores.
            Each pair ran in turns; the medians of the rounds are shown. {Load.Connections} connections unless said.

            | what | measured | against | ratio | asked | |
            |---|---|---|---|---|---|
            """);
        foreach (var row in _rows)
            Console.WriteLine(row);
    }
}
