namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>A row judged by a learned model.</summary>
/// <param name="Score">0 to 100: exactly the sum of the reasons' points. 50 is what average facts give, ten more are twice the odds.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="Reasons">Strongest first; what rounds to no point is left out.</param>
/// <param name="Missing">Columns the model asks for that are not known of this row, most valuable first.</param>
public sealed record LearnedScore(int Score, double Probability, IReadOnlyList<LearnedReason> Reasons, IReadOnlyList<string> Missing);

/// <param name="Field">The column, or two joined by " and "; "average" and "scale" are the model's own.</param>
/// <param name="Text">Column and value in words: "company size 50 to 200".</param>
/// <param name="Points">Whole points, of either sign.</param>
public sealed record LearnedReason(string Field, string Text, int Points);

/// <summary>
/// Turns log-odds into points as credit cards do, ten points for a doubling of the odds (Siddiqi 2006, "points to double the odds"). The parts of a row
/// are rounded together by largest remainders, so that whole points add up to the rounded whole; what would leave 0 to 100 is a reason of its own.
/// </summary>
public sealed class Explainer
{
    /// <summary>What average facts score.</summary>
    public const int Average = 50;

    const double PointsALogOdd = 10 / 0.693147180559945309;

    readonly LearnedModel _model;
    readonly string[][] _texts;
    readonly string[] _fields;
    readonly LearnedReason _average;

    public Explainer(LearnedModel model)
    {
        _model = model;
        _texts = [.. model.Bins.Select((bins, column) => Texts(bins, model.Shapes.FirstOrDefault(s => s.Columns is [var only] && only == column)))];
        _fields = [.. model.Shapes.Select(s => string.Join(" and ", s.Columns.Select(c => model.Bins[c].Name)))];
        _average = new("average", model.HasEvidence
            ? "What average facts give."
            : $"Nothing known so far tells outcomes apart better than chance: everyone gets the base rate of {model.BaseRate:P0}.", Average);
    }

    public LearnedScore[] Explain(FactTable facts)
    {
        var codes = _model.Encode(facts);
        var asked = _model.Shapes.Where(s => s.Columns.Length == 1).OrderByDescending(s => s.Weight).Select(s => s.Columns[0]).ToArray();
        var scores = new LearnedScore[facts.Rows];
        var points = new double[_model.Shapes.Count];
        var whole = new int[_model.Shapes.Count];
        for (var row = 0; row < scores.Length; row++)
        {
            var logOdds = _model.Average;
            for (var s = 0; s < points.Length; s++)
            {
                var part = _model.Shapes[s].LogOdds[LearnedModel.Cell(_model.Shapes[s], codes, row)];
                logOdds += part;
                points[s] = part * PointsALogOdd;
            }
            var total = Round(points, whole);
            var score = Math.Clamp(Average + total, 0, 100);
            scores[row] = new(score, 1 / (1 + Math.Exp(-logOdds)), Reasons(whole, codes, row, score - Average - total), Missing(asked, codes, row));
        }
        return scores;
    }

    /// <summary>Whole numbers whose sum is the rounded sum: all are rounded down, and those that lost most get one back.</summary>
    internal static int Round(ReadOnlySpan<double> points, Span<int> whole)
    {
        Span<(double Lost, int Index)> lost = points.Length <= 128 ? stackalloc (double, int)[points.Length] : new (double, int)[points.Length];
        var (sum, floor) = (0.0, 0);
        for (var i = 0; i < points.Length; i++)
        {
            whole[i] = (int)Math.Floor(points[i]);
            lost[i] = (whole[i] - points[i], i);
            (sum, floor) = (sum + points[i], floor + whole[i]);
        }
        var total = (int)Math.Round(sum, MidpointRounding.AwayFromZero);
        lost.Sort();
        for (var i = 0; i < total - floor; i++)
            whole[lost[i].Index]++;
        return total;
    }

    List<LearnedReason> Reasons(int[] whole, byte[][] codes, int row, int beyond)
    {
        var reasons = new List<LearnedReason>(whole.Length + 2) { _average };
        for (var s = 0; s < whole.Length; s++)
        {
            if (whole[s] == 0)
                continue;
            var columns = _model.Shapes[s].Columns;
            var text = _texts[columns[0]][codes[columns[0]][row]];
            reasons.Add(new(_fields[s], columns is [_, var second] ? $"{text} together with {_texts[second][codes[second][row]]}" : text, whole[s]));
        }
        if (beyond != 0)
            reasons.Add(new("scale", $"The scale ends at {(beyond < 0 ? 100 : 0)}.", beyond));
        reasons.Sort(1, reasons.Count - 1, Strongest);
        return reasons;
    }

    static readonly Comparer<LearnedReason> Strongest = Comparer<LearnedReason>.Create((a, b) =>
        Math.Abs(b.Points).CompareTo(Math.Abs(a.Points)) is var order and not 0 ? order : string.CompareOrdinal(a.Field, b.Field));

    IReadOnlyList<string> Missing(int[] asked, byte[][] codes, int row)
    {
        List<string>? missing = null;
        foreach (var column in asked)
            if (codes[column][row] == 0)
                (missing ??= []).Add(_model.Bins[column].Name);
        return missing ?? (IReadOnlyList<string>)[];
    }

    /// <summary>A text for each bin; neighbours that are worth the same point are told as one range.</summary>
    static string[] Texts(Bins bins, Shape? shape)
    {
        var name = bins.Name.Replace('_', ' ');
        var texts = new string[bins.Count];
        for (var bin = 0; bin < texts.Length; bin++)
        {
            var (first, last) = (bin, bin);
            if (bins.Ordered && bin > 0 && shape is not null)
            {
                while (first > 1 && Alike(shape, first - 1, bin))
                    first--;
                while (last < texts.Length - 1 && Alike(shape, last + 1, bin))
                    last++;
            }
            texts[bin] = $"{name} {bins.Label(first, last)}";
        }
        return texts;
    }

    static bool Alike(Shape shape, int bin, int other) => Math.Abs(shape.LogOdds[bin] - shape.LogOdds[other]) * PointsALogOdd < 0.5;
}
