using System.Security.Cryptography;

namespace Rainmaker.Platform.Identity;

/// <summary>
/// The address that makes the first administrator: printed where only the operator reads it, good for <see cref="Lifetime"/> and once, dead as
/// soon as an owner exists. It lives in this process; a restart makes a new one.
/// </summary>
public sealed class SetUpLink(Database database, Tenants tenants, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    readonly SemaphoreSlim _one = new(1);
    byte[]? _hash;
    DateTimeOffset _until;

    /// <summary>The token of a new link; null where an owner exists.</summary>
    public async Task<string?> Issue(CancellationToken stop)
    {
        if (await SetUpOwner.OwnerExists(database, tenants, stop))
            return null;
        var token = Secret.New();
        (_hash, _until) = (Secret.Hash(token), time.GetUtcNow() + Lifetime);
        return token;
    }

    /// <summary>Whether this token opens the setup now.</summary>
    public async Task<bool> Opens(string? token, CancellationToken stop) =>
        _hash is { } hash && token is not null && time.GetUtcNow() < _until && CryptographicOperations.FixedTimeEquals(hash, Secret.Hash(token))
        && !await SetUpOwner.OwnerExists(database, tenants, stop);

    /// <summary>Does the setup with a link that opens; one at a time, so that one link makes one owner.</summary>
    public async Task<Result<SetUpOwner.Owner>> Use(string? token, Func<Task<Result<SetUpOwner.Owner>>> setUp, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            return await Opens(token, stop) ? await setUp() : new NotFound("page");
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
