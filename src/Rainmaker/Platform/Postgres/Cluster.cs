using System.Globalization;
using System.Text;
using Npgsql;

namespace Rainmaker.Platform.Postgres;

/// <summary>
/// The private PostgreSQL's files and programs: makes, starts, asks and stops it. Who may do so when is <see cref="EmbeddedPostgres"/>'s business.
/// It listens on a Unix socket alone, in a folder only its owner can enter, which is why it can trust whoever connects.
/// </summary>
sealed class Cluster
{
    public const string OwnerRole = "rainmaker_owner";

    readonly string _socketFolder;
    readonly IReadOnlyDictionary<string, string> _settings;

    Cluster(string folder, string socketFolder, PostgresBinaries binaries, IReadOnlyDictionary<string, string> settings) =>
        (Folder, _socketFolder, Binaries, _settings) = (folder, socketFolder, binaries, settings);

    public string Folder { get; }
    public PostgresBinaries Binaries { get; }

    /// <summary>The postmaster's process id, or null while it is not running.</summary>
    public int? ProcessId =>
        File.Exists(PidFile) && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) ? id : null;

    string PidFile => Path.Combine(Folder, "postmaster.pid");
    string LogFile => Path.Combine(Folder, "server.log");

    public static async Task<Cluster> Prepare(DataFolder data, string? binaries, IReadOnlyDictionary<string, string> settings, CancellationToken stop)
    {
        var folder = new DirectoryInfo(data.At("postgres")).LinkTarget ?? data.At("postgres");
        var versionFile = Path.Combine(folder, "PG_VERSION");
        int? major = File.Exists(versionFile) ? int.Parse(await File.ReadAllTextAsync(versionFile, stop), CultureInfo.InvariantCulture) : null;
        var installed = await PostgresBinaries.Find(binaries, major, stop);
        if (major is null)
            folder = await Make(data, installed, stop);
        return new(folder, await SocketFolder(data, stop), installed, settings);
    }

    public string ConnectionString(string role, string database, int poolSize) => new NpgsqlConnectionStringBuilder
    {
        Host = _socketFolder,
        Username = role,
        Database = database,
        MaxPoolSize = poolSize,
        ApplicationName = "rainmaker",
    }.ConnectionString;

    /// <summary>Whether it takes connections. False while it starts or recovers, and when there is none.</summary>
    public async Task<bool> Answers(CancellationToken stop)
    {
        if (ProcessId is null)
            return false;
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(OwnerRole, "postgres", 1) + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(stop);
            return true;
        }
        catch (PostgresException e)
        {
            // Anything but "starting up" or "shutting down" (too many connections, say) comes from a server that lives.
            return e.SqlState is not (PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    public async Task<bool> Runs(CancellationToken stop) => (await PgCtl(["status"], stop)).Good;

    /// <summary>Null when it serves, else what it said.</summary>
    public async Task<string?> Start(CancellationToken stop)
    {
        if (File.Exists(LogFile) && new FileInfo(LogFile).Length > 10_000_000)
            File.Move(LogFile, LogFile + ".old", overwrite: true);
        await WriteSettings(stop);
        // Recovery after a kill can take minutes on a large installation.
        var started = await PgCtl(["start", "-w", "-t", "600", "-s", "-l", LogFile], stop);
        return started.Good ? null : $"{started.Said}\n{string.Join('\n', File.Exists(LogFile) ? File.ReadLines(LogFile).TakeLast(5) : [])}".Trim();
    }

    public async Task Stop(CancellationToken stop)
    {
        if ((await PgCtl(["stop", "-w", "-t", "120", "-s", "-m", "fast"], stop)).Good)
            Directory.Delete(_socketFolder, recursive: true);
    }

    Task<Tool.Outcome> PgCtl(string[] arguments, CancellationToken stop) => Tool.Run(Binaries["pg_ctl"], [.. arguments, "-D", Folder], stop);

    /// <summary>Beside the defaults, for a machine of a few cores that also runs the application. Written at each start: the socket moves with the data folder.</summary>
    async Task WriteSettings(CancellationToken stop)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "",
            ["unix_socket_directories"] = _socketFolder,
            ["unix_socket_permissions"] = "0700",
            ["max_connections"] = "100",
            ["shared_buffers"] = "256MB",
            ["effective_cache_size"] = "1GB",
            ["work_mem"] = "16MB",
            ["maintenance_work_mem"] = "128MB",
            ["synchronous_commit"] = "on",
            ["wal_compression"] = "on",
            ["max_wal_size"] = "2GB",
            ["random_page_cost"] = "1.1",
            ["jit"] = "off",
            // A young tenant grows from nothing in minutes: the planner must hear of it sooner than once a minute.
            ["autovacuum_naptime"] = "10s",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
        };
        foreach (var (name, value) in _settings)
            all[name] = value;
        var text = new StringBuilder("# Written by Rainmaker at every start. Your own settings: below the include in postgresql.conf.\n");
        foreach (var (name, value) in all)
            text.Append(CultureInfo.InvariantCulture, $"{name} = '{value.Replace("'", "''", StringComparison.Ordinal)}'\n");

        var file = Path.Combine(Folder, "rainmaker.conf");
        await File.WriteAllTextAsync(file, text.ToString(), stop);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>Made beside its place and moved there when whole: a kill in between leaves nothing half-made.</summary>
    static async Task<string> Make(DataFolder data, PostgresBinaries binaries, CancellationToken stop)
    {
        var link = data.At("postgres");
        var folder = await CanEnter(data.Path, stop) ? link : $"/var/lib/rainmaker/{data.Fingerprint}-{Guid.CreateVersion7():N}";
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);

        var draft = folder + ".init";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        await OwnedByServant(draft, stop);
        var made = await Tool.Run(binaries["initdb"],
            ["--pgdata", draft, "--username", OwnerRole, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums", "--no-instructions"], stop);
        if (!made.Good)
            throw new CannotContinue($"initdb could not make {folder}: {made.Said}");

        await File.AppendAllTextAsync(Path.Combine(draft, "postgresql.conf"), "\ninclude 'rainmaker.conf'\n", stop);
        Directory.Move(draft, folder);
        if (folder != link)
            Directory.CreateSymbolicLink(link, folder);
        return folder;
    }

    /// <summary>A clone in /root is out of reach for the unprivileged user: the cluster is then kept in /var/lib/rainmaker, linked from the data folder.</summary>
    static async Task<bool> CanEnter(string folder, CancellationToken stop) =>
        !Environment.IsPrivilegedProcess || (await Tool.Run("/usr/bin/test", ["-x", folder], stop)).Good;

    static async Task<string> SocketFolder(DataFolder data, CancellationToken stop)
    {
        var temp = await CanEnter(Path.GetTempPath(), stop) ? Path.GetTempPath() : "/tmp";
        var folder = Path.Combine(temp, $"pg-{data.Fingerprint}");
        // Anybody can write in the temp folder: a link laid there beforehand would lead the socket elsewhere.
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new CannotContinue($"{folder} is a link; the socket's folder must be a real one. Remove it.");
        await OwnedByServant(folder, stop);
        return folder;
    }

    static async Task OwnedByServant(string folder, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        if (Environment.IsPrivilegedProcess && await Tool.Run("/usr/bin/chown", ["-h", $"{Tool.Servant}:", folder], stop, asServant: false) is { Good: false, Said: var said })
            throw new CannotContinue(said);
        try
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CannotContinue($"{folder} belongs to another user. Remove it, or start Rainmaker as that user.");
        }
    }
}
