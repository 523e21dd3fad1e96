using System.Collections.Concurrent;

namespace Rainmaker.Platform.Events;

/// <summary>
/// Values that are dear to compute and must not be old: kept until an event makes them stale, computed once for all who wait, and while
/// writes keep coming at most once per the pace. A value somebody asked for lately is renewed before the next one asks.
/// </summary>
/// <param name="atMost">How long a value is kept where no event comes, and an unasked-for one at all.</param>
/// <param name="pace">The shortest time between two computations of one key.</param>
public sealed class Fresh<TKey, T>(TimeProvider time, TimeSpan atMost, TimeSpan pace) where TKey : notnull
{
    static readonly TimeSpan Lately = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<TKey, Entry> _entries = new();

    /// <summary>How often a value was computed since the start; for measuring.</summary>
    public long Computed => Volatile.Read(ref _computed);
    long _computed;

    /// <param name="compute">Runs on its own: a caller who leaves does not end it for the others.</param>
    public ValueTask<T> Get(TKey key, Func<CancellationToken, Task<T>> compute, CancellationToken stop)
    {
        var entry = _entries.GetOrAdd(key, static _ => new Entry());
        lock (entry)
        {
            entry.AskedAt = time.GetTimestamp();
            entry.Compute = compute;
            if (entry.Value is { } known && (Age(entry.StartedAt) < Wait(entry) || (!entry.IsStale && Age(entry.StartedAt) < atMost)))
                return new(known.Value);
            return new((entry.Running ??= Renew(entry)).WaitAsync(stop));
        }
    }

    /// <summary>What is kept under these keys is no longer so. Quick: called by the reader of events.</summary>
    public void Drop(Func<TKey, bool> which)
    {
        foreach (var (key, entry) in _entries)
        {
            if (!which(key))
                continue;
            lock (entry)
            {
                entry.IsStale = true;
                if (Age(entry.AskedAt) > atMost)
                    _entries.TryRemove(key, out _);
                else if (Age(entry.AskedAt) < Lately && !entry.IsScheduled)
                {
                    entry.IsScheduled = true;
                    _ = RenewInTime(entry);
                }
            }
        }
    }

    async Task RenewInTime(Entry entry)
    {
        while (true)
        {
            var left = Wait(entry) - Age(entry.StartedAt);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, time);
            Task<T> renewal;
            lock (entry)
            {
                if (!entry.IsStale || Age(entry.AskedAt) > Lately)
                {
                    entry.IsScheduled = false;
                    return;
                }
                renewal = entry.Running ??= Renew(entry);
            }
            // A failure is told to whoever asks next: the value is gone.
            await Task.WhenAny(renewal);
            if (!renewal.IsFaulted)
                continue;
            entry.IsScheduled = false;
            return;
        }
    }

    async Task<T> Renew(Entry entry)
    {
        (entry.StartedAt, entry.IsStale) = (time.GetTimestamp(), false);
        var compute = entry.Compute;
        await Task.Yield();
        try
        {
            Interlocked.Increment(ref _computed);
            var value = await compute(CancellationToken.None);
            lock (entry)
                (entry.Value, entry.Took, entry.Running) = (new(value), Age(entry.StartedAt), null);
            return value;
        }
        catch
        {
            lock (entry)
                (entry.IsStale, entry.Running, entry.Value) = (true, null, null);
            throw;
        }
    }

    // What takes long must not take all: never more than half of the time.
    TimeSpan Wait(Entry entry) => entry.Took * 2 > pace ? entry.Took * 2 : pace;

    TimeSpan Age(long since) => time.GetElapsedTime(since);

    sealed class Entry
    {
        public Kept? Value;
        public Task<T>? Running;
        public Func<CancellationToken, Task<T>> Compute = null!;
        public long StartedAt, AskedAt;
        public TimeSpan Took;
        public bool IsStale, IsScheduled;
    }

    sealed record Kept(T Value);
}
