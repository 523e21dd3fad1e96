namespace Rainmaker.Simulators;

/// <summary>So many calls in any stretch of that length; the next one is turned away.</summary>
public sealed class RollingLimit(int calls, TimeSpan per, TimeProvider clock)
{
    readonly Lock _lock = new();
    readonly Queue<long> _taken = new();

    public int Calls => calls;
    public TimeSpan Per => per;

    /// <returns>How many are left; -1 when turned away.</returns>
    public int Take()
    {
        lock (_lock)
        {
            while (_taken.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= per)
                _taken.Dequeue();
            if (_taken.Count >= calls)
                return -1;
            _taken.Enqueue(clock.GetTimestamp());
            return calls - _taken.Count;
        }
    }
}
