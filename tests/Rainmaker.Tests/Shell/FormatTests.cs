using System.Globalization;
using Rainmaker.Shell;

namespace Rainmaker.Tests.Shell;

public sealed class FormatTests
{
    static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    [Theory]
    [InlineData("20500", "EUR", "€20,500")]
    [InlineData("13800.5", "EUR", "€13,800.50")]
    [InlineData("1234.56", "JPY", "¥1,235")]
    [InlineData("-42", "USD", "-$42")]
    [InlineData("950", "CHF", "CHF 950")]
    public void Money_shows_as_many_decimals_as_its_currency_has(string amount, string currency, string read) =>
        Assert.Equal(read, Format.Money(decimal.Parse(amount, CultureInfo.InvariantCulture), currency, English).Replace(' ', ' '));

    [Fact]
    public void Germans_read_their_own_figures()
    {
        Assert.Equal("1.234,50 €", Format.Money(1234.5m, "EUR", German).Replace(' ', ' '));
        Assert.Equal("1,24M €", Format.MoneyCompact(1_240_310, "EUR", German).Replace(' ', ' '));
    }

    [Theory]
    [InlineData(1_240_310, "1.24M")]
    [InlineData(486_020, "486k")]
    [InlineData(63_500, "63.5k")]
    [InlineData(999_499, "999k")]
    [InlineData(999_500, "1M")]
    [InlineData(950, "950")]
    [InlineData(-63_500, "-63.5k")]
    [InlineData(0, "0")]
    public void Large_figures_keep_three_digits(decimal figure, string read) => Assert.Equal(read, Format.Compact(figure, English));

    [Fact]
    public void What_is_not_known_is_a_dash_and_never_a_zero() =>
        Assert.All([Format.Money(null, "EUR", English), Format.MoneyCompact(null, "EUR", English), Format.Percent(null, English), Format.Count(null, English), Format.Day(null, null, English)], read => Assert.Equal("–", read));

    [Fact]
    public void A_day_of_this_year_needs_no_year()
    {
        var today = new DateOnly(2026, 11, 20);

        Assert.Equal("10 Dec", Format.Day(new(2026, 12, 10), today, English));
        Assert.Equal("12 Jan 2027", Format.Day(new(2027, 1, 12), today, English));
    }

    [Theory]
    [InlineData("Ana Ruiz", "AR")]
    [InlineData("  Ana  María  Ruiz ", "AR")]
    [InlineData("Øystein", "Ø")]
    [InlineData("", "?")]
    public void A_person_is_known_by_two_letters(string name, string initials) => Assert.Equal(initials, Format.Initials(name));
}
