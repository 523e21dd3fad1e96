using System.Buffers.Text;
using System.Security.Cryptography;

namespace Rainmaker.Sync.Hooks;

/// <summary>
/// The secret address at which a CRM tells that something changed: tenant, connection, and a proof that only this tenant's keys make. Nothing is stored, and nobody who
/// does not hold the whole of it learns whether tenant or connection exist.
/// </summary>
public static class HookAddress
{
    const int Ids = 32, Proof = 16;

    /// <summary>CRMs that can tell of changes.</summary>
    public static bool Offers(string source) => source is "hubspot" or "pipedrive" or "nutshell";

    public static string Of(Connection connection, Vault vault) =>
        $"/hooks/{connection.Source}/{Base64Url.EncodeToString((byte[])[.. connection.TenantId.ToByteArray(), .. connection.Id.ToByteArray(), .. ProofOf(connection.Id, vault)])}";

    /// <summary>What Pipedrive is given as the password of the user <c>rainmaker</c>.</summary>
    public static string Password(Connection connection, Vault vault) => Base64Url.EncodeToString(vault.Hash("hook.password", connection.Id.ToString()));

    /// <summary>Who is meant, before anything is believed; null for what cannot be an address of ours.</summary>
    public static (Guid Tenant, Guid Connection, byte[] Proof)? Read(string key)
    {
        Span<byte> bytes = stackalloc byte[Ids + Proof];
        return key.Length <= 100 && Base64Url.IsValid(key, out var length) && length == bytes.Length && Base64Url.TryDecodeFromChars(key, bytes, out _)
            ? (new(bytes[..16]), new(bytes[16..Ids]), bytes[Ids..].ToArray())
            : null;
    }

    public static bool IsProof(Guid connection, byte[] proof, Vault vault) => CryptographicOperations.FixedTimeEquals(ProofOf(connection, vault), proof);

    static byte[] ProofOf(Guid connection, Vault vault) => vault.Hash("hook", connection.ToString())!;
}
