namespace Rainmaker.Connectors.Http;

/// <summary>
/// Keeps us under a rolling limit. A slot is free again one stretch after its answer came: the CRM counted the call before that, whatever
/// the way there took. (The limiters of System.Threading.RateLimiting count from the start, and by a clock of their own.)
/// </summary>
sealed class Budget(CallBudget limit, TimeProvider clock)
{
    readonly Lock _lock = new();
    readonly Queue<long> _answered = new();
    int _calls = limit.Calls;
    TimeSpan _per = limit.Per;
    int _underway;
    long _closedFrom;
    TimeSpan _closedFor;

    /// <summary>Waits for a slot. Every entry needs its <see cref="Leave"/>.</summary>
    public async ValueTask Enter(CancellationToken stop)
    {
        while (Wait() is { } wait)
            await Task.Delay(wait, clock, stop);
    }

    public void Leave()
    {
        lock (_lock)
        {
            _underway--;
            _answered.Enqueue(clock.GetTimestamp());
        }
    }

    /// <summary>Nobody enters for that long.</summary>
    public void Close(TimeSpan time)
    {
        lock (_lock)
            (_closedFrom, _closedFor) = (clock.GetTimestamp(), time);
    }

    /// <summary>Takes over what the CRM says of its limit.</summary>
    /// <param name="remaining">Less than we would have left ourselves means others spend from the same budget.</param>
    public void Learn(int? calls, TimeSpan? per, int? remaining)
    {
        lock (_lock)
        {
            if (calls is > 0)
                _calls = calls.Value;
            if (per > TimeSpan.Zero)
                _per = per.Value;
            if (remaining <= 0 && _answered.Count + _underway < _calls)
                (_closedFrom, _closedFor) = (clock.GetTimestamp(), _per);
        }
    }

    TimeSpan? Wait()
    {
        lock (_lock)
        {
            var closed = _closedFor - clock.GetElapsedTime(_closedFrom);
            if (closed > TimeSpan.Zero)
                return closed;
            while (_answered.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= _per)
                _answered.Dequeue();
            if (_answered.Count + _underway < _calls)
            {
                _underway++;
                return null;
            }
            return _answered.TryPeek(out var next) ? _per - clock.GetElapsedTime(next) + TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(20);
        }
    }
}
