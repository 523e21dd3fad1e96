namespace Rainmaker.Intelligence.Matching.Linkage;

/// <summary>What a column holds; it decides how values are normalised, which keys bring records together and how two values are compared.</summary>
public enum FieldKind
{
    FirstName, LastName, Name, Company, Email, Phone, StreetNumber, Street, City, Postcode, State, Country, Date, Number, Text,
}

/// <summary>One field of the records to be linked.</summary>
/// <param name="Name">As the user calls it; it appears in the evidence.</param>
public sealed record LinkField(string Name, FieldKind Kind);

/// <summary>The words people use for the kinds.</summary>
public static class FieldKinds
{
    static readonly Dictionary<string, FieldKind> _words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["first_name"] = FieldKind.FirstName, ["first"] = FieldKind.FirstName, ["given_name"] = FieldKind.FirstName, ["given"] = FieldKind.FirstName,
        ["forename"] = FieldKind.FirstName,
        ["last_name"] = FieldKind.LastName, ["last"] = FieldKind.LastName, ["surname"] = FieldKind.LastName, ["family_name"] = FieldKind.LastName,
        ["name"] = FieldKind.Name, ["full_name"] = FieldKind.Name, ["person"] = FieldKind.Name,
        ["company"] = FieldKind.Company, ["organisation"] = FieldKind.Company, ["organization"] = FieldKind.Company, ["account"] = FieldKind.Company,
        ["email"] = FieldKind.Email, ["e_mail"] = FieldKind.Email, ["mail"] = FieldKind.Email,
        ["phone"] = FieldKind.Phone, ["telephone"] = FieldKind.Phone, ["tel"] = FieldKind.Phone, ["mobile"] = FieldKind.Phone,
        ["street_number"] = FieldKind.StreetNumber, ["house_number"] = FieldKind.StreetNumber,
        ["street"] = FieldKind.Street, ["address"] = FieldKind.Street, ["addr"] = FieldKind.Street,
        ["city"] = FieldKind.City, ["suburb"] = FieldKind.City, ["town"] = FieldKind.City, ["locality"] = FieldKind.City,
        ["postcode"] = FieldKind.Postcode, ["postal_code"] = FieldKind.Postcode, ["zip"] = FieldKind.Postcode, ["zip_code"] = FieldKind.Postcode,
        ["state"] = FieldKind.State, ["region"] = FieldKind.State, ["province"] = FieldKind.State,
        ["country"] = FieldKind.Country,
        ["date"] = FieldKind.Date, ["date_of_birth"] = FieldKind.Date, ["dob"] = FieldKind.Date, ["birthday"] = FieldKind.Date,
        ["number"] = FieldKind.Number, ["id_number"] = FieldKind.Number,
        ["text"] = FieldKind.Text, ["category"] = FieldKind.Text,
    };

    /// <summary>The fifteen names that are documented.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "first_name", "last_name", "name", "company", "email", "phone", "street_number", "street", "city", "postcode", "state", "country", "date", "number", "text",
    ];

    /// <summary>Every word that is understood, aliases included.</summary>
    public static IReadOnlyCollection<string> Words => _words.Keys;

    /// <summary>The kind a word names ("surname" is a last name), or null. Blanks and hyphens count as underscores.</summary>
    public static FieldKind? Find(string word) =>
        _words.TryGetValue(word.Trim().Replace(' ', '_').Replace('-', '_'), out var kind) ? kind : null;
}
