using Npgsql;

namespace Rainmaker.Tests.Trust;

/// <summary>A digest of every table, to see that nothing changed. Refusals may leave a denied row in the audit, and a token the time it was used.</summary>
static class TableMarks
{
    const string Sql = """
        select c.relname, (xpath('//h/text()', query_to_xml(format(
            'select md5(coalesce(string_agg(t::text, chr(10) order by t::text collate "C"), '''')) as h from (select to_jsonb(x) - ''last_used_at'' as t from %I x %s) s',
            c.relname, case when c.relname = 'audit' then 'where outcome <> ''denied''' else '' end), false, true, '')))[1]::text
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname not in ('audit_seal', 'session', 'protection_key')
        """;

    public static async Task<Dictionary<string, string>> Of(TestDatabase store)
    {
        await using var connection = new NpgsqlConnection(store.Owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var marks = new Dictionary<string, string>();
        while (await rows.ReadAsync())
            marks.Add(rows.GetString(0), rows.GetString(1));
        return marks;
    }

    /// <summary>The tables that are not as they were.</summary>
    public static async Task<string> Changed(TestDatabase store, Dictionary<string, string> before)
    {
        var after = await Of(store);
        return string.Join(", ", after.Where(t => before.GetValueOrDefault(t.Key) != t.Value).Select(t => t.Key));
    }
}
