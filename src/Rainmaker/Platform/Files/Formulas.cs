using System.Buffers;

namespace Rainmaker.Platform.Files;

/// <summary>A cell that a spreadsheet would run as a formula gets an apostrophe in front on the way out, and loses it on the way in.</summary>
public static class Formulas
{
    const string Starters = "=+-@|%\t\r";
    static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.,");

    public static string? Neutralise(string? cell) => cell is not null && StartsOne(cell) && !IsNumber(cell) ? "'" + cell : cell;

    /// <summary>Undoes <see cref="Neutralise"/>; any other apostrophe stays.</summary>
    public static string? Restore(string? cell) => cell is ['\'', .. var rest] && StartsOne(rest) ? rest : cell;

    // Spreadsheets look past white space, and past quotes that a sloppy reader leaves in.
    static bool StartsOne(string cell)
    {
        foreach (var c in cell)
        {
            if (Starters.Contains(c, StringComparison.Ordinal))
                return true;
            if (!char.IsWhiteSpace(c) && c != '"')
                return false;
        }
        return false;
    }

    // "-5.20" and "+493012345" are numbers to everyone; "+49 30 1" would be added up.
    static bool IsNumber(string cell) => cell[0] is '-' or '+' && cell.Length > 1 && cell.AsSpan(1).IndexOfAnyExcept(OfNumbers) < 0;
}
