using System.Collections.Concurrent;
using Rainmaker.Intelligence.Matching.Linkage;
using Rainmaker.Leads.Learned;
using Rainmaker.Leads.Matches;

namespace Rainmaker.Leads;

/// <summary>The desks of all tenants, in memory: dropped when a user, a source, a rule or a setting changes or a search for duplicates ends, and looked at again every half minute beside the requests.</summary>
public sealed class LeadDesks
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<Guid, LeadDesk> _desks = new();
    readonly ConcurrentDictionary<Guid, Rotation> _rotations = new();
    readonly ConcurrentDictionary<Guid, (Guid Scan, LinkageWeights? Weights)> _weights = new();
    readonly ConcurrentDictionary<Guid, Task> _refreshing = new();
    readonly Database _database;
    readonly Tenants _tenants;
    readonly TimeProvider _time;
    readonly ModelsInUse _models;
    int _drops;

    public LeadDesks(Database database, Tenants tenants, EventTail tail, TimeProvider time, ModelsInUse models)
    {
        (_database, _tenants, _time, _models) = (database, tenants, time, models);
        database.OnCommit(Forget);
        tail.Follow(events => Forget(events[0].TenantId, [.. events.Select(e => e.Kind)]));
    }

    void Forget(Guid tenant, IReadOnlyList<string> kinds)
    {
        if (kinds.Any(kind => kind is "user.changed" or "settings.changed" or "matches.searched"))
        {
            Interlocked.Increment(ref _drops);
            _desks.TryRemove(tenant, out _);
        }
    }

    public async ValueTask<LeadDesk> Get(Guid tenant, CancellationToken stop)
    {
        if (!_desks.TryGetValue(tenant, out var desk))
            return await Load(tenant, stop);
        if (_time.GetUtcNow() - desk.LoadedAt > Fresh)
            Refresh(tenant);
        return desk;
    }

    // Whoever comes first after half a minute starts it, and nobody waits for it.
    void Refresh(Guid tenant)
    {
        if (_refreshing.TryAdd(tenant, Task.CompletedTask))
            _ = Again();

        async Task Again()
        {
            try
            {
                await Load(tenant, CancellationToken.None);
            }
            catch (Npgsql.NpgsqlException)
            {
                // The desk of before holds until the database is back.
            }
            finally
            {
                _refreshing.TryRemove(tenant, out _);
            }
        }
    }

    async Task<LeadDesk> Load(Guid tenant, CancellationToken stop)
    {
        var drops = Volatile.Read(ref _drops);
        var info = await _tenants.Get(tenant, stop);
        var now = _time.GetUtcNow();
        var known = _weights.GetValueOrDefault(tenant);
        var rows = await LeadDeskRows.Read(_database, info, now, stop, known.Scan);
        if (rows.Weights is { Json: { } json, Scan: var scan })
            _weights[tenant] = known = (scan, MatchWeights.Read(json));
        var rotation = _rotations.GetOrAdd(tenant, _ => new Rotation());
        rotation.Refresh(info.DayOf(now), rows.Today);
        var desk = LeadDesk.Of(info, rows, rotation, now, await Learned(info, stop), known.Weights);
        // What was read before a change must not be kept after it.
        if (drops == Volatile.Read(ref _drops))
            _desks[tenant] = desk;
        return desk;
    }

    async Task<ModelInUse?> Learned(TenantInfo tenant, CancellationToken stop)
    {
        if (!tenant.Setting<LearnedScoringSettings>("learned_scoring").Leads)
            return null;
        await using var db = await _database.Open(Actor.System(tenant.Id), stop);
        return await _models.Of(db, ScoredKind.Lead, stop) is { Model.HasEvidence: true } model ? model : null;
    }
}
