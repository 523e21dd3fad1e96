using System.Collections.Concurrent;
using System.Globalization;
using Rainmaker.Connectors;

namespace Rainmaker.Sync.Salespeople;

/// <summary>
/// Reads a CRM for whoever looks, and lets all who look within a minute share one reading: its calls are counted. A reading goes on when the one who asked
/// for it is gone, so that the next one has it.
/// </summary>
public sealed class LiveWork(OpenCrms crms, TimeProvider time)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(25), Longest = TimeSpan.FromMinutes(5), Remembered = TimeSpan.FromHours(1), Rest = TimeSpan.FromSeconds(5);
    const int Most = 200;

    readonly ConcurrentDictionary<Key, Reading> _readings = new();

    sealed record Key(Guid Tenant, Guid Connection, uint Edition, string What);

    /// <param name="Good">The last that succeeded before this one.</param>
    sealed record Reading(Task<object> Task, DateTimeOffset BeganAt, Told? Good);

    sealed record Told(object Value, DateTimeOffset At);

    public sealed record CrmUnavailable(string Reason) : Elsewhere(Reason);

    public sealed record StillReading(string Crm) : Elsewhere($"{Crm} is being read, and there is much of it. Ask again in a moment; what has been read is kept.");

    /// <summary>What was read, at most a minute ago; or earlier, where the CRM cannot be read now. The notice says which, null where it was read for this call.</summary>
    /// <param name="what">Names the reading: who asks for the same shares it.</param>
    public async Task<Result<(T Value, string? Notice)>> Get<T>(Connection connection, Vault vault, string what, Func<ICrm, CancellationToken, Task<T>> read, CancellationToken stop) where T : class
    {
        var (key, asked) = (new Key(connection.TenantId, connection.Id, connection.Edition, what), time.GetUtcNow());
        Forget(asked);
        var reading = _readings.AddOrUpdate(key, _ => Begin(null), (_, known) => IsOver(known, asked) ? Begin(GoodOf(known)) : known);
        var name = CrmWords.NameOf(connection.Source);
        Refusal refusal;
        try
        {
            var value = (T)await reading.Task.WaitAsync(Patience, time, stop);
            return (value, reading.BeganAt < asked ? string.Create(CultureInfo.InvariantCulture, $"As {name} told it at {reading.BeganAt:yyyy-MM-dd HH:mm:ss} UTC; it is asked again a minute after that.") : null);
        }
        catch (TimeoutException)
        {
            refusal = new StillReading(name);
        }
        catch (CrmFault fault)
        {
            refusal = new CrmUnavailable(CrmWords.Of(fault));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            refusal = new CrmUnavailable($"{name} took too long to answer.");
        }
        return reading.Good is { } good && asked - good.At < Remembered
            ? ((T)good.Value, string.Create(CultureInfo.InvariantCulture, $"{refusal.Why} These are the rows of {good.At:yyyy-MM-dd HH:mm:ss} UTC."))
            : refusal;

        Reading Begin(Told? good)
        {
            var crm = crms.Of(connection, vault);
            return new(Task.Run(async () =>
            {
                using var enough = new CancellationTokenSource(Longest, time);
                return (object)await read(crm, enough.Token);
            }, CancellationToken.None), asked, good);
        }
    }

    /// <summary>A CRM that just refused is left in peace for a few seconds.</summary>
    static bool IsOver(Reading reading, DateTimeOffset now) => reading.Task.IsCompleted && now - reading.BeganAt >= (reading.Task.IsCompletedSuccessfully ? Fresh : Rest);

    static Told? GoodOf(Reading reading) => reading.Task.IsCompletedSuccessfully ? new(reading.Task.Result, reading.BeganAt) : reading.Good;

    void Forget(DateTimeOffset now)
    {
        if (_readings.Count < Most)
            return;
        foreach (var (key, reading) in _readings.Where(r => r.Value.Task.IsCompleted).OrderBy(r => r.Value.BeganAt).Take(Most / 4).ToList())
            _readings.TryRemove(KeyValuePair.Create(key, reading));
    }
}
