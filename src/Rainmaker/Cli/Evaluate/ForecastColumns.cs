using System.CommandLine;
using System.Globalization;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Cli.Evaluate;

/// <summary>Which column of a history of deals means what, and how its rows are read.</summary>
sealed class ForecastColumns
{
    readonly Option<string> _stage = Column("--stage", "the stage");
    readonly Option<string> _won = new("--won") { Description = "What that column says of won deals.", HelpName = "VALUE", Required = true };
    readonly Option<string> _lost = new("--lost") { Description = "What that column says of lost deals; anything else is open.", HelpName = "VALUE", Required = true };
    readonly Option<string> _opened = Column("--opened", "the day a deal was opened");
    readonly Option<string> _closed = Column("--closed", "the day it was won or lost");
    readonly Option<string> _value = Column("--value", "its value; an open deal without one takes its group's mean");
    readonly Option<string?> _group = new("--group") { Description = "Column of what deals of one value have in common, such as the product.", HelpName = "COL" };
    readonly Option<string?> _owner = new("--owner") { Description = "Column of the owner, whose win rate counts as far as it can be told from chance.", HelpName = "COL" };

    public IEnumerable<Option> Options => [_stage, _won, _lost, _opened, _closed, _value, _group, _owner];

    /// <returns>The deals, and how many rows had no opening day.</returns>
    public (IReadOnlyList<PastDeal> Deals, int Left) Read(ParseResult given, CsvTable table, DateOnly origin)
    {
        var (stage, opened, closed, value) = (Of(given, table, _stage), Of(given, table, _opened), Of(given, table, _closed), Of(given, table, _value));
        var group = given.GetValue(_group) is { } g ? table.Required(g, _group.Name) : (int?)null;
        var owner = given.GetValue(_owner) is { } o ? table.Required(o, _owner.Name) : (int?)null;
        var (deals, left) = (new List<PastDeal>(table.Rows), 0);
        for (var row = 0; row < table.Rows; row++)
        {
            var (won, lost) = (Says(given, table, stage, row, _won), Says(given, table, stage, row, _lost));
            var day = Day(table, row, closed);
            if ((won || lost) && day is null)
                throw table.Fault(row, closed, $"a deal that is {(won ? "won" : "lost")} has no day on which it was");
            if (Day(table, row, opened) is not { } begun)
            {
                left++;
                continue;
            }
            var ended = won || lost ? day : null;
            deals.Add(new()
            {
                Opened = ended < begun ? ended.Value : begun,
                Closed = ended,
                Won = won,
                // What a deal brought later was not known then.
                Value = ended >= origin ? null : Number(table, row, value),
                Group = group is { } gc ? table.Column(gc)[row] : null,
                Owner = owner is { } oc ? table.Column(oc)[row] : null,
            });
        }
        return (deals, left);
    }

    /// <summary>What was won in each month from a day on: from deals, or from a table of months, which is taken as it is.</summary>
    public Dictionary<DateOnly, double> Truth(ParseResult given, CsvTable table, DateOnly origin)
    {
        var came = new Dictionary<DateOnly, double>();
        var months = table.Find(given.GetRequiredValue(_stage)) is null ? table.Find("month") : null;
        var value = months is null ? Of(given, table, _value) : table.Find("value") ?? table.Required("value", "--truth");
        var at = months ?? Of(given, table, _closed);
        for (var row = 0; row < table.Rows; row++)
        {
            if (months is null && !Says(given, table, Of(given, table, _stage), row, _won))
                continue;
            if (Day(table, row, at) is { } day && (months is not null || day >= origin) && Number(table, row, value) is { } number)
                came[new(day.Year, day.Month, 1)] = came.GetValueOrDefault(new(day.Year, day.Month, 1)) + number;
        }
        return came;
    }

    public static bool TryDay(string text, out DateOnly day)
    {
        string[] shapes = ["yyyy-MM-dd", "yyyy-MM", "yyyy/MM/dd", "MMMM yyyy", "MMM yyyy"];
        if (DateOnly.TryParseExact(text, shapes, CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            return true;
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment);
        day = DateOnly.FromDateTime(moment.DateTime);
        return read;
    }

    static Option<string> Column(string name, string of) => new(name) { Description = $"Column of {of}.", HelpName = "COL", Required = true };

    static int Of(ParseResult given, CsvTable table, Option<string> option) => table.Required(given.GetRequiredValue(option), option.Name);

    static bool Says(ParseResult given, CsvTable table, int stage, int row, Option<string> word) => string.Equals(table.Column(stage)[row], given.GetRequiredValue(word), StringComparison.OrdinalIgnoreCase);

    static DateOnly? Day(CsvTable table, int row, int column) =>
        table.Column(column)[row] is not { } text ? null : TryDay(text, out var day) ? day : throw table.Fault(row, column, $"\"{text}\" is no date");

    static double? Number(CsvTable table, int row, int column) =>
        table.Column(column)[row] is not { } text ? null
        : double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw table.Fault(row, column, $"\"{text}\" is no number");
}
