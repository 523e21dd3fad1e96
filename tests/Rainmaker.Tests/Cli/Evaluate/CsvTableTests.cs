using Rainmaker.Cli.Evaluate;
using Rainmaker.Platform;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli.Evaluate;

public sealed class CsvTableTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_are_found_by_name_whatever_blanks_marks_and_quotes_surround_them()
    {
        var table = Table("\uFEFFrec_id; Given Name ;\"note; long\"\n1; Ann ;\"a;\"\"b\"\"\"\n2;;\n");

        Assert.Equal(["rec_id", "Given Name", "note; long"], table.Columns);
        Assert.Equal(2, table.Rows);
        Assert.Equal(new string?[] { "Ann", null }, table.Column(table.Required("given name", "--fields")));
        Assert.Equal("a;\"b\"", table.Column(2)[0]);
        Assert.Equal(3, table.Line(1));
    }

    [Fact]
    public void A_value_that_repeats_is_held_once()
    {
        var column = Table("a,b\nsame,1\nsame,2\n").Column(0);

        Assert.Same(column[0], column[1]);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", ExitCode.Failed, "line 3, column \"b\": It has 1 cells where the header has 2.")]
    [InlineData("a,b\n1,2\n3,\"open\n4,5\n", ExitCode.Failed, "line 3, column \"b\": Its quotes do not match.")]
    [InlineData("a,b\n", ExitCode.Failed, "has a header and no rows.")]
    [InlineData("", ExitCode.Usage, "The file has no header and no rows.")]
    public void A_file_that_cannot_be_read_is_refused_with_the_place(string text, ExitCode exit, string why)
    {
        var refused = Assert.Throws<CannotContinue>(() => Table(text));

        Assert.Equal(exit, refused.Exit);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CannotContinue>(() => CsvTable.Read("/no/such.csv")).Exit);

    [Fact]
    public void A_column_that_is_not_there_is_named_with_the_nearest_that_is()
    {
        var refused = Assert.Throws<CannotContinue>(() => Table("surname,given_name\nx,y\n").Required("surnam", "--target"));

        Assert.Equal(ExitCode.Usage, refused.Exit);
        Assert.Matches("^--target: .* has no column \"surnam\". The nearest is \"surname\"; all: surname, given_name.$", refused.Message);
    }

    CsvTable Table(string text)
    {
        var path = Path.Combine(_folder.Path, "table.csv");
        File.WriteAllText(path, text);
        return CsvTable.Read(path);
    }
}
