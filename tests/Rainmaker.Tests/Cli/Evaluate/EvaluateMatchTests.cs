using System.Text.Json;
using Rainmaker.Cli;
using Rainmaker.Platform;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli.Evaluate;

public sealed class EvaluateMatchTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string File(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    static string People() => "id, first , family,tel\n" + string.Join('\n', Enumerable.Range(0, 60).SelectMany(i => new[]
    {
        $"e{i}-a,Given{(char)('a' + i % 26)}{i % 7},Family{(char)('a' + i % 19)}{i},030 {5_000_000 + i * 7919}",
        i % 3 == 0 ? $"e{i}-b,Given{(char)('a' + i % 26)}{i % 7},Family{(char)('a' + i % 19)}{i},030 {5_000_000 + i * 7919}" : $"x{i},Other{i * 31},Name{i * 17}{(char)('a' + i % 23)},040 {9_000_000 - i * 6101}",
    }));

    [Theory]
    [InlineData("first:first_name,family:surname,tel:phone")]
    [InlineData("first_name:first,last:family,phone:tel")]
    public async Task Duplicates_are_counted_and_held_to_the_truth_whichever_side_of_a_field_names_the_kind(string fields)
    {
        var pairs = Path.Combine(_folder.Path, "pairs.csv");
        var ran = await Ran("--csv", File("people.csv", People()), "--id", "id", "--fields", fields, "--truth-pattern", @"^e(\d+)-", "--out", pairs, "--json");

        Assert.Equal((ExitCode.Done, ""), (ran.Exit, ran.Error));
        using var answer = JsonDocument.Parse(ran.Output);
        Assert.Equal(20, answer.RootElement.GetProperty("pairs").GetInt32());
        Assert.Equal(20, answer.RootElement.GetProperty("clusters").GetInt32());
        Assert.Equal(1, answer.RootElement.GetProperty("f1").GetDouble());
        Assert.True(answer.RootElement.GetProperty("peak_mb").GetInt64() > 10);
        var lines = System.IO.File.ReadAllLines(pairs);
        Assert.Equal(("id,other_id,probability,cluster,evidence", 21), (lines[0], lines.Length));
        Assert.StartsWith("e0-a,e0-b,1.0", lines[1], StringComparison.Ordinal);
        Assert.Contains("tel is the same", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frist:first_name", "--fields: ", "no column \"frist\". The nearest is \"first\"")]
    [InlineData("first:frist_name", "--fields ", "\"frist_name\" is no kind of field. The nearest is \"first_name\"")]
    [InlineData("first:first_name,last:first", "--fields ", "names the column \"first\" twice")]
    public async Task A_field_that_makes_no_sense_is_answered_with_what_is_nearest(string fields, string option, string why)
    {
        var ran = await Ran("--csv", File("people.csv", People()), "--id", "id", "--fields", fields);

        Assert.Equal(ExitCode.Usage, ran.Exit);
        Assert.Contains(option, ran.Error, StringComparison.Ordinal);
        Assert.Contains(why, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_are_linked_and_the_pairs_of_truth_may_come_from_a_third()
    {
        var left = File("left.csv", "id,name,town\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => $"l{i},{Firm(i)} Ltd,{Town(i)}")));
        var right = File("right.csv", "id,name,town\n" + string.Join('\n', Enumerable.Range(0, 20).Select(i => $"r{i},{Firm(i)},{Town(i)}")));
        var truth = File("truth.csv", "left,right\n" + string.Join('\n', Enumerable.Range(0, 20).Select(i => $"l{i},r{i}")));

        var ran = await Ran("--csv", left, "--link", right, "--id", "id", "--fields", "name:company,town:city", "--truth-pairs", truth, "--json");

        using var answer = JsonDocument.Parse(ran.Output);
        Assert.True(answer.RootElement.GetProperty("f1").GetDouble() > 0.9, ran.Output);

        static string Firm(int i) => $"{(char)('a' + i % 26)}{(char)('a' + i * 7 % 26)}{(char)('a' + i * 11 % 26)}{(char)('a' + i * 3 % 26)}or{(char)('a' + i / 26)} trading";
        static string Town(int i) => new[] { "Aachen", "Bergen", "Cadiz", "Dresden", "Emden", "Florence" }[i % 6];
    }

    [Fact]
    public async Task Ids_must_differ_and_the_line_is_named()
    {
        var ran = await Ran("--csv", File("twice.csv", "id,name\n1,a\n1,b\n"), "--id", "id", "--fields", "name:name");

        Assert.Contains("line 3, column \"id\": 1 stood already in line 2", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Learning_needs_something_to_learn_from()
    {
        var ran = await Ran("--csv", File("people.csv", People()), "--id", "id", "--fields", "first:first_name", "--train");

        Assert.Equal(ExitCode.Usage, ran.Exit);
        Assert.Contains("--train needs --truth", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Febrl_without_birthday_and_number_is_matched_better_than_asked()
    {
        var file = Repository.At("..", "shared", "data", "dedupe", "febrl", "dataset1.csv");
        Assert.SkipUnless(System.IO.File.Exists(file), "The public data is not beside this checkout.");

        var ran = await Ran("--csv", file, "--id", "rec_id", "--fields", "given_name:first_name,surname:last_name,street_number:street_number,address_1:street,suburb:city,postcode:postcode,state:state", "--truth-pattern", @"rec-(\d+)-", "--json");

        using var answer = JsonDocument.Parse(ran.Output);
        Assert.True(answer.RootElement.GetProperty("f1").GetDouble() >= 0.97, ran.Output);
    }

    static async Task<(ExitCode Exit, string Output, string Error)> Ran(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var exit = await CommandLine.Run(["evaluate", "match", .. arguments], output, error);
        return ((ExitCode)exit, output.ToString(), error.ToString());
    }
}
