using System.Runtime.CompilerServices;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Tests.Matching;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("(212) 555-0100", "US", "+12125550100", "US")]
    [InlineData("1 212 555 0100", "US", "+12125550100", "US")]
    [InlineData("+1-416-555-0123", "DE", "+14165550123", "CA")]
    [InlineData("030 12345678", "DE", "+493012345678", "DE")]
    [InlineData("+49 (0)30 12345678", "US", "+493012345678", "DE")]
    [InlineData("0049 30 12345678", "DE", "+493012345678", "DE")]
    [InlineData("011 49 30 12345678", "US", "+493012345678", "DE")]
    [InlineData("020 7946 0018", "GB", "+442079460018", "GB")]
    [InlineData("06 1234 5678", "IT", "+390612345678", "IT")]
    [InlineData("0 31 85 2222 2222", "BR", "+558522222222", "BR")]
    [InlineData("8 (912) 345-67-89", "RU", "+79123456789", "RU")]
    [InlineData("+7 701 123 4567", "RU", "+77011234567", "KZ")]
    [InlineData("+41 44 668 18 00", "US", "+41446681800", "CH")]
    [InlineData("tel:+33-1-42-68-53-00", "US", "+33142685300", "FR")]
    [InlineData("٠١٠٠ ١٢٣ ٤٥٦٧", "EG", "+201001234567", "EG")]
    [InlineData("+800 1234 5678", "US", "+80012345678", null)]
    [InlineData("139 1234 5678", "CN", "+8613912345678", "CN")]
    [InlineData("4930 12345678", "DE", "+493012345678", "DE")]
    public void A_number_is_written_internationally(string typed, string region, string expected, string? of)
    {
        var phone = PhoneNumber.Read(typed, region);

        Assert.Equal((expected, true, of), (phone.Value, phone.IsVerified, phone.Region));
    }

    [Theory]
    [InlineData("555-0100", "US", "it is no number of US")]
    [InlineData("555-0100", "DE", "it is no number of DE")]
    [InlineData("call me", "US", "it is not made of digits")]
    [InlineData("+999 12345", "US", "no country has such a number")]
    [InlineData("123456789012345678901234567890", "US", "it has more than 15 digits")]
    [InlineData("---", "US", "it has no digits")]
    [InlineData("030 12345678", "", "no country is set to read it by")]
    public void A_number_that_cannot_be_read_is_kept_as_typed_and_says_why(string typed, string region, string why)
    {
        var phone = PhoneNumber.Read(typed, region);

        Assert.Equal((typed, false, why), (phone.Value, phone.IsVerified, phone.Why));
    }

    [Theory]
    [InlineData("(212) 555-0100 ext. 5", "5")]
    [InlineData("212-555-0100 x123", "123")]
    [InlineData("+1 212 555 0100 #77", "77")]
    [InlineData("tel:+12125550100;ext=9", "9")]
    public void An_extension_is_kept_apart(string typed, string extension)
    {
        var phone = PhoneNumber.Read(typed, "US");

        Assert.Equal(("+12125550100", extension), (phone.Value, phone.Extension));
    }

    [Fact]
    public void A_mobile_number_of_every_country_is_read_at_home_and_abroad()
    {
        using var examples = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "node_modules", "libphonenumber-js", "examples.mobile.json")));
        var missed = new List<string>();
        foreach (var example in examples.RootElement.EnumerateObject())
        {
            // Short ones are read at home only with their trunk zero: without it, they may lack the area code.
            var number = example.Value.GetString()!;
            var home = PhoneNumber.Read(number.Length <= 8 && !PhoneNumber.Read(number, example.Name).IsVerified ? $"0{number}" : number, example.Name);
            if (!home.IsVerified || home.Region is null || PhoneNumber.Read(home.Value, "").Value != home.Value)
                missed.Add($"{example.Name} {example.Value}: {home}");
        }
        Assert.Empty(missed);
    }

    static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [Fact]
    public void No_text_at_all_breaks_the_reading() =>
        Prop.ForAll<string?>(text => PhoneNumber.Read(text, "DE") is var phone && (phone.Value is null) == (Words.Tidy(text) is null)).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_read_once_reads_the_same_again() =>
        Prop.ForAll(Gen.Choose(0, 999_999_999).Select(n => $"0{n}").ToArbitrary(), typed =>
        {
            var phone = PhoneNumber.Read(typed, "FR");
            return !phone.IsVerified || PhoneNumber.Read(phone.Value, "US").Value == phone.Value;
        }).QuickCheckThrowOnFailure();
}
