using System.Text.Json;
using Rainmaker.Cli;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli.Evaluate;

public sealed class EvaluateForecastTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_came_later_in_the_file_is_not_known_and_holds_the_forecast_to_account()
    {
        var csv = File("deals.csv", Deals());
        string[] columns = ["--csv", csv, "--stage", "stage", "--won", "Won", "--lost", "Lost", "--opened", "opened", "--closed", "closed", "--value", "value", "--group", "kind", "--as-of", "2025-09-30", "--months", "2"];

        var (exit, answer, said) = await Run([.. columns, "--truth", csv]);
        var (_, blind, _) = await Run([.. columns, "--truth", File("months.csv", "month,value\n2025-10,2000\n2025-11,2000\n")]);

        Assert.True(exit == 0, said);
        Assert.Equal(["October 2025", "November 2025"], answer.GetProperty("months").EnumerateArray().Select(m => m.GetProperty("month").GetString()));
        Assert.InRange(answer.GetProperty("mape").GetDouble(), 0, 30);
        Assert.Equal(100, answer.GetProperty("coverage").GetDouble());
        Assert.True(answer.GetProperty("backtest").GetProperty("months").GetInt32() > 3);
        Assert.Equal(answer.GetProperty("months")[0].GetProperty("weighted").GetDouble(), blind.GetProperty("months")[0].GetProperty("weighted").GetDouble());
        Assert.Equal(2000, blind.GetProperty("months")[0].GetProperty("came").GetDouble());
    }

    [Theory]
    [InlineData("opened,closed,stage,value\n2025-01-01,,Won,5\n", "line 2, column \"closed\": a deal that is won has no day on which it was")]
    [InlineData("opened,closed,stage,value\n2025-01-01,soon,Won,5\n", "line 2, column \"closed\": \"soon\" is no date")]
    [InlineData("opened,closed,stagge,value\n2025-01-01,,Won,5\n", "--stage: ")]
    [InlineData("opened,closed,stage,value\n2025-01-01,2025-02-01,Won,5\n", "Nothing can be learned: 20 deals won in 4 months")]
    public async Task What_cannot_be_used_is_named(string text, string why)
    {
        var (exit, _, said) = await Run(["--csv", File("bad.csv", text), "--stage", "stage", "--won", "Won", "--lost", "Lost", "--opened", "opened", "--closed", "closed", "--value", "value", "--as-of", "2025-09-30"]);

        Assert.NotEqual(0, exit);
        Assert.Contains(why, said, StringComparison.Ordinal);
    }

    static string Deals()
    {
        var rows = new List<string> { "opened,closed,stage,value,kind" };
        for (var i = 0; i < 330; i++)
        {
            var opened = new DateOnly(2025, 1, 1).AddDays(i);
            rows.Add($"{opened:yyyy-MM-dd},{opened.AddDays(20 + i % 15):yyyy-MM-dd},{(i % 3 == 0 ? "Won" : "Lost")},{100 + i % 7},{(i % 2 == 0 ? "a" : "b")}");
        }
        return string.Join('\n', rows) + "\n";
    }

    string File(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    static async Task<(int Exit, JsonElement Answer, string Said)> Run(string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await CommandLine.Run(["evaluate", "forecast", .. arguments, "--json"], output, error);
        return (exit, exit == 0 ? JsonDocument.Parse(output.ToString()).RootElement : default, error.ToString());
    }
}
