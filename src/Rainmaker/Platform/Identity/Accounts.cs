using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Rainmaker.Platform.Identity;

/// <summary>Passwords, stamps and lockout by ASP.NET Core Identity, inside a transaction of ours.</summary>
public sealed class Accounts(IOptions<IdentityOptions> options, IPasswordHasher<User> hasher, ILogger<UserManager<User>> log, IServiceProvider services)
{
    public const int ShortestPassword = 12, LongestPassword = 256;

    readonly UpperInvariantLookupNormalizer _normalizer = new();
    readonly IdentityErrorDescriber _errors = new();

    // Verified in place of a user who is not there, so that the answer takes as long.
    readonly Lazy<string> _nobodys = new(() => hasher.HashPassword(null!, Secret.New()));

    public sealed record WeakPassword(string Why) : Invalid("password", Why);

    /// <summary>Why a password is too easy to guess; null for a good one. Length counts, no zoo of signs is asked for.</summary>
    public static WeakPassword? WeaknessOf(string? password, string? email) => password switch
    {
        null or { Length: < ShortestPassword or > LongestPassword } => new($"A password has {ShortestPassword} to {LongestPassword} characters."),
        _ when password.Distinct().Count() < 5 => new("This password repeats too few characters."),
        _ when email?.Split('@')[0] is { Length: > 3 } name && password.Contains(name, StringComparison.OrdinalIgnoreCase) => new("The password must not hold the e-mail address."),
        _ => null,
    };

    /// <summary>The framework's manager over the users of this transaction.</summary>
    public UserManager<User> In(SalesDb db) => new(new UserStore(db), options, hasher, [], [], _normalizer, _errors, services, log);

    /// <summary>Sets a password and ends every session that was opened with the old one. The caller commits.</summary>
    public Result<Done> SetPassword(User user, string? password)
    {
        if (WeaknessOf(password, user.Email) is { } weak)
            return weak;
        user.PasswordHash = hasher.HashPassword(user, password!);
        user.SecurityStamp = Secret.New();
        (user.AccessFailedCount, user.LockoutEnd) = (0, null);
        return Done.It;
    }

    /// <summary>Takes as long as checking a password.</summary>
    public void CheckNobodys(string password) => hasher.VerifyHashedPassword(null!, _nobodys.Value, password);
}
