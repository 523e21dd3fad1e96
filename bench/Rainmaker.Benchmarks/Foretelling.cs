using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rainmaker.Intelligence.Anomalies;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Benchmarks;

/// <summary>Forecasts held against months that came, alarms against events that are known, on public data where it is there and on made-up histories; and what both cost.</summary>
static class Foretelling
{
    static readonly DateOnly Origin = new(2026, 1, 1);

    /// <param name="data">Folder with the public data, or null where it is not there.</param>
    public static void Run(string? data)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Console.WriteLine("\n| what | measured | asked |\n|---|---|---|");
        if (data is not null)
        {
            Events(data, "realKnownCause", "F1 at least .45");
            Events(data, "realAdExchange", "F1 at least .70");
            Maven(data);
        }
        MadeUpSellers();
        Cost();
    }

    static void Events(string data, string group, string asked)
    {
        var folder = Path.Combine(data, "anomaly", "nab");
        var windows = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(File.ReadAllText(Path.Combine(folder, "labels", "combined_windows.json")))!;
        var (score, points, watch) = (new AlarmScore(0, 0, 0), 0, new Stopwatch());
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "data", group), "*.csv").Order(StringComparer.Ordinal))
        {
            SeriesPoint[] series = [.. File.ReadLines(file).Skip(1).Select(l => l.Split(',')).Select(c => new SeriesPoint(Moment(c[0]), double.Parse(c[1], CultureInfo.InvariantCulture)))];
            watch.Start();
            var found = FindAnomalies.In(series, AnomalySettings.Default);
            watch.Stop();
            points += series.Length;
            score += AlarmScore.Of([.. series.Select(p => p.At)], found.Select(a => a.Index), windows[$"{group}/{Path.GetFileName(file)}"].Select(w => (Moment(w[0]), Moment(w[1]))));
        }
        Row($"alarms, {group}", $"F1 {score.F1:0.000}: {score.Found} of {score.Events} events, {score.FalseAlarms} false alarms; {points / watch.Elapsed.TotalSeconds:N0} points/s", asked);
    }

    static void Maven(string data)
    {
        DateOnly? Day(string text) => text.Length == 0 ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);
        PastDeal[] deals = [.. File.ReadLines(Path.Combine(data, "pipeline", "maven-crm", "sales_pipeline_asof.csv")).Skip(1).Select(l => l.Split(',')).Select(c => new PastDeal
        {
            Opened = Day(c[5])!.Value, Closed = Day(c[6]), Won = c[4] == "Won", Value = c[7].Length == 0 ? null : double.Parse(c[7], CultureInfo.InvariantCulture), Owner = c[1], Group = c[2],
        })];
        var forecast = LearnForecast.Make(deals, new(2017, 10, 1), 3)!;
        foreach (var month in forecast.Months)
            Row($"Maven, {month.Month.ToString("MMMM yyyy", CultureInfo.InvariantCulture)}, as of 30 September 2017", $"{month.Weighted:N0}, {month.Worst:N0} to {month.Best:N0}, {month.Confidence} % sure", "off by at most 12 %, in the band");
        Row("the same on its own past", $"{forecast.Method}, off by {forecast.Error:0.0} % over {forecast.Backtest.Count} months; " + string.Join(", ", forecast.Methods.Select(m => $"{m.Method} {m.Error:0.0} %")), "");
    }

    /// <summary>Sellers of made-up habits, some with a quarter's cycle, some growing: the months held back are foretold one to three ahead.</summary>
    static void MadeUpSellers()
    {
        var (held, said, count, off, plainOff, came) = (0, 0.0, 0, 0.0, 0.0, 0.0);
        for (var seed = 0; seed < 60; seed++)
        {
            var whole = History(seed, 24, 20 + seed % 5 * 40, seed % 3 == 0 ? [.5, .5, .5] : [.3, .5, .75], seed % 4 == 0 ? 1.5 : 1);
            var origin = Origin.AddMonths(-3);
            var forecast = LearnForecast.Make(whole, origin, 3)!;
            var plain = whole.Where(d => d.Won && d.Closed >= origin.AddMonths(-12) && d.Closed < origin).Sum(d => d.Value!.Value) / 12;
            foreach (var month in forecast.Months)
            {
                var won = whole.Where(d => d.Won && d.Closed >= month.Month && d.Closed < month.Month.AddMonths(1)).Sum(d => d.Value!.Value);
                (held, said, count, off, plainOff, came) = (held + (won >= month.Worst && won <= month.Best ? 1 : 0), said + month.Confidence, count + 1, off + Math.Abs(won - month.Weighted), plainOff + Math.Abs(won - plain), came + won);
            }
        }
        Row("60 made-up sellers, 1 to 3 months ahead", $"off by {100 * off / came:0.0} % (plain mean {100 * plainOff / came:0.0} %); bands held {100.0 * held / count:0} % and said {said / count:0} %", "as often as it says");
    }

    static void Cost()
    {
        var deals = History(7, 36, 5_600, [.4, .5, .6], 1);
        var watch = Stopwatch.StartNew();
        LearnForecast.Make(deals, Origin, 12);
        Row("learning from 200,000 deals, 12 months ahead, with 18 backtests", $"{watch.Elapsed.TotalSeconds:0.0} s on one core", "by a job, never for a request");
    }

    static List<PastDeal> History(int seed, int months, int perMonth, double[] wonInQuarter, double growth)
    {
        var dice = new Random(seed);
        var deals = new List<PastDeal>();
        for (var i = 0; i < months * perMonth; i++)
        {
            var opened = Origin.AddDays(-(int)(months * 30 * Math.Pow(dice.NextDouble(), growth)));
            var closed = opened.AddDays(5 + dice.Next(80));
            deals.Add(new() { Opened = opened, Closed = closed, Won = dice.NextDouble() < wonInQuarter[(closed.Month - 1) % 3], Value = Math.Round(200 + 1800 * dice.NextDouble(), 2), Owner = $"rep {dice.Next(6)}" });
        }
        return deals;
    }

    static void Row(string what, string measured, string asked) => Console.WriteLine($"| {what} | {measured} | {asked} |");

    static DateTime Moment(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
