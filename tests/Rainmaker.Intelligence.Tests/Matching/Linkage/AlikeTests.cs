using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Intelligence.Tests.Matching.Linkage;

public sealed class AlikeTests
{
    static double Of(FieldKind kind, string a, string b)
    {
        var values = new Vocabulary(kind);
        var (x, y) = (values.Number(FieldText.Of(kind, a, true)!), values.Number(FieldText.Of(kind, b, true)!));
        values.Close();
        Assert.Equal(Alike.Of(values, x, y), Alike.Of(values, y, x));
        return Alike.Of(values, x, y);
    }

    [Theory]
    [InlineData(FieldKind.FirstName, "William", "Bill")]
    [InlineData(FieldKind.FirstName, "Karl-Heinz", "KARLHEINZ")]
    [InlineData(FieldKind.LastName, "Mitchell", "Mitchel")]
    [InlineData(FieldKind.Name, "Lovelace, Ada", "Ada Lovelace")]
    [InlineData(FieldKind.Company, "ACME Holding GmbH & Co. KG", "Acme")]
    [InlineData(FieldKind.Street, "12 Third Street West", "12 3rd St. W.")]
    [InlineData(FieldKind.Street, "hoseasonstreet", "hoseason street")]
    [InlineData(FieldKind.Phone, "+49 30 1234567", "030/123 45 67")]
    [InlineData(FieldKind.Date, "1980-04-03", "03.04.1980")]
    [InlineData(FieldKind.Date, "1980-04-03", "1980-03-04")]
    [InlineData(FieldKind.Country, "Germany", "Deutschland")]
    public void Ways_of_writing_one_thing_are_nearly_the_same(FieldKind kind, string a, string b) => Assert.True(Of(kind, a, b) >= 0.89, $"{Of(kind, a, b)}");

    [Theory]
    [InlineData(FieldKind.FirstName, "Peter", "Maria")]
    [InlineData(FieldKind.LastName, "Becker", "Gruber")]
    [InlineData(FieldKind.Email, "a.miller@acme.example", "sales@acme.example")]
    [InlineData(FieldKind.Phone, "030 1234567", "040 9876521")]
    [InlineData(FieldKind.Date, "1980-04-03", "1957-11-28")]
    [InlineData(FieldKind.StreetNumber, "12", "7")]
    [InlineData(FieldKind.Company, "Acme GmbH", "Borealis GmbH")]
    public void Different_things_stay_different(FieldKind kind, string a, string b) => Assert.True(Of(kind, a, b) < 0.6, $"{Of(kind, a, b)}");

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "ac", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void Edits_count_swapped_neighbours_once(string a, string b, int edits) => Assert.Equal(edits, Edits.Between(a, b, 10));

    [Theory]
    [InlineData("surname", FieldKind.LastName)]
    [InlineData("Zip Code", FieldKind.Postcode)]
    [InlineData("date", FieldKind.Date)]
    public void Kinds_are_known_by_the_words_people_use(string word, FieldKind kind) => Assert.Equal(kind, FieldKinds.Find(word));
}
