using Npgsql;

namespace Rainmaker.Benchmarks;

/// <summary>Takes rows that the product wrote and writes them again by plain SQL: the same tables, the same columns, the same sizes.</summary>
sealed class SameRows
{
    /// <summary>What one captured lead leaves behind, in the order foreign keys ask for, with the column that says which lead it is of.</summary>
    public static readonly (string Table, string Of)[] OfALead =
    [
        ("lead", "id = $2"), ("activity", "entity_id = $2"), ("lead_touch", "lead_id = $2"), ("lead_signal", "lead_id = $2"), ("lead_assignment", "lead_id = $2"),
        ("event", "entity_id = $2"), ("delivery", "event_id in (select id from event where entity_id = $2)"), ("audit", "resource_id = $2"),
    ];

    readonly List<(string Sql, object?[] Values, int[] Ids)> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Reads the rows of one lead. Every uuid but the tenant's, the owner's and the actor's is made new with each writing.</summary>
    public static async Task<SameRows> Of(NpgsqlDataSource owner, Guid tenant, Guid lead)
    {
        var same = new SameRows();
        foreach (var (table, of) in OfALead)
        {
            await using var command = owner.CreateCommand($"select * from {table} where tenant_id = $1 and {of}");
            command.Parameters.Add(new() { Value = tenant });
            command.Parameters.Add(new() { Value = lead });
            await using var row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                var columns = Enumerable.Range(0, row.FieldCount).Where(i => row.GetName(i) != "txid").ToArray();
                var sql = $"insert into {table} ({string.Join(", ", columns.Select(row.GetName))}) values ({string.Join(", ", columns.Select((c, i) => $"${i + 1}::{row.GetDataTypeName(c)}"))})";
                same._rows.Add((sql, [.. columns.Select(c => row.IsDBNull(c) ? null : row.GetValue(c))],
                    [.. columns.Select((c, i) => (c, i)).Where(p => row.GetName(p.c) is "id" or "lead_id" or "entity_id" or "event_id" or "resource_id" && !row.IsDBNull(p.c)).Select(p => p.i)]));
            }
        }
        return same;
    }

    /// <summary>What the rows point at: the tenant, its users, its companies.</summary>
    public static async Task CopyParents(string from, string to)
    {
        await using var source = new NpgsqlConnection(from);
        await using var target = new NpgsqlConnection(to);
        await source.OpenAsync();
        await target.OpenAsync();
        foreach (var table in (string[])["tenant", "team", "app_user", "company"])
        {
            using var rows = new MemoryStream();
            await using (var read = await source.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)"))
                await read.CopyToAsync(rows);
            await using var write = await target.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)");
            await write.WriteAsync(rows.ToArray());
        }
    }

    /// <summary>The same rows under new ids, in one batch and one transaction.</summary>
    public async Task Write(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        var renamed = new Dictionary<Guid, Guid>();
        foreach (var (sql, values, ids) in _rows)
        {
            var command = new NpgsqlBatchCommand(sql);
            for (var i = 0; i < values.Length; i++)
            {
                var value = values[i];
                if (value is Guid id && ids.Contains(i))
                    value = renamed.TryGetValue(id, out var known) ? known : renamed[id] = Guid.CreateVersion7();
                command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            }
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
