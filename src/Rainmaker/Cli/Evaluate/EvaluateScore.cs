using System.CommandLine;
using System.Globalization;
using System.Text;
using Rainmaker.Intelligence.Scoring.Learned;
using Rainmaker.Platform.Files;

namespace Rainmaker.Cli.Evaluate;

/// <summary>Holds the learned score to a file of outcomes: every row is scored by a model that did not see it.</summary>
static class EvaluateScore
{
    const double SureFrom = 2.33;

    static readonly TimeSpan MeasuredFor = TimeSpan.FromMilliseconds(300);

    public static Command Command()
    {
        var (csv, delimiter) = (EvaluateVerb.Csv(), EvaluateVerb.Delimiter());
        var target = new Option<string>("--target") { Description = "Column that holds the outcome.", HelpName = "COL", Required = true };
        var positive = new Option<string>("--positive") { Description = "The outcome to predict; every other one is its opposite. Rows without an outcome are left out.", HelpName = "VALUE", Required = true };
        var drop = new Option<string?>("--drop") { Description = "Columns not to learn from: what is known only afterwards, and ids.", HelpName = "A,B" };
        var folds = new Option<int>("--folds")
        {
            Description = "2 to 50: row i (from 0) is scored by a model of the rows outside fold i mod N.",
            HelpName = "N",
            DefaultValueFactory = _ => 5,
            CustomParser = text => text.Parsed<int>((string word, out int value) => int.TryParse(word, CultureInfo.InvariantCulture, out value) && value is >= 2 and <= 50, "2 to 50"),
        };
        var split = new Option<double?>("--split")
        {
            Description = "Learn from this first share of the rows and score the rest, in place of folds.",
            HelpName = "SHARE",
            CustomParser = text => text.Parsed<double?>((string word, out double? value) => (value = double.TryParse(word, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 1 ? share : null) is not null, "a share between 0 and 1"),
        };
        var group = new Option<string?>("--group-by")
        {
            Description = "vector: rows with the same facts go into the same fold, that of their first appearance.",
            HelpName = "vector",
            CustomParser = text => text.Parsed<string>((string word, out string? value) => (value = word) == "vector", "vector"),
        };
        var output = new Option<string?>("--out") { Description = "Where to write each row's probability, score and reasons.", HelpName = "FILE" };
        var verb = new Command("score", "Judge the learned score: train on a part of a history, score the rest, compare with what came.")
        {
            csv, delimiter, target, positive, drop, folds, split, group, output, Given.Json(),
        };
        verb.SetAction((given, stop) => Task.Run(() => Run(given, new(
            given.GetRequiredValue(csv), given.GetValue(delimiter), given.GetRequiredValue(target), given.GetRequiredValue(positive), Names(given.GetValue(drop)),
            given.GetValue(folds), given.GetValue(split), given.GetValue(group) is not null, given.GetValue(output)), stop), stop));
        return verb;
    }

    sealed record Order(string Csv, char? Delimiter, string Target, string Positive, string[] Drop, int Folds, double? Split, bool ByVector, string? Out);

    static int Run(ParseResult given, Order order, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        var table = CsvTable.Read(order.Csv, order.Delimiter);
        var (facts, rows, outcomes) = History(table, order);
        var folds = FoldsOf(facts, rows, order, table.Rows);
        var chances = new double[rows.Length];
        var scores = new LearnedScore[order.Out is null ? 0 : rows.Length];
        var (models, seconds) = (new List<LearnedModel>(), new List<double>());
        foreach (var fold in folds.Where(f => f >= 0).Distinct().Order())
        {
            var (seen, held) = (Where(folds, f => f != fold), Where(folds, f => f == fold));
            var clock = Stopwatch.StartNew();
            models.Add(TrainModel.Train(facts.Take(seen), Array.ConvertAll(seen, i => outcomes[i]), stop: stop));
            seconds.Add(clock.Elapsed.TotalSeconds);
            Put(models[^1].Score(facts.Take(held)), held, chances);
            if (order.Out is not null)
                Put(new Explainer(models[^1]).Explain(facts.Take(held)), held, scores);
        }

        var scored = Where(folds, f => f >= 0);
        var (said, came) = (Array.ConvertAll(scored, i => chances[i]), Array.ConvertAll(scored, i => outcomes[i]));
        var honest = Honest.Of(said, came);
        var isEvidence = models.Count(m => m.HasEvidence) * 2 > models.Count && Accuracy.AboveChance(said, came) >= SureFrom;
        if (order.Out is not null)
            Write(order.Out, table, rows, scored, outcomes, chances, scores);
        var (fast, explained) = (RowsASecond(facts, f => models[^1].Score(f)), RowsASecond(facts, new Explainer(models[^1]).Explain));
        terminal.Answer(new
        {
            honest.Auc,
            PrAuc = honest.AveragePrecision,
            honest.Brier,
            TrainSeconds = Math.Round(seconds.Max(), 3),
            TrainSecondsTotal = Math.Round(seconds.Sum(), 3),
            RowsPerSecond = Math.Round(fast),
            RowsPerSecondWithReasons = Math.Round(explained),
            TopFeatures = Weights(models).Take(10).Select(w => new { Feature = w.Name, Weight = Math.Round(w.Weight, 4) }),
            Verdict = isEvidence ? "evidence" : "no evidence",
            Rows = table.Rows,
            Scored = scored.Length,
            LeftOut = table.Rows - rows.Length,
            Models = models.Count,
            ModelsWithEvidence = models.Count(m => m.HasEvidence),
            BaseRate = came.Length == 0 ? (double?)null : came.Count(o => o) / (double)came.Length,
            Columns = facts.Columns.ToDictionary(c => c.Name, c => c is NumberColumn ? "number" : "word", StringComparer.Ordinal),
            honest.Calibration,
        }, Said(honest, came, isEvidence, models));
        return (int)ExitCode.Done;
    }

    static string Said(Honest honest, bool[] came, bool isEvidence, List<LearnedModel> models)
    {
        var figures = string.Create(CultureInfo.InvariantCulture, $"AUC {honest.Auc:0.0000}, PR-AUC {honest.AveragePrecision:0.0000}, Brier {honest.Brier:0.00000} on {came.Length:N0} rows, {came.Count(o => o):N0} of them positive.");
        return isEvidence
            ? $"Evidence: {figures} What matters most: {string.Join(", ", Weights(models).Take(5).Select(w => w.Name))}."
            : $"No evidence: {figures} The columns tell outcomes apart no better than chance; the right score is the base rate.";
    }

    static (FactTable Facts, int[] Rows, bool[] Outcomes) History(CsvTable table, Order order)
    {
        var target = table.Required(order.Target, "--target");
        var dropped = order.Drop.Select(name => table.Required(name, "--drop")).Append(target).ToHashSet();
        var cells = table.Column(target);
        var rows = Where(cells, c => c is not null);
        if (!cells.Contains(order.Positive.Trim()))
            throw new CannotContinue($"--positive: \"{order.Positive}\" does not occur in \"{table.Columns[target]}\". It holds: {string.Join(", ", cells.OfType<string>().Distinct().Take(10))}.", ExitCode.Usage);
        var facts = new FactTable([.. Enumerable.Range(0, table.Columns.Count).Where(c => !dropped.Contains(c)).Select(c => TypedColumns.Of(table.Columns[c], table.Column(c)))], table.Rows);
        return (rows.Length == table.Rows ? facts : facts.Take(rows), rows, Array.ConvertAll(rows, r => cells[r] == order.Positive.Trim()));
    }

    /// <summary>The fold that scores each row; -1 for rows that are only learned from.</summary>
    static int[] FoldsOf(FactTable facts, int[] rows, Order order, int all)
    {
        if (order.Split is { } share)
            return Array.ConvertAll(rows, row => row < (int)(all * share) ? -1 : 0);
        if (!order.ByVector)
            return Array.ConvertAll(rows, row => row % order.Folds);
        var known = new Dictionary<ulong, int>();
        return [.. Enumerable.Range(0, rows.Length).Select(i => (known.TryAdd(facts.Digest(i), known.Count) ? known.Count - 1 : known[facts.Digest(i)]) % order.Folds)];
    }

    static IEnumerable<(string Name, double Weight)> Weights(List<LearnedModel> models) => models.SelectMany(m => m.Weights)
        .GroupBy(w => w.Name, (name, all) => (name, all.Sum(w => w.Weight) / models.Count)).OrderByDescending(w => w.Item2).ThenBy(w => w.name, StringComparer.Ordinal);

    static double RowsASecond<T>(FactTable facts, Func<FactTable, T> score)
    {
        var best = 0.0;
        for (var all = Stopwatch.StartNew(); all.Elapsed < MeasuredFor;)
        {
            var clock = Stopwatch.StartNew();
            score(facts);
            best = Math.Max(best, facts.Rows / clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    static void Write(string path, CsvTable table, int[] rows, int[] scored, bool[] outcomes, double[] chances, LearnedScore[] scores)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        file.Write("row,line,outcome,probability,score,reasons\n");
        foreach (var i in scored)
        {
            var reasons = string.Join("; ", scores[i].Reasons.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Text} {r.Points:+0;-0}")));
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{rows[i]},{table.Line(rows[i])},{(outcomes[i] ? 1 : 0)},{chances[i]:G9},{scores[i].Score},\"{Formulas.Neutralise(reasons)?.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"));
        }
    }

    static string[] Names(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    static int[] Where<T>(T[] values, Func<T, bool> wanted) => [.. Enumerable.Range(0, values.Length).Where(i => wanted(values[i]))];

    static void Put<T>(T[] values, int[] places, T[] into)
    {
        for (var i = 0; i < places.Length; i++)
            into[places[i]] = values[i];
    }
}
