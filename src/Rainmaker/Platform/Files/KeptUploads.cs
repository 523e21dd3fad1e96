namespace Rainmaker.Platform.Files;

/// <summary>Files that were looked at and may be imported next: kept for half an hour, for the one who sent them.</summary>
public sealed class KeptUploads(TimeProvider time) : IAsyncDisposable
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    const int Most = 20;

    readonly Lock _lock = new();
    readonly Dictionary<Guid, (Upload Upload, Guid Tenant, Guid User, DateTimeOffset Since)> _kept = [];

    /// <summary>A word to take it back with.</summary>
    public Guid Keep(Upload upload, Actor actor)
    {
        var token = Guid.NewGuid();
        List<Upload> old = [];
        lock (_lock)
        {
            foreach (var (key, kept) in _kept.OrderBy(k => k.Value.Since).Where((k, i) => time.GetUtcNow() - k.Value.Since > Lifetime || _kept.Count - i >= Most).ToList())
            {
                _kept.Remove(key);
                old.Add(kept.Upload);
            }
            _kept[token] = (upload, actor.Tenant, actor.User, time.GetUtcNow());
        }
        foreach (var gone in old)
            gone.File.Dispose();
        return token;
    }

    /// <summary>The file, once; null where it is gone or somebody else's.</summary>
    public Upload? Take(Guid token, Actor actor)
    {
        lock (_lock)
            return _kept.TryGetValue(token, out var kept) && kept.Tenant == actor.Tenant && kept.User == actor.User && _kept.Remove(token) ? kept.Upload : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var kept in _kept.Values)
            await kept.Upload.DisposeAsync();
    }
}
