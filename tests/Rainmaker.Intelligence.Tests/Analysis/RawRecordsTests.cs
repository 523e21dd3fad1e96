using System.Text;
using Rainmaker.Intelligence.Analysis.Raw;

namespace Rainmaker.Intelligence.Tests.Analysis;

public sealed class RawRecordsTests
{
    [Theory]
    [InlineData("[]", 0)]
    [InlineData("""[{"id":"1"},{"id":"2"}]""", 2)]
    [InlineData("""{"total":2,"paging":{"next":[1]},"results":[{"id":"1"},{"id":"2"}],"more":{}}""", 2)]
    [InlineData("\uFEFF[{\"id\":\"1\"}]", 1)]
    public void Records_are_found_in_a_list_or_under_results(string json, int records) => Assert.Equal(records, Ids(json).Count);

    [Fact]
    public void A_record_larger_than_the_buffer_is_read_whole()
    {
        var body = new string('x', 1 << 20);

        Assert.Equal(["1", "2", "3"], Ids("""[{"id":"1"},{"id":"2","properties":{"hs_note_body":"BODY"}},{"id":"3"}]""".Replace("BODY", body, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""[{"id":"1"},{"id":""", "ends in the middle")]
    [InlineData("""[{"id":"1"} {"id":"2"}]""", "no JSON")]
    [InlineData("", "ends in the middle")]
    [InlineData("<!doctype html>", "no JSON")]
    [InlineData("17", "a list of records")]
    [InlineData("""[{"id":"1"},17]""", "in braces")]
    public void What_is_no_list_of_records_is_told_with_file_and_byte(string json, string why)
    {
        var fault = Assert.Throws<RawFault>(() => Ids(json));

        Assert.StartsWith("contacts.json, byte ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.InRange(fault.At, 0, json.Length);
    }

    [Fact]
    public void Any_cut_of_the_stream_gives_the_same_records()
    {
        const string Json = """[{"id":"1","properties":{"a":"ö€😀\n"}}, {"id":"2"}]""";

        for (var step = 1; step < 20; step++)
            Assert.Equal(["1", "2"], Ids(Json, step));
    }

    [Theory]
    [InlineData("2026-03-04T10:11:12.000Z", "2026-03-04T10:11:12Z")]
    [InlineData("2026-03-04T10:11:12Z", "2026-03-04T10:11:12Z")]
    [InlineData("2026-03-04T10:11:12+05:30", "2026-03-04T04:41:12Z")]
    [InlineData("2026-03-04T10:11:12+0000", "2026-03-04T10:11:12Z")]
    [InlineData("2026-03-04", "2026-03-04T00:00:00Z")]
    [InlineData("1772618400000", "2026-03-04T10:00:00Z")]
    [InlineData("2026-02-30T10:11:12.000Z", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    public void Times_are_read_in_any_shape(string text, string? moment) =>
        Assert.Equal(moment is null ? null : DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), RawValue.Moment(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("1234.50", 1234.50)]
    [InlineData("1,234.50", 1234.50)]
    [InlineData("1.234,50", 1234.50)]
    [InlineData("12,500", 12500)]
    [InlineData("€ 12,5", 12.5)]
    public void Money_is_read_with_a_point_or_a_comma(string text, double sum) => Assert.Equal((decimal)sum, RawValue.Money(Encoding.UTF8.GetBytes(text)));

    static List<string> Ids(string json, int step = int.MaxValue)
    {
        var row = new RawRow(new(), "id");
        var ids = new List<string>();
        using var file = new Slow(Encoding.UTF8.GetBytes(json), step);
        RawRecords.Walk(file, "contacts.json", (ref read, buffer) =>
        {
            if (!row.Read(ref read))
                return false;
            ids.Add(row.Text(0, buffer)!);
            return true;
        });
        return ids;
    }

    /// <summary>Gives no more than so many bytes at a time, as disks and networks do.</summary>
    sealed class Slow(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, step)]);
    }
}
