using System.Globalization;
using System.Text.Json;
using Rainmaker.Intelligence.Anomalies;

namespace Rainmaker.Intelligence.Tests.Anomalies;

/// <summary>The Numenta benchmark's files by the rule of the protocol; plain z-scores and median deviations reach .341 and .696 at best.</summary>
public sealed class PublicSeriesTests
{
    [Theory]
    [InlineData("realKnownCause", 18, 0.45)]
    [InlineData("realAdExchange", 14, 0.70)]
    public void One_default_finds_what_is_known_to_have_happened(string group, int events, double f1)
    {
        var folder = SharedFiles.Path("anomaly/nab");
        var windows = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(File.ReadAllText(Path.Combine(folder, "labels", "combined_windows.json")))!;

        var score = Directory.GetFiles(Path.Combine(folder, "data", group), "*.csv").Order(StringComparer.Ordinal).Select(file =>
        {
            SeriesPoint[] series = [.. File.ReadLines(file).Skip(1).Select(line => line.Split(',')).Select(cells => new SeriesPoint(Time(cells[0]), double.Parse(cells[1], CultureInfo.InvariantCulture)))];
            return AlarmScore.Of([.. series.Select(p => p.At)], FindAnomalies.In(series, AnomalySettings.Default).Select(a => a.Index),
                windows[$"{group}/{Path.GetFileName(file)}"].Select(w => (Time(w[0]), Time(w[1]))));
        }).Aggregate((one, other) => one + other);

        Assert.Equal(events, score.Events);
        Assert.True(score.F1 >= f1, $"{group}: {score}");
    }

    static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
