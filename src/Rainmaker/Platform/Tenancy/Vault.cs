using System.Collections.Concurrent;
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

    /// <summary>Room for nearly every sealed value, in bytes.</summary>
    public const int Small = 256;

    // An AesGcm holds one OpenSSL context and is not safe to share between threads; making one takes longer than opening an address with it.
    readonly ConcurrentBag<AesGcm> _idle = [];

    /// <param name="field">Where it belongs, such as <c>lead.email</c>: what is sealed for one field does not open in another.</param>
    public byte[]? Seal(string field, string? text)
    {
        if (text is null)
            return null;
        var cipher = Take();
        var box = Seal(cipher, Encoding.UTF8.GetBytes(field), Encoding.UTF8.GetBytes(text));
        _idle.Add(cipher);
        return box;
    }

    public string? Open(string field, byte[]? box)
    {
        if (box is null)
            return null;
        Span<byte> plain = box.Length <= Small ? stackalloc byte[Small] : new byte[box.Length];
        return Encoding.UTF8.GetString(plain[..Open(field, box, plain)]);
    }

    /// <summary>Opens into <paramref name="plain"/>, as UTF-8, and says how many bytes; -1 where there is too little room (a box is longer than what is in it).</summary>
    public int Open(string field, ReadOnlySpan<byte> box, Span<byte> plain)
    {
        if (box.Length > plain.Length)
            return -1;
        Span<byte> belongs = stackalloc byte[Small];
        var cipher = Take();
        var length = Open(cipher, belongs[..Encoding.UTF8.GetBytes(field, belongs)], box, plain);
        _idle.Add(cipher);
        return length;
    }

    AesGcm Take() => _idle.TryTake(out var idle) ? idle : new AesGcm(dataKey, TagSize);

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
    public static byte[] Wrap(byte[] masterKey, Guid tenant, byte[] key)
    {
        using var cipher = new AesGcm(masterKey, TagSize);
        return Seal(cipher, tenant.ToByteArray(), key);
    }

    /// <exception cref="CryptographicException">The master key is not the one the tenant's keys were wrapped under.</exception>
    public static byte[] Unwrap(byte[] masterKey, Guid tenant, byte[] box)
    {
        using var cipher = new AesGcm(masterKey, TagSize);
        var plain = new byte[box.Length];
        return plain[..Open(cipher, tenant.ToByteArray(), box, plain)];
    }

    static byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> belongs, ReadOnlySpan<byte> plain)
    {
        var box = new byte[1 + NonceSize + TagSize + plain.Length];
        box[0] = Format;
        var nonce = box.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, plain, box.AsSpan(1 + NonceSize + TagSize), box.AsSpan(1 + NonceSize, TagSize), belongs);
        return box;
    }

    /// <returns>How many bytes of <paramref name="plain"/> it fills.</returns>
    static int Open(AesGcm cipher, ReadOnlySpan<byte> belongs, ReadOnlySpan<byte> box, Span<byte> plain)
    {
        if (box.Length < 1 + NonceSize + TagSize || box[0] != Format)
            throw new CryptographicException("This is not a sealed value of a known format.");
        var sealedText = box[(1 + NonceSize + TagSize)..];
        cipher.Decrypt(box.Slice(1, NonceSize), sealedText, box.Slice(1 + NonceSize, TagSize), plain[..sealedText.Length], belongs);
        return sealedText.Length;
    }
}
