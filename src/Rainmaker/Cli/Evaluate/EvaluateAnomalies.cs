using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Rainmaker.Intelligence.Anomalies;

namespace Rainmaker.Cli.Evaluate;

/// <summary>Finds what is unusual in a series in a file; with the windows of what is known to have happened, says how well.</summary>
static class EvaluateAnomalies
{
    public static Command Command()
    {
        var csv = EvaluateVerb.Csv();
        var delimiter = EvaluateVerb.Delimiter();
        var time = new Option<string?>("--time") { Description = "Column of the timestamps; the first that holds them where left out.", HelpName = "COL" };
        var value = new Option<string?>("--value") { Description = "Column of the values; the first with numbers where left out.", HelpName = "COL" };
        var truth = new Option<string?>("--truth") { Description = "JSON: windows [[from, to], ...], or an object that has them under the file's name.", HelpName = "FILE" };
        var flags = new Option<string?>("--out") { Description = "Where to write a row for each alarm: when, how far out, the expected range and why.", HelpName = "FILE" };
        var verb = new Command("anomalies", "Find what is unusual in a series, each point judged by its past only. The first 15 % is for learning.") { csv, delimiter, time, value, truth, flags, Given.Json() };
        verb.SetAction(given => Run(given, CsvTable.Read(given.GetRequiredValue(csv), given.GetValue(delimiter)), given.GetValue(time), given.GetValue(value), given.GetValue(truth), given.GetValue(flags)));
        return verb;
    }

    static int Run(ParseResult given, CsvTable table, string? timeColumn, string? valueColumn, string? truth, string? flagsFile)
    {
        var at = timeColumn is null ? Guess(table, c => Time(c) is not null && Number(c) is null, "timestamps", "--time", -1) : table.Required(timeColumn, "--time");
        var of = valueColumn is null ? Guess(table, c => Number(c) is not null, "numbers", "--value", at) : table.Required(valueColumn, "--value");
        var series = Read(table, at, of);
        var watch = Stopwatch.StartNew();
        var all = FindAnomalies.In(series, AnomalySettings.Default);
        var seconds = watch.Elapsed.TotalSeconds;
        // Places in time, so that a file out of order is judged as it happened.
        var order = Enumerable.Range(0, series.Length).Where(i => double.IsFinite(series[i].Value)).OrderBy(i => series[i].At).ToArray();
        var place = order.Select((row, i) => (row, i)).ToDictionary(p => p.row, p => p.i);
        var learning = (int)(AlarmScore.WarmUp * order.Length);
        Anomaly[] found = [.. all.Where(a => place[a.Index] >= learning)];
        var what = table.Columns[of];
        if (flagsFile is not null)
            Write(flagsFile, found, what, table.Column(at), series);
        var score = truth is null || order.Length == 0 ? null
            : AlarmScore.Of([.. order.Select(i => series[i].At)], found.Select(a => place[a.Index]), Windows(truth, table.Path));

        new Terminal(given).Answer(
            new
            {
                Rows = table.Rows,
                TimeColumn = table.Columns[at],
                ValueColumn = what,
                LearningRows = learning,
                Alarms = found.Length,
                Flags = found.Select(a => new { Timestamp = table.Column(at)[a.Index], Value = series[a.Index].Value, a.Expected, a.Low, a.High, a.Score, Kind = Words<AnomalyKind>.ToWord[a.Kind], Reason = Why(a, what, table.Column(at)) }),
                Events = score?.Events,
                Found = score?.Found,
                FalseAlarms = score?.FalseAlarms,
                Precision = score?.Precision,
                Recall = score?.Recall,
                F1 = score?.F1,
                Seconds = Math.Round(seconds, 3),
                Out = flagsFile,
            },
            string.Create(CultureInfo.InvariantCulture, $"{found.Length} alarms in {table.Rows:N0} rows of {what}{(score is null ? "" : $"; {score.Found} of {score.Events} events found, {score.FalseAlarms} false alarms, F1 {score.F1:0.000}")}.")
            + string.Concat(found.Take(20).Select(a => $"\n  {Why(a, what, table.Column(at))}")));
        return (int)ExitCode.Done;
    }

    static int Guess(CsvTable table, Func<string, bool> fits, string sought, string option, int taken)
    {
        const double Nearly = 0.95;
        for (var column = 0; column < table.Columns.Count; column++)
        {
            var filled = table.Column(column).OfType<string>().ToArray();
            if (column != taken && filled.Length > 0 && filled.Count(fits) >= Nearly * filled.Length)
                return column;
        }
        throw new CannotContinue($"{table.Path}: no column holds {sought}; name it with {option}. There are: {string.Join(", ", table.Columns)}.", ExitCode.Usage);
    }

    static SeriesPoint[] Read(CsvTable table, int at, int of)
    {
        var series = new SeriesPoint[table.Rows];
        for (var row = 0; row < table.Rows; row++)
        {
            var (when, much) = (table.Column(at)[row], table.Column(of)[row]);
            var moment = when is null ? null : Time(when);
            if (moment is null)
                throw table.Fault(row, at, when is null ? "there is no timestamp" : $"\"{when}\" is no timestamp");
            // A hole in the measurements is passed over, a word is a mistake in the file.
            if (much is not null && Number(much) is null && !much.Equals("NaN", StringComparison.OrdinalIgnoreCase))
                throw table.Fault(row, of, $"\"{much}\" is no number");
            series[row] = new(moment.Value, much is null ? double.NaN : Number(much) ?? double.NaN);
        }
        return series;
    }

    static List<(DateTime, DateTime)> Windows(string path, string csv)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var windows = json.RootElement;
            if (windows.ValueKind == JsonValueKind.Object)
            {
                var full = Path.GetFullPath(csv).Replace('\\', '/');
                windows = windows.EnumerateObject().FirstOrDefault(p => full.EndsWith("/" + p.Name, StringComparison.Ordinal)).Value;
                if (windows.ValueKind != JsonValueKind.Array)
                    throw new CannotContinue($"--truth: {path} has nothing under a name that {csv} ends with.", ExitCode.Usage);
            }
            return [.. windows.EnumerateArray().Select(w => (Moment(w[0]), Moment(w[1])))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new CannotContinue($"--truth: {path} does not hold windows as [[\"from\", \"to\"], ...]: {e.Message}", ExitCode.Usage);
        }
    }

    static DateTime Moment(JsonElement text) => Time(text.GetString() ?? "") ?? throw new FormatException($"\"{text}\" is no timestamp");

    static void Write(string path, Anomaly[] found, string what, string?[] times, SeriesPoint[] series)
    {
        using var csv = new CsvWriter(new StreamWriter(path), CultureInfo.InvariantCulture);
        csv.WriteRecords(found.Select(a => new { timestamp = times[a.Index], value = series[a.Index].Value, expected = a.Expected, low = a.Low, high = a.High, score = a.Score, anomaly = 1, kind = Words<AnomalyKind>.ToWord[a.Kind], points = a.Points, reason = Why(a, what, times) }));
    }

    static string Why(Anomaly anomaly, string what, string?[] times) => AnomalyWords.Say(anomaly, what, $"at {times[anomaly.Index]}");

    static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    // As the clock says that wrote it: hours and weekdays are those of the file.
    static DateTime? Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.DateTime : null;
}
