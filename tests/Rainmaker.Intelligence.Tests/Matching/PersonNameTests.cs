using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Tests.Matching;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("  ada   LOVELACE ", "Ada Lovelace", "Ada", "Lovelace")]
    [InlineData("Ana y Castro DE LA CRUZ", "Ana y Castro de la Cruz", "Ana y Castro", "de la Cruz")]
    [InlineData("JO SMITH III", "Jo Smith III", "Jo", "Smith III")]
    [InlineData("JP MORGAN", "JP Morgan", "JP", "Morgan")]
    [InlineData("ADA LOVELACE", "Ada Lovelace", "Ada", "Lovelace")]
    [InlineData("ada lovelace", "Ada Lovelace", "Ada", "Lovelace")]
    [InlineData("Lovelace, Ada", "Ada Lovelace", "Ada", "Lovelace")]
    [InlineData("anna van der berg", "Anna van der Berg", "Anna", "van der Berg")]
    [InlineData("Dr. Anna Maria Schmidt", "Dr. Anna Maria Schmidt", "Anna Maria", "Schmidt")]
    [InlineData("SEAN O'NEILL-MCKENZIE", "Sean O'Neill-Mckenzie", "Sean", "O'Neill-Mckenzie")]
    [InlineData("JOHN MCDONALD", "John McDonald", "John", "McDonald")]
    [InlineData("JP", "JP", "JP", null)]
    [InlineData("李小龙", "李小龙", "李小龙", null)]
    public void A_whole_name_is_put_right_and_split(string typed, string full, string first, string? last)
    {
        var name = PersonName.Read(typed, null, null, default);

        Assert.Equal((full, first, last, false), (name.Full, name.First, name.Last, name.Derived));
    }

    [Fact]
    public void Parts_make_the_whole()
    {
        var name = PersonName.Read(null, "ada", "LOVELACE", default);

        Assert.Equal(("Ada Lovelace", "Ada", "Lovelace"), (name.Full, name.First, name.Last));
    }

    [Theory]
    [InlineData("ada.lovelace@acme.com", "Ada Lovelace", "Ada", "Lovelace")]
    [InlineData("ada_k.lovelace+news@acme.com", "Ada K Lovelace", "Ada K", "Lovelace")]
    [InlineData("ada42@acme.com", "Ada", "Ada", null)]
    [InlineData("4711@acme.com", "4711", null, null)]
    public void A_name_is_derived_from_the_address_when_there_is_none(string address, string full, string? first, string? last)
    {
        var name = PersonName.Read(" ", null, "", EmailAddress.Read(address));

        Assert.Equal((full, first, last, true), (name.Full, name.First, name.Last, name.Derived));
    }

    [Fact]
    public void Without_name_and_address_there_is_no_name() => Assert.Null(PersonName.Read(null, null, null, default).Full);
}
