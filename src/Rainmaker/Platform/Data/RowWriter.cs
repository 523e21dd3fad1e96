using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;

namespace Rainmaker.Platform.Data;

/// <summary>Writes new rows past the change tracker, by the same mapping: one batch for a few, COPY for many.</summary>
static class RowWriter
{
    static readonly ConcurrentDictionary<Type, Table> Tables = new();

    /// <summary>The table of an entity: its columns with how to read and write them.</summary>
    public static Table TableOf(SalesDb db, Type type) => Tables.GetOrAdd(type, static (t, model) => new Table(model.FindEntityType(t)!), db.Model);

    /// <param name="commit">Sends COMMIT behind the rows, in the same round trip.</param>
    public static async Task Insert(SalesDb db, IEnumerable<object> rows, CancellationToken stop, bool commit = false)
    {
        await using var batch = new NpgsqlBatch(db.Connection, db.Transaction);
        foreach (var row in rows)
        {
            var table = TableOf(db, row.GetType());
            var command = new NpgsqlBatchCommand(table.InsertSql);
            foreach (var column in table.Columns)
                command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = column.Type, Value = column.Read(row) ?? DBNull.Value });
            batch.BatchCommands.Add(command);
        }
        if (commit)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(stop);
    }

    public static async Task Copy<T>(SalesDb db, IReadOnlyCollection<T> rows, CancellationToken stop) where T : class
    {
        if (rows.Count == 0)
            return;
        var table = TableOf(db, typeof(T));
        await Run(db, table.TemporarySql, stop);
        await using (var copy = await db.Connection.BeginBinaryImportAsync(table.CopySql, stop))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(stop);
                foreach (var column in table.Columns)
                {
                    if (column.Read(row) is { } value)
                        await copy.WriteAsync(value, column.Type, stop);
                    else
                        await copy.WriteNullAsync(stop);
                }
            }
            await copy.CompleteAsync(stop);
        }
        await Run(db, table.FromTemporarySql, stop);
    }

    static async Task Run(SalesDb db, string sql, CancellationToken stop)
    {
        await using var command = db.Command(sql);
        await command.ExecuteNonQueryAsync(stop);
    }

    internal sealed class Table
    {
        public Table(IEntityType entity)
        {
            Name = entity.GetTableName()!;
            Columns = [.. entity.GetProperties().Where(p => p.GetColumnName() != "xmin").Select(p => new Column(p))];
            // Found out once: to convert a long derived value only to leave it out would cost more than all the rest.
            Audited = [.. Columns.Where(c => c.Property.FindAnnotation(Mapping.Secret) is null && c.Property.FindAnnotation(Mapping.Derived) is null)];
            var names = string.Join(", ", Columns.Select(c => c.Name));
            InsertSql = $"insert into {Name} ({names}) values ({string.Join(", ", Columns.Select((_, i) => $"${i + 1}"))})";
            TemporarySql = $"create temporary table if not exists incoming_{Name} (like {Name} including defaults) on commit delete rows; truncate incoming_{Name}";
            CopySql = $"copy incoming_{Name} ({names}) from stdin (format binary)";
            FromTemporarySql = $"insert into {Name} ({names}) select {names} from incoming_{Name}";
        }

        public string Name { get; }
        public Column[] Columns { get; }
        public Column[] Audited { get; }
        public string InsertSql { get; }
        public string TemporarySql { get; }
        public string CopySql { get; }
        public string FromTemporarySql { get; }
    }

    internal sealed class Column(IProperty property)
    {
        readonly IClrPropertyGetter _getter = property.GetGetter();
        readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public string Name { get; } = property.GetColumnName();
        public NpgsqlDbType Type { get; } = TypeOf(property.GetColumnType());
        public IProperty Property { get; } = property;

        public object? Read(object row)
        {
            var value = _getter.GetClrValueUsingContainingEntity(row);
            return _convert is null || value is null ? value : _convert(value);
        }

        static NpgsqlDbType TypeOf(string column) => column switch
        {
            _ when column.EndsWith("[]", StringComparison.Ordinal) => NpgsqlDbType.Array | TypeOf(column[..^2]),
            "uuid" => NpgsqlDbType.Uuid,
            "text" or "character(2)" or "character(3)" => NpgsqlDbType.Text,
            "boolean" => NpgsqlDbType.Boolean,
            "integer" => NpgsqlDbType.Integer,
            "bigint" => NpgsqlDbType.Bigint,
            "date" => NpgsqlDbType.Date,
            "timestamp with time zone" => NpgsqlDbType.TimestampTz,
            "bytea" => NpgsqlDbType.Bytea,
            "jsonb" => NpgsqlDbType.Jsonb,
            "json" => NpgsqlDbType.Json,
            _ when column.StartsWith("numeric", StringComparison.Ordinal) => NpgsqlDbType.Numeric,
            _ => throw new NotSupportedException($"Say how a column of type {column} is written in bulk."),
        };
    }
}
