namespace Rainmaker.Platform.Files;

/// <summary>Which character separates the columns of a text.</summary>
static class Delimiters
{
    const int SampleRows = 25;
    static readonly char[] Candidates = [',', ';', '\t', '|'];

    /// <summary>The one that cuts header and first rows into the same number of cells, more of them rather than fewer; a comma where none does.</summary>
    public static char Of(string sample)
    {
        var (best, bestScore) = (',', 1.0);
        foreach (var candidate in Candidates)
        {
            var widths = Widths(sample, candidate);
            if (widths.Count == 0 || widths[0] < 2)
                continue;
            var agreeing = widths.Count(w => w == widths[0]) / (double)widths.Count;
            var score = (agreeing * 10) + Math.Min(widths[0], 50) / 10.0;
            if (score > bestScore)
                (best, bestScore) = (candidate, score);
        }
        return best;
    }

    /// <summary>How many columns the first line has.</summary>
    public static int Columns(string sample, char delimiter) => Widths(sample, delimiter) is [var first, ..] ? first : 0;

    public static string Name(char delimiter) => delimiter switch { '\t' => "a tab", ' ' => "a blank", _ => $"\"{delimiter}\"" };

    /// <summary>Cells of each complete record; delimiters and line ends in quotes do not count.</summary>
    static List<int> Widths(string sample, char delimiter)
    {
        var widths = new List<int>(SampleRows);
        var (cells, quoted, any) = (1, false, false);
        for (var i = 0; i < sample.Length && widths.Count < SampleRows; i++)
        {
            var c = sample[i];
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && c == delimiter)
                cells++;
            else if (!quoted && c is '\n' or '\r')
            {
                if (any)
                    widths.Add(cells);
                (cells, any) = (1, false);
                continue;
            }
            any = true;
        }
        // A sample that ends in mid-row says nothing about that row, unless it is the only one.
        if (any && widths.Count == 0)
            widths.Add(cells);
        return widths;
    }
}
