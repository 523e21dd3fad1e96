using System.IO.Compression;
using System.Text;
using Rainmaker.Platform;
using Rainmaker.Platform.Files;

namespace Rainmaker.Tests.Imports;

public sealed class TableFileTests
{
    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void The_separator_is_recognised(string separator)
    {
        var rows = Rows($"name{separator}email\nAda{separator}ada@lovelace.example\n");

        Assert.Equal<IEnumerable<string?>>(["Ada", "ada@lovelace.example"], Assert.Single(rows).Cells);
    }

    [Fact]
    public void A_separator_that_is_not_the_files_is_refused_with_the_line_and_the_better_one()
    {
        var refusal = TableFile.Open(File("name;email\nAda;ada@lovelace.example\n"), ',').Refusal!;

        Assert.Equal("The columns are separated by \";\", not by \",\": the first line reads \"name;email\".", refusal.Why);
        Assert.Equal("wrong_delimiter", refusal.Code);
    }

    [Fact]
    public void A_comma_inside_quotes_separates_nothing() =>
        Assert.Equal<IEnumerable<string?>>(["Lovelace, Ada", "x"], Assert.Single(Rows("name;note\n\"Lovelace, Ada\";x\n")).Cells);

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("iso-8859-1", false)]
    public void Umlauts_survive_whichever_way_the_file_is_written(string encoding, bool mark)
    {
        var written = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. mark ? written.GetPreamble() : [], .. written.GetBytes("name,city\nZoë Müller,Köln\n")];

        using var table = TableFile.Open(new MemoryStream(bytes), null).Value;

        Assert.Equal(["name", "city"], table.Headers);
        Assert.Equal<IEnumerable<string?>>(["Zoë Müller", "Köln"], Assert.Single(table.Rows()).Cells);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_may_end_in_any_way_and_count_from_the_header(string end)
    {
        var rows = Rows($"a,b{end}1,\"two{end}lines\"{end}{end}3,4{end}");

        Assert.Equal([2, 5], rows.Select(r => (int)r.Line));
        Assert.Equal($"two{end}lines", rows[0].Cells[1]);
    }

    [Fact]
    public void A_row_with_too_few_or_too_many_cells_is_faulty_and_the_next_is_not()
    {
        var rows = Rows("a,b,c\n1,2\n1,2,3,4\n1,2,3\n");

        Assert.Equal(["It has 2 cells where the header has 3.", "It has 4 cells where the header has 3.", null], rows.Select(r => r.Fault));
    }

    [Fact]
    public void A_quote_left_open_is_said_and_not_taken_for_a_cell() =>
        Assert.Equal("Its quotes do not match.", Rows("a,b\n1,2\n3,\"open\n5,6\n").Last().Fault);

    [Fact]
    public void An_inch_sign_in_a_cell_is_no_fault() =>
        Assert.Equal((null, "19\" rack"), Rows("a,b\n1,19\" rack\n").Select(r => (r.Fault, r.Cells[1])).Single());

    [Fact]
    public void A_cell_of_more_than_a_megabyte_is_refused_with_line_and_column()
    {
        var broken = Assert.Throws<TableBroken>(() => Rows($"name,notes\nAda,short\nBob,{new string('x', TableFile.MaxCell + 10)}\n"));

        Assert.StartsWith("Line 3, column \"notes\": a cell has more than 1,000,000 characters.", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_rows_are_read_without_being_held()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        System.IO.File.WriteAllLines(path, Enumerable.Range(0, 1_000_000).Select(i => $"Person {i},p{i}@firm{i % 9000}.example,Firm {i % 9000}").Prepend("name,email,company"));
        using var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.DeleteOnClose });
        using var table = TableFile.Open(file, null).Value;
        var (before, most, count, last) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0, 0L);

        foreach (var row in table.Rows())
        {
            (count, last) = (count + 1, row.Line);
            if (count % 250_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal((1_000_000, 1_000_001), (count, last));
        // Held, they would be some 250 MB; other tests run beside this one.
        Assert.InRange(most, long.MinValue, 64 << 20);
    }

    [Fact]
    public void Columns_that_are_called_alike_or_not_at_all_get_names_of_their_own() =>
        Assert.Equal(["name", "name (2)", "column 3", "x"], TableFile.Open(File("name,name,,x\n1,2,3,4\n"), null).Value.Headers);

    [Theory]
    [InlineData("", "file_is_empty")]
    [InlineData("\n\n", "file_is_empty")]
    [InlineData("%PDF-1.7 ....", "not_a_table")]
    [InlineData("PK\u0003\u0004nothing behind it", "not_an_archive")]
    public void What_is_no_table_is_refused(string content, string code) =>
        Assert.Equal(code, TableFile.Open(File(content), null).Refusal!.Code);

    [Fact]
    public void A_workbook_that_unpacks_without_end_is_refused()
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        using (var part = zip.CreateEntry("xl/sharedStrings.xml").Open())
            for (var i = 0; i < 70; i++)
                part.Write(new byte[1 << 20]);
        Assert.True(file.Length < 1 << 20);
        file.Position = 0;

        Assert.Equal("too_large_unpacked", TableFile.Open(file, null).Refusal!.Code);
    }

    [Fact]
    public void A_workbook_of_thousands_of_parts_is_refused()
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            for (var i = 0; i < 2_001; i++)
                zip.CreateEntry($"xl/{i}.xml");
        file.Position = 0;

        Assert.Equal("The workbook has 2001 parts; 2000 is the most.", TableFile.Open(file, null).Refusal!.Why);
    }

    [Fact]
    public void A_workbook_gives_its_first_sheet_with_dates_and_numbers_as_text()
    {
        using var table = TableFile.Open(Workbook.Of([["Name", "Phone", "Since", "Value"], ["Ada", 493012345678d, new DateOnly(2025, 3, 1), 1234.5]]), null).Value;

        var row = Assert.Single(table.Rows());
        Assert.Equal(["Name", "Phone", "Since", "Value"], table.Headers);
        Assert.Equal((2, "Ada", "493012345678", "2025-03-01", "1234.5"), ((int)row.Line, row.Cells[0], row.Cells[1], row.Cells[2], row.Cells[3]));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30 1", "'+49 30 1")]
    [InlineData("  @sum", "'  @sum")]
    [InlineData("-5.20", "-5.20")]
    [InlineData("+493012345", "+493012345")]
    [InlineData("|calc", "'|calc")]
    [InlineData("plain", "plain")]
    [InlineData("'quoted'", "'quoted'")]
    public void A_formula_is_disarmed_on_the_way_out_and_comes_back_as_it_was(string cell, string written)
    {
        Assert.Equal(written, Formulas.Neutralise(cell));
        Assert.Equal(cell, Formulas.Restore(written));
    }

    static List<TableRow> Rows(string content)
    {
        using var table = TableFile.Open(File(content), null).Value;
        return [.. table.Rows()];
    }

    static MemoryStream File(string content) => new(Encoding.UTF8.GetBytes(content));
}
