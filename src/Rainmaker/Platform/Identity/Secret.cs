using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Rainmaker.Platform.Identity;

/// <summary>Random secrets that let somebody in. They are shown once and kept as a hash; with 256 random bits no salt is needed.</summary>
public static class Secret
{
    const int Bytes = 32;

    /// <summary>Length of what <see cref="New"/> answers, without a prefix.</summary>
    public const int Length = 43;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
