using System.Globalization;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Cli.Evaluate;

/// <summary>Tells numbers and days from words by what stands in a column.</summary>
static class TypedColumns
{
    const double NearlyAll = 0.95;

    /// <summary>
    /// Numbers where nearly all cells are numbers, or where most are and the rest says "unknown" in one to three ways; days (counted from 0001-01-01)
    /// where nearly all are dates; else words, of which "unknown", "None" and "NA" are some like any other. An empty cell is not known.
    /// </summary>
    public static FactColumn Of(string name, string?[] cells)
    {
        var (filled, numbers, days) = (0, 0, 0);
        var (distinct, others) = (new HashSet<double>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var cell in cells)
        {
            if (cell is null)
                continue;
            filled++;
            if (Number(cell) is var number && double.IsFinite(number))
            {
                numbers++;
                if (distinct.Count < 50)
                    distinct.Add(number);
            }
            else
            {
                days += double.IsFinite(Day(cell)) ? 1 : 0;
                if (others.Count < 50)
                    others.Add(cell);
            }
        }
        if (filled > 0 && (numbers >= NearlyAll * filled || (numbers >= 0.5 * filled && others.Count <= 3 && distinct.Count >= 20)))
            return new NumberColumn(name, Array.ConvertAll(cells, Number));
        return filled > 0 && days >= NearlyAll * filled ? new NumberColumn(name, Array.ConvertAll(cells, Day)) : WordColumn.Of(name, cells);
    }

    static double Number(string? cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    static double Day(string? cell) =>
        DateTimeOffset.TryParse(cell, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && cell!.Length >= 8 ? at.UtcTicks / (double)TimeSpan.TicksPerDay : double.NaN;
}
