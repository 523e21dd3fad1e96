using System.Collections.Concurrent;
using Rainmaker.Leads;

namespace Rainmaker.Sync.Handover;

/// <summary>Tells who captured a lead a moment ago what the CRM made of it, if it says so soon.</summary>
sealed class LeadEchoes(TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5), Kept = TimeSpan.FromSeconds(5);
    const int MostWaiting = 50;

    readonly ConcurrentDictionary<Key, Entry> _entries = new();
    int _waiting;

    /// <param name="Micros">When it was captured, in microseconds: two captures of one person are two questions.</param>
    readonly record struct Key(Guid Tenant, Guid Lead, long Micros);

    sealed class Entry(DateTimeOffset at)
    {
        public DateTimeOffset At { get; } = at;
        public TaskCompletionSource<CrmEcho?> Said { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What came of a lead; heard also by who asks a moment later.</summary>
    public void Tell(Guid tenant, Guid lead, DateTimeOffset at, CrmEcho? echo)
    {
        _entries.GetOrAdd(Of(tenant, lead, at), _ => new(time.GetUtcNow())).Said.TrySetResult(echo);
        var old = time.GetUtcNow() - Kept;
        foreach (var entry in _entries.Where(e => e.Value.At < old))
            _entries.TryRemove(entry);
    }

    /// <summary>Null where nothing is said in time, or too many wait already.</summary>
    public async Task<CrmEcho?> Hear(Guid tenant, Guid lead, DateTimeOffset at, CancellationToken stop)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }
        try
        {
            return await _entries.GetOrAdd(Of(tenant, lead, at), _ => new(time.GetUtcNow())).Said.Task.WaitAsync(Patience, time, stop);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _entries.TryRemove(Of(tenant, lead, at), out _);
        }
    }

    static Key Of(Guid tenant, Guid lead, DateTimeOffset at) => new(tenant, lead, at.UtcTicks / TimeSpan.TicksPerMicrosecond);
}
