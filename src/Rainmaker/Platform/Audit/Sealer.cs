using Npgsql;

namespace Rainmaker.Platform.Audit;

/// <summary>
/// Chains the digests of the audit in commit order, right after the writers and outside their transactions: a chain head that every writer
/// locks would cost most of the write rate.
/// </summary>
public sealed class Sealer(Database database, Tenants tenants, Wakening wakening, TimeProvider time, ILogger<Sealer> log) : TenantPump(tenants, wakening, time, log)
{
    const int AtMost = 5000;
    const string UnsealedSql = """
        select a.id, a.digest, a.txid::text from audit a
        where a.tenant_id = $1 and (a.txid, a.id) > ($2::text::xid8, $3) and a.txid < pg_snapshot_xmin(pg_current_snapshot())
        order by a.txid, a.id limit 5000
        """;
    const string SealSql = """
        insert into audit_seal (tenant_id, position, audit_id, txid, chain)
        select $1, p, a, t::xid8, c from unnest($2::bigint[], $3::uuid[], $4::text[], $5::bytea[]) as u (p, a, t, c)
        """;

    protected override TimeSpan Gather => TimeSpan.FromMilliseconds(250);

    protected override Task<bool> Work(Guid tenant, CancellationToken stop) => Seal(database, tenant, stop);

    /// <summary>Seals what is there; true where there may be more.</summary>
    public static async Task<bool> Seal(Database database, Guid tenant, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        // One sealer a tenant at a time, whatever the number of processes.
        if (!await db.Query<bool>($"select pg_try_advisory_xact_lock(hashtextextended({"audit " + tenant}, 0)) as \"Value\"").SingleAsync(stop))
            return false;
        var last = await db.Query<Last>($"""
                select position as "Position", txid::text as "Transaction", audit_id as "AuditId", chain as "Chain"
                from audit_seal where tenant_id = {tenant} order by position desc limit 1
                """).SingleOrDefaultAsync(stop)
            ?? new Last(0, "0", Guid.Empty, AuditSeal.Beginning(tenant));

        var (positions, audits, transactions, chains) = (new List<long>(), new List<Guid>(), new List<string>(), new List<byte[]>());
        var (position, chain) = (last.Position, last.Chain);
        await using (var command = db.Command(UnsealedSql))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = last.Transaction });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = last.AuditId });
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                chain = AuditSeal.Next(chain, (byte[])reader[1]);
                positions.Add(++position);
                audits.Add(reader.GetGuid(0));
                transactions.Add(reader.GetString(2));
                chains.Add(chain);
            }
        }
        if (positions.Count == 0)
            return false;

        await using var seal = db.Command(SealSql);
        seal.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
        seal.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. positions] });
        seal.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. audits] });
        seal.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. transactions] });
        seal.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. chains] });
        await seal.ExecuteNonQueryAsync(stop);
        await db.Finish(stop, wake: false);
        return positions.Count == AtMost;
    }

    sealed record Last(long Position, string Transaction, Guid AuditId, byte[] Chain);
}
