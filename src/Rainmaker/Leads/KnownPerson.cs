using Npgsql;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Leads;

/// <summary>What a lead on record is compared by, its addresses sealed.</summary>
sealed record KnownPerson(string Name, string? First, string? Last, byte[]? Email, byte[]? Phone, byte[]? Whatsapp, string? Company, string? City, string? PostalCode, string? Country)
{
    public const int Width = 10;
    public const string Columns = "name, first_name, last_name, email_sealed, phone_sealed, whatsapp_sealed, company, city, postal_code, country";

    /// <param name="from">Where <see cref="Columns"/> begin.</param>
    public static KnownPerson Read(NpgsqlDataReader row, int from)
    {
        return new(row.GetString(from), Text(1), Text(2), Bytes(3), Bytes(4), Bytes(5), Text(6), Text(7), Text(8), Text(9));

        string? Text(int column) => row.IsDBNull(from + column) ? null : row.GetString(from + column);

        byte[]? Bytes(int column) => row.IsDBNull(from + column) ? null : row.GetFieldValue<byte[]>(from + column);
    }

    public static KnownPerson Of(Lead lead) =>
        new(lead.Name, lead.FirstName, lead.LastName, lead.EmailSealed, lead.PhoneSealed, lead.WhatsappSealed, lead.Company, lead.City, lead.PostalCode, lead.Country);

    // The whole name is left out: where a lead has none, its company or number stands there.
    public PersonTraits Open(Vault vault) => new()
    {
        First = First, Last = Last, Email = vault.Open("lead.email", Email), Phone = vault.Open("lead.phone", Phone), Whatsapp = vault.Open("lead.whatsapp", Whatsapp),
        Company = Company, City = City, PostalCode = PostalCode, Country = Country,
    };
}
