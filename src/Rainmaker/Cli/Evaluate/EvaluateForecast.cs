using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Cli.Evaluate;

/// <summary>Forecasts the won revenue of coming months from a history of deals as it was known on a day; with what came, says how far off it was.</summary>
static class EvaluateForecast
{
    public static Command Command()
    {
        var csv = EvaluateVerb.Csv();
        var delimiter = EvaluateVerb.Delimiter();
        var columns = new ForecastColumns();
        var asOf = new Option<DateOnly>("--as-of") { Description = "The last day that is known; what closed later counts as open.", HelpName = "DATE", Required = true, CustomParser = text => text.Parsed<DateOnly>((string word, out DateOnly day) => ForecastColumns.TryDay(word, out day), "a date as 2017-09-30") };
        var months = new Option<int>("--months") { Description = $"1 to {RevenueForecast.MaxMonths}, beginning with the month of the day after --as-of; one that has begun is forecast from there to its end.", HelpName = "N", DefaultValueFactory = _ => 3 };
        months.Validators.Add(given => { if (given.GetValueOrDefault<int>() is < 1 or > RevenueForecast.MaxMonths) given.AddError($"--months takes 1 to {RevenueForecast.MaxMonths}."); });
        var truth = new Option<string?>("--truth") { Description = "What came: the same columns in a later, fuller file, or two columns month,value (months as 2017-10).", HelpName = "FILE" };
        var verb = new Command("forecast", "Forecast won revenue by month from a history of deals, tested on that history's own past.") { csv, delimiter, asOf, months, truth, Given.Json() };
        foreach (var option in columns.Options)
            verb.Add(option);
        verb.SetAction(given =>
        {
            var origin = given.GetRequiredValue(asOf).AddDays(1);
            var (deals, left) = columns.Read(given, CsvTable.Read(given.GetRequiredValue(csv), given.GetValue(delimiter)), origin);
            var forecast = LearnForecast.Make(deals, origin, given.GetValue(months))
                ?? throw new CannotContinue($"Nothing can be learned: {LearnForecast.LeastWon} deals won in {LearnForecast.LeastMonths} months before {origin:yyyy-MM-dd} are needed.");
            var came = given.GetValue(truth) is { } path ? columns.Truth(given, CsvTable.Read(path, given.GetValue(delimiter)), origin) : null;
            return Answer(given, forecast, came, left);
        });
        return verb;
    }

    static int Answer(ParseResult given, LearnedForecast forecast, Dictionary<DateOnly, double>? came, int left)
    {
        var months = forecast.Months.Select(m => new
        {
            Month = m.Month.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
            Starts = m.Month.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Weighted = Math.Round(m.Weighted, 2),
            Best = Math.Round(m.Best, 2),
            Worst = Math.Round(m.Worst, 2),
            m.Confidence,
            Came = came is null ? (double?)null : came.GetValueOrDefault(m.Month),
        }).ToArray();
        var known = months.Where(m => m.Came > 0).ToArray();
        double? mape = known.Length == 0 ? null : Math.Round(100 * known.Average(m => Math.Abs(m.Weighted - m.Came!.Value) / m.Came!.Value), 2);
        double? coverage = known.Length == 0 ? null : Math.Round(100.0 * known.Count(m => m.Came >= m.Worst && m.Came <= m.Best) / known.Length, 1);
        var method = Words<ForecastMethod>.ToWord[forecast.Method];
        new Terminal(given).Answer(
            new
            {
                Months = months,
                Method = method,
                forecast.Why,
                Backtest = new
                {
                    Error = Rounded(forecast.Error),
                    Coverage = Rounded(forecast.Coverage),
                    Measured = forecast.IsMeasured,
                    Months = forecast.Backtest.Count,
                    Methods = forecast.Methods.Select(m => new { Method = Words<ForecastMethod>.ToWord[m.Method], Error = Math.Round(m.Error, 2), m.Months }),
                    Points = forecast.Backtest.Select(b => new { b.Origin, b.Month, Forecast = Math.Round(b.Forecast, 2), Came = Math.Round(b.Came, 2) }),
                },
                LeftOut = left,
                Mape = mape,
                Coverage = coverage,
            },
            forecast.Why + string.Concat(months.Select(m => string.Create(CultureInfo.InvariantCulture, $"\n  {m.Month}: {m.Weighted:N0}, between {m.Worst:N0} and {m.Best:N0} ({m.Confidence} %){(m.Came is { } c ? $"; {c:N0} came" : "")}")))
            + (mape is null ? "" : string.Create(CultureInfo.InvariantCulture, $"\nOff by {mape:0.0} % on average; {coverage:0} % of the months within the band."))
            + (left == 0 ? "" : $"\n{left} rows have no day on which they were opened and are left out."));
        return (int)ExitCode.Done;
    }

    static double? Rounded(double? value) => value is { } v ? Math.Round(v, 2) : null;
}
