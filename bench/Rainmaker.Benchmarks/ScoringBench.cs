using System.Globalization;
using Rainmaker.Cli;

namespace Rainmaker.Benchmarks;

/// <summary>The learned score by the protocol of the public reference, through the same verb that a user has; each figure beside its target.</summary>
static class ScoringBench
{
    sealed record Case(string Name, string File, string[] Arguments, (string Figure, double Least, double Most)[] Targets);

    static readonly Case[] Cases =
    [
        new("bank, 5 folds", "lead-scoring/bank-additional-full.csv", ["--target", "y", "--positive", "yes", "--drop", "duration"],
            [("auc", .800, 1), ("pr_auc", .465, 1), ("brier", 0, .0770), ("train_seconds", 0, 5), ("rows_per_second", 500_000, double.MaxValue), ("rows_per_second_with_reasons", 50_000, double.MaxValue)]),
        new("bank without macro, 5 folds", "lead-scoring/bank-additional-full.csv", ["--target", "y", "--positive", "yes", "--drop", "duration,emp.var.rate,cons.price.idx,cons.conf.idx,euribor3m,nr.employed"], [("auc", .7730, 1)]),
        new("bank, first 80 % to last 20 %", "lead-scoring/bank-additional-full.csv", ["--target", "y", "--positive", "yes", "--drop", "duration", "--split", "0.8"], [("auc", .72, 1)]),
        new("Salvirt, twins together", "pipeline/Salvirt_B2B_ML_dataset.csv", ["--target", "Status", "--positive", "Won", "--group-by", "vector"], [("auc", .81, 1)]),
        new("Maven, closed deals", "pipeline/maven-crm/sales_pipeline_asof.csv", ["--target", "deal_stage", "--positive", "Won", "--drop", "opportunity_id,engage_date,close_date,close_value"], []),
    ];

    public static async Task Run(string folder)
    {
        Console.WriteLine("| data | figure | reached | target |\n|---|---|---|---|");
        foreach (var one in Cases)
        {
            var file = Path.Combine(folder, one.File);
            var closed = one.Name.StartsWith("Maven", StringComparison.Ordinal) ? await ClosedOnly(file) : file;
            using var output = new StringWriter();
            await CommandLine.Run(["evaluate", "score", "--csv", closed, .. one.Arguments, "--json"], output, Console.Error);
            using var answer = JsonDocument.Parse(output.ToString());
            Console.WriteLine($"| {one.Name} | verdict | {answer.RootElement.GetProperty("verdict").GetString()} | {(one.Targets.Length == 0 ? "no evidence" : "evidence")} |");
            foreach (var (figure, least, most) in one.Targets)
            {
                var reached = answer.RootElement.GetProperty(figure).GetDouble();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| | {figure} | {reached:0.####}{(reached < least || reached > most ? " MISSED" : "")} | {(least > 0 ? $"at least {least:0.####}" : $"at most {most:0.####}")} |"));
            }
        }
    }

    /// <summary>Open deals have no outcome yet: their cell is left empty.</summary>
    static async Task<string> ClosedOnly(string file)
    {
        var closed = Path.Combine(Directory.CreateTempSubdirectory("rainmaker-bench-").FullName, "closed.csv");
        await File.WriteAllLinesAsync(closed, (await File.ReadAllLinesAsync(file)).Select(line => line.Replace(",Engaging,", ",,", StringComparison.Ordinal)));
        return closed;
    }
}
