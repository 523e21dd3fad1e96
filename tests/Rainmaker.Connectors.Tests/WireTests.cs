using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Tests;

public sealed class WireTests
{
    [Theory]
    [InlineData("1234.5", 1234.5), InlineData("1,234.50", 1234.5), InlineData("1.234,50", 1234.5), InlineData("12,5", 12.5), InlineData("12,500", 12500), InlineData("1,234,567", 1234567)]
    [InlineData("€ 99", 99), InlineData("-3.25", -3.25), InlineData("1 234,5", 1234.5), InlineData("1e3", 1000)]
    public void Money_is_read_with_point_or_comma(string text, double sum) => Assert.Equal((decimal)sum, Wire.Money(text));

    [Theory]
    [InlineData(null), InlineData(""), InlineData("n/a"), InlineData("--")]
    public void What_is_no_number_is_nothing(string? text) => Assert.Null(Wire.Money(text));

    [Theory]
    [InlineData("2024-09-09T20:41:31.000+0000"), InlineData("2024-09-09T20:41:31Z"), InlineData("2024-09-09T22:41:31+02:00"), InlineData("2024-09-10T02:11:31+0530"), InlineData("2024-09-10T02:11:31+05:30")]
    [InlineData("2024-09-09 20:41:31"), InlineData("1725914491000"), InlineData("1725914491"), InlineData("2024-09-09T22:41:31+02")]
    public void A_moment_is_read_with_any_offset(string text) => Assert.Equal(new DateTimeOffset(2024, 9, 9, 20, 41, 31, TimeSpan.Zero), Wire.Moment(text));

    [Theory]
    [InlineData("never"), InlineData("2024-13-01"), InlineData("2024-09-09T20:41:31+99:00"), InlineData("999999999999999")]
    public void What_is_no_time_is_nothing(string text) => Assert.Null(Wire.Moment(text));

    [Theory]
    [InlineData("hubspot_contacts_2026-11-20.json", "hubspot", "contacts", "2026-11-20"), InlineData("contacts.json", null, "contacts", null)]
    [InlineData("hubspot_contacts_companies_2026-11-20.json", "hubspot", "contacts-companies", "2026-11-20"), InlineData("nutshell_deals-contacts.json", "nutshell", "deals-contacts", null)]
    public void Names_of_raw_files_are_read_dated_and_plain(string name, string? source, string kind, string? date)
    {
        var file = RawFile.Read(name)!;

        Assert.Equal((source, kind, date is null ? (DateOnly?)null : DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture)), (file.Source, file.Kind, file.Date));
    }

    [Fact]
    public void The_newest_of_several_files_counts_and_a_dated_one_before_a_plain_one()
    {
        var newest = RawFile.Newest(["/a/hubspot_deals.json", "/a/hubspot_deals_2026-11-19.json", "/a/hubspot_deals_2026-11-20.json", "/a/readme.json", "/a/hubspot_notes.json"]);

        Assert.Equal(["/a/hubspot_deals_2026-11-20.json", "/a/hubspot_notes.json"], newest.Values.Order());
    }

    [Theory]
    [InlineData("""{"people":{"a":"b"}}"""), InlineData("[1]"), InlineData("""{"deals":{"value":3}}""")]
    public void A_field_map_of_another_shape_is_refused(string json) => Assert.Throws<FormatException>(() => FieldMap.Read(json));
}
