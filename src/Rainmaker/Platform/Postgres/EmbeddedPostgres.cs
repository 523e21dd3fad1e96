using Npgsql;

namespace Rainmaker.Platform.Postgres;

/// <summary>
/// The private PostgreSQL of a data folder, shared by every process that works on it: the first one starts it, later ones adopt it, the last one out stops it.
/// One that outlived a killed process is adopted; one that dies is started again by whoever still uses it.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(300);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    const int Tries = 30;

    readonly DataFolder _data;
    readonly Cluster _cluster;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly CancellationTokenSource _ending = new();
    readonly FileStream _using;
    Task _watch = Task.CompletedTask;

    EmbeddedPostgres(DataFolder data, Cluster cluster, FileStream held, ILogger log, TimeProvider time) =>
        (_data, _cluster, _using, _log, _time) = (data, cluster, held, log, time);

    /// <summary>True when it was already running and this process joined it.</summary>
    public bool Adopted { get; private set; }

    public string Version => _cluster.Binaries.Version;
    public string Folder => _cluster.Folder;

    /// <summary>The postmaster's process id, or null while it is down.</summary>
    public int? ProcessId => _cluster.ProcessId;

    /// <summary>The path of a program that belongs to the server's version, or the bare name where it has none of that name.</summary>
    public string Program(string name) => File.Exists(_cluster.Binaries[name]) ? _cluster.Binaries[name] : name;

    /// <param name="binaries">Folder of PostgreSQL's programs, or null to find the installed one.</param>
    /// <param name="settings">PostgreSQL settings that differ from ours; they take effect when this call starts the server, not when it adopts one.</param>
    public static async Task<EmbeddedPostgres> Start(
        DataFolder data, ILogger log, TimeProvider time, CancellationToken stop, string? binaries = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var users = data.LockFile("postgres-users");
        var held = await FolderLock.Wait(() => FolderLock.TryShared(users), $"{data.Path}: another process has been stopping PostgreSQL for too long.", Patience, time, stop);
        try
        {
            var cluster = await InTurn(data, time, () => Cluster.Prepare(data, binaries, settings ?? new Dictionary<string, string>(), stop), stop);
            var postgres = new EmbeddedPostgres(data, cluster, held, log, time);
            postgres.Adopted = !await postgres.EnsureRunning(stop);
            postgres._watch = postgres.Watch(postgres._ending.Token);
            return postgres;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string for a role on a database of this server.</summary>
    /// <param name="poolSize">At most this many connections from this process; the server takes 100 in all.</param>
    public string ConnectionString(string role, string database, int poolSize = 20) => _cluster.ConnectionString(role, database, poolSize);

    /// <summary>Stops the server unless another process still uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watch;
        _ending.Dispose();
        await _using.DisposeAsync();
        await using var last = FolderLock.TryAlone(_data.LockFile("postgres-users"));
        if (last is not null)
            await _cluster.Stop(CancellationToken.None);
    }

    /// <summary>One process at a time makes or starts the server of a folder.</summary>
    static async Task<T> InTurn<T>(DataFolder data, TimeProvider time, Func<Task<T>> act, CancellationToken stop)
    {
        var starting = data.LockFile("postgres-starting");
        await using var turn = await FolderLock.Wait(
            () => FolderLock.TryAlone(starting), $"{data.Path}: another process has been starting PostgreSQL for too long.", Patience, time, stop);
        return await act();
    }

    /// <summary>True when it had to be started.</summary>
    Task<bool> EnsureRunning(CancellationToken stop) => InTurn(_data, _time, async () =>
    {
        var said = "";
        var began = _time.GetTimestamp();
        for (var tries = 0; tries < Tries;)
        {
            if (await _cluster.Answers(stop))
                return false;
            if (await _cluster.Runs(stop) && _time.GetElapsedTime(began) < Patience)
                said = "it runs, but takes no connections";
            else if (await _cluster.Start(stop) is { } failed)
                (said, tries) = (failed, tries + 1);
            else
                return true;
            // After a kill the old backends hold the shared memory for a moment.
            await Task.Delay(BetweenTries, _time, stop);
        }
        throw new CannotContinue($"PostgreSQL in {Folder} does not start: {said}");
    }, stop);

    async Task Watch(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await StaysUp(stop);
                Gone(Folder);
                try
                {
                    if (await EnsureRunning(stop))
                        Restarted(Folder);
                }
                catch (CannotContinue e)
                {
                    StillDown(e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>Returns when the server is gone. One idle connection tells: a backend leaves at once when its postmaster dies.</summary>
    async Task StaysUp(CancellationToken stop)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(Cluster.OwnerRole, "postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(stop);
            await using var look = new NpgsqlCommand("select 1", connection);
            while (true)
            {
                await Task.Delay(BetweenLooks, _time, stop);
                await look.ExecuteScalarAsync(stop);
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            await Task.Delay(BetweenTries, _time, stop);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL in {Folder} does not answer; looking after it")]
    partial void Gone(string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL in {Folder} was down and has been started again")]
    partial void Restarted(string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Why}")]
    partial void StillDown(string why);
}
