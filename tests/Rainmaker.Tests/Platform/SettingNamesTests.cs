using System.Text.RegularExpressions;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Platform;

public sealed partial class SettingNamesTests
{
    [Fact]
    public void Every_setting_the_program_reads_stands_in_the_operators_table()
    {
        var read = Directory.EnumerateFiles(Repository.At("src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(f => Name().Matches(File.ReadAllText(f)).Select(m => m.Value.Trim('"')))
            .ToHashSet(StringComparer.Ordinal);
        var table = File.ReadLines(Repository.At("docs", "operations.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToList();

        Assert.Contains("RAINMAKER_MASTER_KEY", read);
        Assert.DoesNotContain(read, name => !table.Exists(row => row.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    [GeneratedRegex("\"RAINMAKER_[A-Z_]+\"", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
