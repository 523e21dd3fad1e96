using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Rainmaker.Platform.Identity;

/// <summary>Passwords, stamps and lockout by ASP.NET Core Identity, inside a transaction of ours.</summary>
public sealed class Accounts(IOptions<IdentityOptions> options, IPasswordHasher<User> hasher, IEnumerable<IPasswordValidator<User>> rules, ILogger<UserManager<User>> log, IServiceProvider services)
{
    /// <summary>Longer ones are refused before they cost time.</summary>
    const int LongestPassword = 256;

    readonly UpperInvariantLookupNormalizer _normalizer = new();
    readonly IdentityErrorDescriber _errors = new();

    // Verified in place of a user who is not there, so that the answer takes as long.
    readonly Lazy<string> _nobodys = new(() => hasher.HashPassword(null!, Secret.New()));

    /// <summary>The framework's manager over the users of this transaction.</summary>
    public UserManager<User> In(SalesDb db) => new(new UserStore(db), options, hasher, [], rules, _normalizer, _errors, services, log);

    public sealed record WeakPassword(string Why) : Invalid("password", Why);

    /// <summary>Sets a password and ends every session that was opened with the old one. The caller commits.</summary>
    public async Task<Result<Done>> SetPassword(SalesDb db, User user, string? password)
    {
        if (password is null || password.Length > LongestPassword)
            return new WeakPassword($"A password has at least {options.Value.Password.RequiredLength} and at most {LongestPassword} characters.");
        using var users = In(db);
        foreach (var rule in rules)
        {
            if (await rule.ValidateAsync(users, user, password) is { Succeeded: false } refused)
                return new WeakPassword(string.Join(' ', refused.Errors.Select(e => e.Description)));
        }
        user.PasswordHash = hasher.HashPassword(user, password);
        user.SecurityStamp = Secret.New();
        (user.AccessFailedCount, user.LockoutEnd) = (0, null);
        return Done.It;
    }

    /// <summary>Takes as long as checking a password.</summary>
    public void CheckNobodys(string password) => hasher.VerifyHashedPassword(null!, _nobodys.Value, password);
}
