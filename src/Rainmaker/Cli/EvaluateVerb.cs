using System.CommandLine;
using Rainmaker.Cli.Evaluate;

namespace Rainmaker.Cli;

/// <summary>Judging the judgement: the same code the product runs, held to a file with the truth in it. Needs no installation and no database.</summary>
static class EvaluateVerb
{
    public static Command Command() => new("evaluate", "Hold scoring, matching, forecast and anomalies to a history of your own. Reads files only; no installation is needed.")
    {
        EvaluateAnomalies.Command(),
        EvaluateForecast.Command(),
        EvaluateMatch.Command(),
        EvaluateScore.Command(),
    };

    internal static Option<string> Csv() => new("--csv") { Description = "The file: CSV (any common encoding) or .xlsx, with a header.", HelpName = "FILE", Required = true };

    internal static Option<char?> Delimiter() => new("--delimiter")
    {
        Description = "What separates the columns; recognised where left out. \\t is a tab.",
        HelpName = "CHAR",
        CustomParser = text => text.Parsed<char?>(
            (string word, out char? value) => (value = word is "\\t" or "tab" ? '\t' : word.Length == 1 ? word[0] : null) is not null, "one character"),
    };
}
