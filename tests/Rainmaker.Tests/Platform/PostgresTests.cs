using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rainmaker.Platform;
using Rainmaker.Platform.Postgres;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Platform;

public sealed class PostgresTests : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_written_is_there_after_a_clean_stop()
    {
        await using (var first = await Start())
            await Run(first, "create table kept (id int); insert into kept values (7)");
        Assert.Null(Data().RunningPostgres());

        await using var second = await Start();

        Assert.False(second.Adopted);
        Assert.Equal(7, await Run(second, "select id from kept"));
        Assert.Equal("on", await Run(second, "show data_checksums"));
        Assert.Equal("", await Run(second, "show listen_addresses"));
    }

    [Fact]
    public async Task A_second_process_joins_the_running_server_and_the_last_one_out_stops_it()
    {
        var first = await Start();
        var second = await Start();
        Assert.True(second.Adopted);
        Assert.Equal(first.ProcessId, second.ProcessId);

        await first.DisposeAsync();
        Assert.Equal(1, await Run(second, "select 1"));

        await second.DisposeAsync();
        Assert.Null(Data().RunningPostgres());
    }

    [Fact]
    public async Task Two_that_start_at_once_share_one_server()
    {
        var both = await Task.WhenAll(Start(), Start());

        Assert.Equal(both[0].ProcessId, both[1].ProcessId);
        Assert.Single(both, p => p.Adopted);
        foreach (var one in both)
            await one.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_postmaster_is_serving_again_and_nothing_acknowledged_is_lost()
    {
        await using var postgres = await Start();
        await Run(postgres, "create table kept (id int); insert into kept values (7)");
        var before = postgres.ProcessId;

        Process.GetProcessById(before!.Value).Kill();

        await Until(async () => postgres.ProcessId != before && Equals(await Run(postgres, "select id from kept"), 7));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_by_name()
    {
        await using (await Start())
        {
        }
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "postgres", "PG_VERSION"), "9\n", Stop);

        var refusal = await Assert.ThrowsAsync<CannotContinue>(() => Start());

        Assert.StartsWith("The data was made by PostgreSQL 9, but installed is ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_PostgreSQL_is_refused_by_its_setting()
    {
        var refusal = await Assert.ThrowsAsync<CannotContinue>(() => Start(binaries: _folder.Path));

        Assert.Equal($"RAINMAKER_POSTGRES_BIN={_folder.Path} holds no PostgreSQL: pg_ctl is missing there.", refusal.Message);
    }

    [Fact]
    public void A_folder_is_served_by_one_process_at_a_time()
    {
        using (ServeLock.Take(Data()))
            Assert.Contains("already served", Assert.Throws<CannotContinue>(() => ServeLock.Take(Data())).Message, StringComparison.Ordinal);
        using var again = ServeLock.Take(Data());
    }

    [Fact]
    public async Task Half_made_data_is_made_anew()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "postgres.init", "base"));

        await using var postgres = await Start();

        Assert.Equal(1, await Run(postgres, "select 1"));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "postgres.init")));
    }

    DataFolder Data() => new(_folder.Path);

    Task<EmbeddedPostgres> Start(string? binaries = null) => EmbeddedPostgres.Start(Data(), NullLogger.Instance, TimeProvider.System, Stop, binaries);

    static async Task<object?> Run(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString(Cluster.OwnerRole, "postgres") + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }

    static async Task Until(Func<Task<bool>> holds)
    {
        for (var left = 100; ; left--)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (NpgsqlException) when (left > 0)
            {
            }
            Assert.True(left > 0, "It did not come back within twenty seconds.");
            await Task.Delay(200, Stop);
        }
    }
}

file static class Survivors
{
    /// <summary>The process id left in the folder, or null when the server was stopped.</summary>
    public static string? RunningPostgres(this DataFolder data) =>
        File.Exists(data.At("postgres/postmaster.pid")) ? File.ReadLines(data.At("postgres/postmaster.pid")).First() : null;
}
