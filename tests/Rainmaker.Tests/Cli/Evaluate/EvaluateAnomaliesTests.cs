using System.Text.Json;
using Rainmaker.Cli;
using Rainmaker.Platform;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli.Evaluate;

public sealed class EvaluateAnomaliesTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Columns_are_found_by_content_alarms_are_written_and_held_to_the_truth()
    {
        var rows = Enumerable.Range(0, 400).Select(i => $"r{i},2026-03-{1 + i / 24:00} {i % 24:00}:00:00,{(i == 300 ? 99 : 10 + i * 7 % 5)}");
        var (csv, flags, truth) = (File("series.csv", "name,when,load\n" + string.Join('\n', rows)), File("flags.csv", ""), File("truth.json", """{"series.csv": [["2026-03-13 10:00:00", "2026-03-13 14:00:00"]]}"""));

        var (exit, answer) = await Run("--csv", csv, "--out", flags, "--truth", truth);

        Assert.Equal((0, "when", "load", 1, 1.0), (exit, Text(answer, "time_column"), Text(answer, "value_column"), answer.GetProperty("found").GetInt32(), answer.GetProperty("f1").GetDouble()));
        var written = await System.IO.File.ReadAllLinesAsync(flags, TestContext.Current.CancellationToken);
        Assert.Equal(2, written.Length);
        Assert.StartsWith("2026-03-13 12:00:00,99,", written[1], StringComparison.Ordinal);
        Assert.Contains("load: 99 at 2026-03-13 12:00:00, usually ", written[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("when,load\n2026-03-01,1\nsoon,2\n", "line 3, column \"when\": \"soon\" is no timestamp", "--time", "when")]
    [InlineData("when,load\n2026-03-01,1\n2026-03-02,two\n", "line 3, column \"load\": \"two\" is no number", "--value", "load")]
    [InlineData("a,b\nx,y\n", "no column holds timestamps; name it with --time", "", "")]
    public async Task What_cannot_be_read_is_named_with_its_place(string text, string why, string option, string column)
    {
        var refused = await Refused(["--csv", File("bad.csv", text), .. option.Length == 0 ? Array.Empty<string>() : [option, column]]);

        Assert.Contains(why, refused, StringComparison.Ordinal);
    }

    string File(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    static string? Text(JsonElement answer, string property) => answer.GetProperty(property).GetString();

    static async Task<(int Exit, JsonElement Answer)> Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await CommandLine.Run(["evaluate", "anomalies", .. arguments, "--json"], output, error);
        Assert.True(exit == 0, error.ToString());
        return (exit, JsonDocument.Parse(output.ToString()).RootElement);
    }

    static async Task<string> Refused(string[] arguments)
    {
        var error = new StringWriter();
        Assert.NotEqual(0, await CommandLine.Run(["evaluate", "anomalies", .. arguments], TextWriter.Null, error));
        return error.ToString();
    }
}
