using System.Collections.Concurrent;
using Npgsql;

namespace Rainmaker.Platform.Identity;

/// <summary>
/// Who a token or a session cookie stands for, with rights. Held in memory until a user, team, token or setting of the tenant changes: at
/// once in this process, by event in others, and never longer than <see cref="Fresh"/> in case both fail.
/// </summary>
public sealed class Callers
{
    /// <summary>An import that runs for minutes holds back the events of its time, also those of other processes.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    const int AtMost = 50_000;

    const string UserColumns = """
        u.id, u.name, u.role, u.team_id, team.name,
        case when u.role = 'sales_manager' and u.team_id is not null then array(select m.id from app_user m where m.tenant_id = u.tenant_id and m.team_id = u.team_id) else '{}' end
        """;
    const string SessionSql = $"""
        select {UserColumns}, s.id, s.expires_at
        from session s join app_user u on u.tenant_id = s.tenant_id and u.id = s.user_id left join team on team.tenant_id = u.tenant_id and team.id = u.team_id
        where s.tenant_id = $1 and s.hash = $2 and s.ended_at is null and s.stamp = u.security_stamp and u.is_active and u.can_sign_in
        """;
    const string TokenSql = $"""
        select {UserColumns}, t.id, t.expires_at, t.role, t.name
        from api_token t left join app_user u on u.tenant_id = t.tenant_id and u.id = t.user_id left join team on team.tenant_id = u.tenant_id and team.id = u.team_id
        where t.tenant_id = $1 and t.id = $2 and t.revoked_at is null and (t.user_id is null or u.is_active)
        """;
    const string TokenUsedSql = "update api_token set last_used_at = $3 where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < $3 - interval '5 minutes')";
    const string FindTokenSql = "select tenant_id, token_id from find_api_token($1)";

    readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<Guid, int> _changes = new();
    readonly Database _database;
    readonly Tenants _tenants;
    readonly TimeProvider _time;

    public Callers(Database database, Tenants tenants, EventTail tail, TimeProvider time)
    {
        (_database, _tenants, _time) = (database, tenants, time);
        database.OnCommit(Forget);
        tail.Follow(events => Forget(events[0].TenantId, events.Select(e => e.Kind)));
    }

    sealed record Entry(Caller Caller, int Change, long At);

    public async ValueTask<Result<Caller>> OfToken(string token, CancellationToken stop)
    {
        if (token.Length != CreateToken.Prefix.Length + Secret.Length || !token.StartsWith(CreateToken.Prefix, StringComparison.Ordinal))
            return new BadToken();
        var hash = Secret.Hash(token);
        var key = Convert.ToBase64String(hash);
        if (Remembered(key) is not { } caller)
        {
            if (await FindToken(hash, stop) is not var (tenant, id) || await Load(key, tenant, TokenSql, P(id), stop) is not { } loaded)
                return new BadToken();
            caller = loaded;
        }
        return caller.ExpiresAt <= _time.GetUtcNow() ? new ExpiredToken() : caller;
    }

    public async ValueTask<Result<Caller>> OfSession(string cookie, CancellationToken stop)
    {
        if (Session.TenantOf(cookie) is not { } tenant)
            return new BadToken();
        var hash = Secret.Hash(cookie);
        var key = Convert.ToBase64String(hash);
        if ((Remembered(key) ?? await Load(key, tenant, SessionSql, P(hash), stop)) is not { } caller)
            return new BadToken();
        return caller.ExpiresAt <= _time.GetUtcNow() ? new ExpiredToken() : caller;
    }

    void Forget(Guid tenant, IEnumerable<string> kinds)
    {
        var changed = false;
        foreach (var kind in kinds)
        {
            if (kind is "settings.changed")
                _tenants.Drop(tenant);
            changed |= kind is "user.changed" or "settings.changed";
        }
        if (changed)
            _changes.AddOrUpdate(tenant, 1, (_, n) => n + 1);
    }

    Caller? Remembered(string key) =>
        _known.TryGetValue(key, out var entry) && entry.Change == Change(entry.Caller.Actor.Tenant) && _time.GetElapsedTime(entry.At) < Fresh ? entry.Caller : null;

    int Change(Guid tenant) => _changes.GetValueOrDefault(tenant);

    async Task<(Guid, Guid)?> FindToken(byte[] hash, CancellationToken stop)
    {
        await using var find = _database.Source.CreateCommand(FindTokenSql);
        find.Parameters.Add(P(hash));
        await using var row = await find.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? (row.GetGuid(0), row.GetGuid(1)) : null;
    }

    async Task<Caller?> Load(string key, Guid tenant, string sql, NpgsqlParameter credential, CancellationToken stop)
    {
        // Before the reading: a change that commits meanwhile makes what is read here old.
        var change = Change(tenant);
        var isToken = ReferenceEquals(sql, TokenSql);
        Caller caller;
        await using (var batch = _database.Batch(Actor.System(tenant)).Add(sql, P(tenant), credential))
        {
            if (isToken)
                batch.Add(TokenUsedSql, P(tenant), P((Guid)credential.Value!), P(_time.GetUtcNow()));
            await using var row = await batch.Read(stop);
            if (!await row.ReadAsync(stop))
                return null;
            caller = isToken ? Token(row, await _tenants.Get(tenant, stop)) : User(row, await _tenants.Get(tenant, stop));
        }
        if (_known.Count >= AtMost)
            _known.Clear();
        _known[key] = new(caller, change, _time.GetTimestamp());
        return caller;
    }

    static Caller User(NpgsqlDataReader row, TenantInfo tenant)
    {
        var (user, role, team) = (row.GetGuid(0), Words<Role>.FromWord[row.GetString(2)], row.IsDBNull(3) ? (Guid?)null : row.GetGuid(3));
        var actor = new Actor(tenant.Id, user, role, ActorKind.User, Caller.SightOf(role, user, row.GetFieldValue<Guid[]>(5)), team);
        return new(actor, tenant, row.GetGuid(6), row.GetString(1), row.IsDBNull(4) ? null : row.GetString(4), row.GetFieldValue<DateTimeOffset>(7));
    }

    static Caller Token(NpgsqlDataReader row, TenantInfo tenant)
    {
        var user = row.IsDBNull(0) ? (Guid?)null : row.GetGuid(0);
        var role = Caller.RoleOf(Words<Role>.FromWord[row.GetString(8)], user is null ? null : Words<Role>.FromWord[row.GetString(2)]);
        var actor = new Actor(tenant.Id, user ?? Guid.Empty, role, ActorKind.Token, Caller.SightOf(role, user, row.GetFieldValue<Guid[]>(5)), row.IsDBNull(3) ? null : row.GetGuid(3));
        return new(actor, tenant, row.GetGuid(6), row.GetString(9), row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7));
    }

    static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
