using System.Security.Cryptography;
using System.Text;

namespace Rainmaker.Platform.Tenancy;

/// <summary>
/// A tenant's keys. E-mail, phone and whatsapp are sealed with AES-256-GCM; beside them stands a keyed hash, so that an exact look-up
/// needs no opening. Safe to use from many threads.
/// </summary>
public sealed class Vault(byte[] dataKey, byte[] hashKey)
{
    const int NonceSize = 12, TagSize = 16, HashSize = 16;
    const byte Format = 1;

    /// <param name="field">Where it belongs, such as <c>lead.email</c>: what is sealed for one field does not open in another.</param>
    public byte[]? Seal(string field, string? text) => text is null ? null : Seal(dataKey, Encoding.UTF8.GetBytes(field), Encoding.UTF8.GetBytes(text));

    public string? Open(string field, byte[]? box) => box is null ? null : Encoding.UTF8.GetString(Open(dataKey, Encoding.UTF8.GetBytes(field), box));

    /// <summary>Equal for equal text, meaningless without the key. 16 bytes of HMAC-SHA256.</summary>
    public byte[]? Hash(string purpose, string? text)
    {
        if (text is null)
            return null;
        Span<byte> full = stackalloc byte[32];
        HMACSHA256.HashData(hashKey, Encoding.UTF8.GetBytes($"{purpose}\n{text}"), full);
        return full[..HashSize].ToArray();
    }

    /// <summary>Wraps a tenant's key under the installation's master key.</summary>
    public static byte[] Wrap(byte[] masterKey, Guid tenant, byte[] key) => Seal(masterKey, tenant.ToByteArray(), key);

    /// <exception cref="CryptographicException">The master key is not the one the tenant's keys were wrapped under.</exception>
    public static byte[] Unwrap(byte[] masterKey, Guid tenant, byte[] box) => Open(masterKey, tenant.ToByteArray(), box);

    // An AesGcm holds one OpenSSL context and is not safe to share between threads: a new one each time costs under a microsecond.
    static byte[] Seal(byte[] key, byte[] belongs, byte[] plain)
    {
        var box = new byte[1 + NonceSize + TagSize + plain.Length];
        box[0] = Format;
        var nonce = box.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, box.AsSpan(1 + NonceSize + TagSize), box.AsSpan(1 + NonceSize, TagSize), belongs);
        return box;
    }

    static byte[] Open(byte[] key, byte[] belongs, byte[] box)
    {
        if (box.Length < 1 + NonceSize + TagSize || box[0] != Format)
            throw new CryptographicException("This is not a sealed value of a known format.");
        var plain = new byte[box.Length - 1 - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(box.AsSpan(1, NonceSize), box.AsSpan(1 + NonceSize + TagSize), box.AsSpan(1 + NonceSize, TagSize), plain, belongs);
        return plain;
    }
}
