using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CsvHelper;
using Rainmaker.Intelligence.Matching.Linkage;
using Rainmaker.Platform.Files;

namespace Rainmaker.Cli.Evaluate;

/// <summary><c>evaluate match</c>: finds who is one in a file, or who in one file is who in another, and says how well where the truth is known.</summary>
static class EvaluateMatch
{
    public static Command Command()
    {
        var link = new Option<string?>("--link") { Description = "A second file, in which each is sought that stands in the first; with the same column names.", HelpName = "FILE" };
        var id = new Option<string>("--id") { Description = "Column with the id of a row.", HelpName = "COLUMN", Required = true };
        var fields = new Option<string>("--fields")
        {
            Description = $"What to compare: COLUMN:KIND, separated by commas (given_name:first_name,tel:phone). Kinds: {string.Join(", ", FieldKinds.Names)}.",
            HelpName = "LIST",
            Required = true,
        };
        var truth = new Option<string?>("--truth") { Description = "Column that names the entity of a row; it is not compared.", HelpName = "COLUMN" };
        var pattern = new Option<string?>("--truth-pattern") { Description = "Regular expression whose first group, found in the id, is the entity.", HelpName = "REGEX" };
        var pairs = new Option<string?>("--truth-pairs") { Description = "File whose first two columns are the ids of true pairs.", HelpName = "FILE" };
        var train = new Option<bool>("--train") { Description = "Learn from the truth; each pair is judged by what the other four fifths taught." };
        var written = new Option<string?>("--out") { Description = "Where to write the pairs taken for one: ids, probability, cluster, evidence.", HelpName = "FILE" };
        var (csv, delimiter) = (EvaluateVerb.Csv(), EvaluateVerb.Delimiter());
        var verb = new Command("match", "Find duplicates in a file, or link two files, without being told how; and say how well where the truth is known.")
        {
            csv, link, delimiter, id, fields, truth, pattern, pairs, train, written, Given.Json(),
        };
        verb.SetAction(given =>
        {
            var clock = Stopwatch.GetTimestamp();
            if (new[] { given.GetValue(truth), given.GetValue(pattern), given.GetValue(pairs) }.Count(option => option is not null) is var told && told > 1)
                throw new CannotContinue("Of --truth, --truth-pattern and --truth-pairs only one can be true.", ExitCode.Usage);
            if (told == 0 && given.GetValue(train))
                throw new CannotContinue("--train needs --truth, --truth-pattern or --truth-pairs to learn from.", ExitCode.Usage);
            var files = MatchFiles.Read(given.GetRequiredValue(csv), given.GetValue(link), given.GetValue(delimiter), given.GetRequiredValue(id), given.GetRequiredValue(fields), given.GetValue(truth));
            var known = files.Truth is { } entities ? MatchTruth.OfEntities(entities, files.Input.FirstFile)
                : given.GetValue(pattern) is { } regex ? MatchTruth.OfPattern(regex, files.Ids, files.Input.FirstFile)
                : given.GetValue(pairs) is { } file ? MatchTruth.OfPairs(CsvTable.Read(file, given.GetValue(delimiter)), files.Rows, files.Others)
                : null;
            var result = given.GetValue(train) ? LinkRecords.RunCrossValidated(files.Input, LinkageSettings.Default, known!.Same) : LinkRecords.Run(files.Input, LinkageSettings.Default);
            var clusters = result.Clusters();
            if (given.GetValue(written) is { } target)
                Write(target, result, clusters, files.Ids);
            var answer = Answer(result, clusters, known, Stopwatch.GetElapsedTime(clock));
            new Terminal(given).Answer(answer, Said(answer, files.Ids.Length));
        });
        return verb;
    }

    sealed record Figures(int Pairs, int Clusters, double? Precision, double? Recall, double? F1, double Seconds, long PeakMb);

    static Figures Answer(LinkageResult result, int[] clusters, MatchTruth? truth, TimeSpan took)
    {
        using var process = Process.GetCurrentProcess();
        var (seconds, peak) = (Math.Round(took.TotalSeconds, 2), process.PeakWorkingSet64 >> 20);
        if (truth is null)
            return new(result.Count, clusters.Max(), null, null, null, seconds, peak);
        var right = (double)result.Links.Count(link => truth.Same(link.Row, link.Other));
        double? precision = result.Count == 0 ? null : right / result.Count, recall = truth.Total == 0 ? null : right / truth.Total;
        double? f1 = result.Count + truth.Total == 0 ? null : 2 * right / (result.Count + truth.Total);
        return new(result.Count, clusters.Max(), Rounded(precision), Rounded(recall), Rounded(f1), seconds, peak);
    }

    static double? Rounded(double? value) => value is { } known ? Math.Round(known, 5) : null;

    static string Said(Figures figures, int rows) => string.Create(CultureInfo.InvariantCulture,
        $"{rows:N0} rows: {figures.Pairs:N0} pairs in {figures.Clusters:N0} clusters")
        + (figures.F1 is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; precision {figures.Precision:0.0000}, recall {figures.Recall:0.0000}, F1 {figures.F1:0.0000}"))
        + string.Create(CultureInfo.InvariantCulture, $". {figures.Seconds:0.0} s, {figures.PeakMb:N0} MB at most.");

    static void Write(string path, LinkageResult result, int[] clusters, string[] ids)
    {
        using var text = OpenedFor(path);
        using var csv = new CsvWriter(text, CultureInfo.InvariantCulture);
        foreach (var header in (string[])["id", "other_id", "probability", "cluster", "evidence"])
            csv.WriteField(header);
        csv.NextRecord();
        foreach (var link in result.Links.OrderBy(link => link.Row).ThenBy(link => link.Other))
        {
            csv.WriteField(Formulas.Neutralise(ids[link.Row]));
            csv.WriteField(Formulas.Neutralise(ids[link.Other]));
            csv.WriteField(link.Probability.ToString("0.000000", CultureInfo.InvariantCulture));
            csv.WriteField(clusters[link.Row]);
            csv.WriteField(string.Join("; ", result.Evidence(link).Select(field => string.Create(CultureInfo.InvariantCulture, $"{field.Field} {field.Text} ({field.Weight:+0.0;-0.0;0})"))));
            csv.NextRecord();
        }
    }

    static StreamWriter OpenedFor(string path)
    {
        try
        {
            return new(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CannotContinue($"--out: {path} cannot be written: {wrong.Message}", ExitCode.Usage);
        }
    }
}
