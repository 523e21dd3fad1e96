using System.Collections.Concurrent;
using Npgsql;
using Rainmaker.Teams;

namespace Rainmaker.Leads;

/// <summary>Whose form a stranger is filling in: a form's key decides; without one, the installation's first tenant (K1).</summary>
public sealed class PublicDoor
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<string, (Form Form, DateTimeOffset At)> _forms = new(StringComparer.Ordinal);
    readonly Database _database;
    readonly Tenants _tenants;
    readonly TimeProvider _time;
    Guid? _first;

    public PublicDoor(Database database, Tenants tenants, EventTail tail, TimeProvider time)
    {
        (_database, _tenants, _time) = (database, tenants, time);
        tail.Follow(events =>
        {
            if (events.Any(e => e.Kind is "settings.changed"))
                _forms.Clear();
        });
    }

    /// <param name="Form">Null where no key was sent.</param>
    public sealed record Opened(TenantInfo Tenant, Form? Form);

    public sealed record UnknownForm(string Key) : Invalid("form", $"There is no form '{Key}'.", Key);

    public sealed record NobodyHere() : Conflict("Nobody takes leads here yet.");

    public sealed record AnotherWorkspace(string Field, string Sent) : Forbidden($"'{Field}' names another workspace than this form's.");

    public sealed record OriginNotAllowed(string Origin) : Forbidden($"This form takes nothing from {Origin}.");

    /// <param name="key">A form's key, where one was sent.</param>
    /// <param name="origin">The site the browser says it is on.</param>
    /// <param name="workspaces">Fields that name a workspace; each must mean this one.</param>
    public async Task<Result<Opened>> Open(string? key, string? origin, IEnumerable<KeyValuePair<string, string>> workspaces, CancellationToken stop)
    {
        Form? form = null;
        if (key is not null && (form = await Find(key, stop)) is not { IsActive: true })
            return new UnknownForm(key.Length > 100 ? key[..100] : key);
        if ((form?.TenantId ?? await First(stop)) is not { } id)
            return new NobodyHere();
        if (origin is not null && !Allows(form, origin))
            return new OriginNotAllowed(origin);
        var tenant = await _tenants.Get(id, stop);
        foreach (var (field, sent) in workspaces)
        {
            if (!string.Equals(sent, tenant.Key, StringComparison.OrdinalIgnoreCase) && !(Guid.TryParse(sent, out var named) && named == tenant.Id))
                return new AnotherWorkspace(field, sent);
        }
        return new Opened(tenant, form);
    }

    /// <summary>Whether a page of that site may post to the form from a script; any may where the form names none.</summary>
    public static bool Allows(Form? form, string origin) =>
        form is null or { AllowedOrigins.Length: 0 } || form.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    public async Task<Form?> Find(string key, CancellationToken stop)
    {
        if (_forms.TryGetValue(key, out var known) && _time.GetUtcNow() - known.At < Fresh)
            return known.Form;
        if (key.Length > 200 || await TenantOf(key, stop) is not { } tenant)
            return null;
        await using var db = await _database.Open(Actor.Public(tenant), stop);
        var form = await db.Forms.AsNoTracking().SingleOrDefaultAsync(f => f.Key == key, stop);
        if (form is not null)
            _forms[key] = (form, _time.GetUtcNow());
        return form;
    }

    async Task<Guid?> TenantOf(string key, CancellationToken stop) =>
        await _database.Ask("select tenant_id from find_form($1)", key, row => row.GetGuid(0), stop) is [var tenant, ..] ? tenant : null;

    // None can come before the first one any more, so it is asked for once.
    async ValueTask<Guid?> First(CancellationToken stop)
    {
        if (_first is null && await _tenants.All(stop) is [var (id, _, _), ..])
            _first = id;
        return _first;
    }
}
