namespace Rainmaker.Benchmarks;

/// <summary>A closed loop: so many workers, each sends its next request when the last was answered, for a bounded time.</summary>
static class Load
{
    public const int Connections = 8;

    /// <summary>What one round gave.</summary>
    /// <param name="PerSecond">Good answers a second.</param>
    /// <param name="P50">Milliseconds, half of the answers were faster.</param>
    public sealed record Round(double PerSecond, double P50, double P99, int Bad);

    public static async Task<Round> Run(TimeSpan time, Func<int, Func<Task<bool>>> worker, int workers = Connections)
    {
        var (end, times, bad) = (Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency), new List<double>[workers], new int[workers]);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(n => Task.Run(async () =>
        {
            var (act, mine) = (worker(n), times[n] = new List<double>(100_000));
            while (Stopwatch.GetTimestamp() < end)
            {
                var start = Stopwatch.GetTimestamp();
                if (await act())
                    mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                else
                    bad[n]++;
            }
        })));
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var all = times.SelectMany(t => t).Order().ToArray();
        return all.Length == 0 ? new(0, 0, 0, bad.Sum()) : new(all.Length / took, all[all.Length / 2], all[(int)(all.Length * 0.99)], bad.Sum());
    }

    /// <summary>Requests over HTTP, each worker on a connection of its own.</summary>
    public static Task<Round> Http(int port, TimeSpan time, Func<int, int, byte[]> request, Func<int, bool>? good = null) => Run(time, worker =>
    {
        var (connection, sent) = (new Connection(port), 0);
        return async () => (good ?? (status => status is >= 200 and < 300))(await connection.Send(request(worker, sent++)));
    });

    /// <summary>The two in turns, so that a noisy neighbour meets both; the median of each.</summary>
    public static async Task<(Round A, Round B)> InTurns(int rounds, Func<Task<Round>> a, Func<Task<Round>> b)
    {
        var (many, other) = (new List<Round>(), new List<Round>());
        await a();
        await b();
        for (var i = 0; i < rounds; i++)
        {
            many.Add(await a());
            other.Add(await b());
        }
        return (Median(many), Median(other));
    }

    static Round Median(List<Round> rounds) => rounds.OrderBy(r => r.PerSecond).ElementAt(rounds.Count / 2);
}
