using Rainmaker.Platform.Audit;
using Rainmaker.Platform.Files;

namespace Rainmaker.Leads;

/// <summary>
/// Who a file's owners are: users by e-mail or name. Unknown ones become users without sign-in, so that the figures of people who left, or never
/// signed in here, stay theirs. One instance serves one run.
/// </summary>
public sealed class ImportOwners
{
    readonly Dictionary<string, Guid?> _byWord = new(StringComparer.OrdinalIgnoreCase);
    readonly List<User> _pending = [];
    readonly SortedSet<string> _made = new(StringComparer.OrdinalIgnoreCase);
    int _rows;
    bool _mayMake;

    public static async Task<ImportOwners> Load(SalesDb db, CancellationToken stop)
    {
        var owners = new ImportOwners { _mayMake = db.Actor.Role == Role.Admin };
        foreach (var user in await db.Users.AsNoTracking().Where(u => u.IsActive || !u.CanSignIn).OrderBy(u => u.CreatedAt).ToListAsync(stop))
        {
            owners._byWord[user.Id.ToString()] = user.Id;
            if (user.Email is { } address)
                owners._byWord[address.Trim()] = user.Id;
            // Two of one name cannot be told apart by it.
            var name = Tidy(user.Name);
            owners._byWord[name] = owners._byWord.ContainsKey(name) ? null : user.Id;
        }
        return owners;
    }

    /// <summary>The owner a cell names; null, with the reason on the row, where it names none.</summary>
    public Guid? Find(string word, ImportedRow row, SalesDb db)
    {
        word = Tidy(word);
        if (_byWord.TryGetValue(word, out var known))
        {
            if (known is null)
                row.Reject($"owner: there are several users called \"{word}\". Give an e-mail address instead.");
            if (_made.Contains(word))
                _rows++;
            return known;
        }
        if (!_mayMake)
        {
            row.Reject($"owner: there is no user \"{word}\". An administrator's import would make one.");
            return null;
        }
        if (word.Length > 200)
        {
            row.Reject($"owner: a name of {word.Length} characters is too long; 200 fit.");
            return null;
        }
        var user = new User
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Name = word, Role = Role.SalesRep, CanSignIn = false, TakesLeads = false, CreatedAt = db.Now,
            Email = word.Contains('@', StringComparison.Ordinal) ? word : null, NormalizedEmail = word.Contains('@', StringComparison.Ordinal) ? User.Normalize(word) : null,
        };
        _pending.Add(user);
        _made.Add(word);
        _rows++;
        _byWord[word] = user.Id;
        return user.Id;
    }

    /// <summary>Hands over the users made since the last time; before the rows that point at them.</summary>
    public void Write(ImportWriting writing, CancellationToken stop)
    {
        if (_pending.Count == 0)
            return;
        User[] users = [.. _pending];
        _pending.Clear();
        writing.Copy(users, stop);
        writing.Copy<AuditEntry>([.. users.Select(u => writing.Db.NewAudit("user.import", "app_user", u.Id, AuditTrail.DetailOfNew(writing.Db, u)))], stop);
    }

    public void Conclude(NoticeBook notices)
    {
        if (_made.Count == 0)
            return;
        var names = string.Join(", ", _made.Take(40)) + (_made.Count > 40 ? " and more" : "");
        notices.Count("user_made", "owner", _made.Count == 1 ? $"1 owner was unknown and is now a user without sign-in: {names}." : $"{_made.Count} owners were unknown and are now users without sign-in: {names}.", _rows);
    }

    static string Tidy(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
