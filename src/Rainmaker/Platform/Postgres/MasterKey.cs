using System.Security.Cryptography;

namespace Rainmaker.Platform.Postgres;

/// <summary>
/// The key above all tenants' keys: 32 bytes. Given as base64 by <c>RAINMAKER_MASTER_KEY</c> (or a file named by <c>RAINMAKER_MASTER_KEY_FILE</c>),
/// else made at the first start and kept in <c>keys/master.key</c>. Without it addresses and numbers cannot be read again: back it up apart from the database.
/// </summary>
public static class MasterKey
{
    public const string Setting = "RAINMAKER_MASTER_KEY";
    const int Bytes = 32;

    public static byte[] Of(DataFolder data, IConfiguration settings)
    {
        var (text, where) = settings[Setting] is { Length: > 0 } given
            ? (given, Setting)
            : (data.Secret("master.key", () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes))), data.At("keys/master.key"));
        var key = new byte[Bytes];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == Bytes
            ? key
            : throw new CannotContinue($"{where} must hold {Bytes} bytes in base64 (openssl rand -base64 {Bytes}).", ExitCode.Usage);
    }
}
