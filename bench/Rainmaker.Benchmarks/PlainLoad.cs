using Npgsql;

namespace Rainmaker.Benchmarks;

/// <summary>The rows an import left behind, loaded again by plain SQL: COPY into a temporary table, INSERT .. SELECT, table by table.</summary>
static class PlainLoad
{
    static readonly string[] Tables = ["lead", "activity", "lead_touch", "lead_signal", "lead_assignment", "event", "delivery", "audit"];

    /// <summary>Copies the tenant's rows into memory, deletes them, and answers how long writing them back takes.</summary>
    public static async Task<(TimeSpan Took, long Rows)> Again(NpgsqlDataSource owner, Guid tenant)
    {
        await using var connection = await owner.OpenConnectionAsync();
        var saved = new Dictionary<string, (string Columns, byte[] Rows)>(StringComparer.Ordinal);
        foreach (var table in Tables)
            saved[table] = await Save(connection, table, tenant);
        foreach (var table in Tables.Reverse())
            await Run(connection, $"delete from {table} where tenant_id = '{tenant}'");
        await Run(connection, "delete from lead_match; delete from audit_seal");
        foreach (var table in Tables)
            await Run(connection, $"vacuum analyze {table}");

        var (began, rows) = (Stopwatch.GetTimestamp(), 0L);
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var table in Tables)
        {
            var (columns, bytes) = saved[table];
            await Run(connection, $"create temporary table incoming (like {table} including defaults) on commit drop");
            await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy incoming ({columns}) from stdin (format binary)"))
                await copy.WriteAsync(bytes);
            rows += await Run(connection, $"insert into {table} ({columns}) select {columns} from incoming");
            await Run(connection, "drop table incoming");
        }
        await transaction.CommitAsync();
        return (Stopwatch.GetElapsedTime(began), rows);
    }

    static async Task<(string, byte[])> Save(NpgsqlConnection connection, string table, Guid tenant)
    {
        await using var ask = new NpgsqlCommand("select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns where table_schema = 'public' and table_name = $1 and column_name <> 'txid'", connection) { Parameters = { new() { Value = table } } };
        var columns = (string)(await ask.ExecuteScalarAsync())!;
        using var rows = new MemoryStream();
        await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy (select {columns} from {table} where tenant_id = '{tenant}') to stdout (format binary)"))
            await copy.CopyToAsync(rows);
        return (columns, rows.ToArray());
    }

    static async Task<int> Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        return await command.ExecuteNonQueryAsync();
    }
}
