namespace Rainmaker.People;

/// <summary>
/// How ways to reach somebody are kept: sealed, with a keyed hash beside them. The hash has one purpose for leads and contacts, so that a lead
/// can be found to be a known contact. E-mails are hashed as normalised, numbers in E.164; a number that could not be read has no hash.
/// </summary>
public static class Address
{
    public const string Email = "email";
    public const string Phone = "phone";

    public static byte[]? HashEmail(this Vault vault, string? address) => vault.Hash(Email, address);

    /// <summary>Phone and whatsapp share it: one number is one number.</summary>
    public static byte[]? HashPhone(this Vault vault, string? e164) => vault.Hash(Phone, e164);
}
