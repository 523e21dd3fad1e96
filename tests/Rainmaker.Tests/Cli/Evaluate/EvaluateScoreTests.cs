using System.Globalization;
using System.Text;
using System.Text.Json;
using Rainmaker.Cli;
using Rainmaker.Platform;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli.Evaluate;

public sealed class EvaluateScoreTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_row_is_scored_by_a_model_that_did_not_see_it_and_the_figures_say_how_well()
    {
        var path = Write(300, (i, text) => text.Append(CultureInfo.InvariantCulture, $"{i % 100};{(i % 7 == 0 ? "unknown" : "fair")};{(i % 100 > 60 || i % 11 == 0 ? "won" : "lost")}\n"));
        var scores = Path.Combine(_folder.Path, "scores.csv");

        var answer = await Score("--csv", path, "--delimiter", ";", "--target", "status", "--positive", "won", "--folds", "4", "--out", scores);

        Assert.Equal("evidence", answer.GetProperty("verdict").GetString());
        Assert.InRange(answer.GetProperty("auc").GetDouble(), 0.85, 1);
        Assert.Equal("size", answer.GetProperty("top_features")[0].GetProperty("feature").GetString());
        Assert.Equal((300, 4), (answer.GetProperty("scored").GetInt32(), answer.GetProperty("models").GetInt32()));
        foreach (var name in (string[])["pr_auc", "brier", "train_seconds", "rows_per_second"])
            Assert.Equal(JsonValueKind.Number, answer.GetProperty(name).ValueKind);
        var lines = await File.ReadAllLinesAsync(scores, TestContext.Current.CancellationToken);
        Assert.Equal(("row,line,outcome,probability,score,reasons", 301), (lines[0], lines.Length));
        Assert.StartsWith("7,9,", lines[8], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_split_scores_only_what_comes_after()
    {
        var path = Write(100, (i, text) => text.Append(CultureInfo.InvariantCulture, $"{i % 10};x;{(i % 10 > 5 ? "won" : i == 3 ? "" : "lost")}\n"));

        var answer = await Score("--csv", path, "--target", "status", "--positive", "won", "--split", "0.8");

        Assert.Equal((20, 1, 1), (answer.GetProperty("scored").GetInt32(), answer.GetProperty("models").GetInt32(), answer.GetProperty("left_out").GetInt32()));
    }

    [Theory]
    [InlineData("--target: .* has no column \"statu\". The nearest is \"status\"", "--target", "statu", "--positive", "won")]
    [InlineData("--positive: \"yes\" does not occur in \"status\". It holds: won, lost", "--target", "status", "--positive", "yes")]
    [InlineData("--drop: .* has no column \"sice\". The nearest is \"size\"", "--target", "status", "--positive", "won", "--drop", "sice")]
    [InlineData("--split takes a share between 0 and 1, not '80'", "--target", "status", "--positive", "won", "--split", "80")]
    [InlineData("--group-by takes vector, not 'name'", "--target", "status", "--positive", "won", "--group-by", "name")]
    public async Task A_slip_is_named(string said, params string[] arguments)
    {
        using StringWriter error = new();

        var exit = await CommandLine.Run(["evaluate", "score", "--csv", Write(10, (i, text) => text.Append(CultureInfo.InvariantCulture, $"{i};x;{(i % 2 == 0 ? "won" : "lost")}\n")), .. arguments], TextWriter.Null, error);

        Assert.Equal((int)ExitCode.Usage, exit);
        Assert.Matches(said, error.ToString());
    }

    /// <summary>The figures of the issue, by the protocol of the public reference; beside the checkout where the data is there.</summary>
    [Theory]
    [InlineData("lead-scoring/bank-additional-full.csv", .800, .0770, .465, "--target", "y", "--positive", "yes", "--drop", "duration")]
    [InlineData("lead-scoring/bank-additional-full.csv", .72, 1, 0, "--target", "y", "--positive", "yes", "--drop", "duration", "--split", "0.8")]
    [InlineData("pipeline/Salvirt_B2B_ML_dataset.csv", .81, 1, 0, "--target", "Status", "--positive", "Won", "--group-by", "vector")]
    public async Task Public_data_is_scored_as_well_as_promised(string file, double auc, double brier, double precision, params string[] arguments)
    {
        var answer = await Score(["--csv", Public(file), "--delimiter", ";", .. arguments]);

        Assert.Equal("evidence", answer.GetProperty("verdict").GetString());
        Assert.True(answer.GetProperty("auc").GetDouble() >= auc, $"AUC {answer.GetProperty("auc")}");
        Assert.True(answer.GetProperty("brier").GetDouble() <= brier, $"Brier {answer.GetProperty("brier")}");
        Assert.True(answer.GetProperty("pr_auc").GetDouble() >= precision, $"PR-AUC {answer.GetProperty("pr_auc")}");
    }

    [Fact]
    public async Task Where_nothing_speaks_about_winning_no_skill_is_claimed()
    {
        var lines = await File.ReadAllLinesAsync(Public("pipeline/maven-crm/sales_pipeline_asof.csv"), TestContext.Current.CancellationToken);
        var closed = Path.Combine(_folder.Path, "closed.csv");
        await File.WriteAllLinesAsync(closed, lines.Where((line, i) => i == 0 || line.Contains(",Won,", StringComparison.Ordinal) || line.Contains(",Lost,", StringComparison.Ordinal)), TestContext.Current.CancellationToken);

        var answer = await Score("--csv", closed, "--target", "deal_stage", "--positive", "Won", "--drop", "opportunity_id,engage_date,close_date,close_value");

        Assert.Equal("no evidence", answer.GetProperty("verdict").GetString());
        Assert.Equal(4726, answer.GetProperty("scored").GetInt32());
    }

    static string Public(string file)
    {
        var above = new DirectoryInfo(Repository.At());
        while (above is not null && !File.Exists(Path.Combine(above.FullName, "shared", "data", file)))
            above = above.Parent;
        Assert.SkipWhen(above is null, "The public data is not beside this checkout.");
        return Path.Combine(above!.FullName, "shared", "data", file);
    }

    string Write(int rows, Action<int, StringBuilder> row)
    {
        var text = new StringBuilder("size;source;status\n");
        for (var i = 0; i < rows; i++)
            row(i, text);
        var path = Path.Combine(_folder.Path, "history.csv");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    static async Task<JsonElement> Score(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var exit = await CommandLine.Run(["evaluate", "score", .. arguments, "--json"], output, error);
        Assert.True(exit == 0, error.ToString());
        return JsonDocument.Parse(output.ToString()).RootElement;
    }
}
