using Npgsql;

namespace Rainmaker.Platform.Data;

/// <summary>
/// Brings the schema forward. Everything is checked before anything runs; each script commits by itself together with its record,
/// so a kill at any statement leaves a schema that the next run continues from. Processes that migrate at once wait for each other.
/// </summary>
public static class Migrator
{
    /// <summary>"rainmaker" as a number nobody else is likely to choose.</summary>
    const long Turn = 0x7261696E_6D616B65;

    /// <returns>How many scripts ran; 0 when the schema was up to date.</returns>
    public static async Task<int> Migrate(string owner, IReadOnlyList<MigrationScript> scripts, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(stop);
        await Run(connection, "set lock_timeout = '5min'", stop);
        await using (var turn = new NpgsqlCommand("select pg_advisory_lock($1)", connection) { Parameters = { new() { Value = Turn } }, CommandTimeout = 0 })
            await turn.ExecuteNonQueryAsync(stop);
        // A change that waits for a table makes everybody behind it wait: rather fail, and be run again.
        await Run(connection, "set lock_timeout = '10s'; set client_min_messages = warning", stop);
        await Run(connection, """
            create table if not exists schema_migration (
                number integer primary key,
                name text not null,
                checksum text not null,
                applied_at timestamptz not null default now())
            """, stop);

        var pending = Pending(scripts, await Recorded(connection, stop));
        foreach (var script in pending)
            await Apply(connection, script, stop);
        return pending.Count;
    }

    /// <summary>What is still to run, or a refusal where record and scripts contradict each other.</summary>
    internal static IReadOnlyList<MigrationScript> Pending(IReadOnlyList<MigrationScript> scripts, IReadOnlyDictionary<int, Record> recorded)
    {
        var known = new Dictionary<int, MigrationScript>();
        foreach (var script in scripts)
            if (!known.TryAdd(script.Number, script))
                throw new CannotContinue($"The migrations {known[script.Number].Name} and {script.Name} have the same number.");

        var last = recorded.Keys.DefaultIfEmpty(0).Max();
        if (last > known.Keys.DefaultIfEmpty(0).Max())
            throw new CannotContinue($"The database was migrated by a newer Rainmaker ({recorded[last].Name}). Start that version, or restore a dump from before.");
        foreach (var (number, record) in recorded)
        {
            if (!known.TryGetValue(number, out var script))
                throw new CannotContinue($"The database carries the migration {record.Name}, which this Rainmaker does not know.");
            if (script.Checksum != record.Checksum)
                throw new CannotContinue($"The migration {script.Name} was changed after it ran here. Restore it, and put the change into a new file.");
        }
        var missed = scripts.FirstOrDefault(s => s.Number < last && !recorded.ContainsKey(s.Number));
        if (missed is not null)
            throw new CannotContinue($"The migration {missed.Name} comes before {recorded[last].Name}, which ran already. Give it a number after it.");
        return [.. scripts.Where(s => s.Number > last).OrderBy(s => s.Number)];
    }

    internal sealed record Record(string Name, string Checksum);

    static async Task<Dictionary<int, Record>> Recorded(NpgsqlConnection connection, CancellationToken stop)
    {
        var recorded = new Dictionary<int, Record>();
        await using var command = new NpgsqlCommand("select number, name, checksum from schema_migration", connection);
        await using var rows = await command.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            recorded.Add(rows.GetInt32(0), new(rows.GetString(1), rows.GetString(2)));
        return recorded;
    }

    static async Task Apply(NpgsqlConnection connection, MigrationScript script, CancellationToken stop)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await Run(connection, script.Sql, stop);
            await using var record = new NpgsqlCommand("insert into schema_migration (number, name, checksum) values ($1, $2, $3)", connection, transaction)
            {
                Parameters = { new() { Value = script.Number }, new() { Value = script.Name }, new() { Value = script.Checksum } },
            };
            await record.ExecuteNonQueryAsync(stop);
            await transaction.CommitAsync(stop);
        }
        catch (PostgresException e)
        {
            throw new CannotContinue($"The migration {script.Name} failed: {e.MessageText} ({e.SqlState}). Nothing of it was kept.");
        }
    }

    static async Task Run(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(stop);
    }
}
