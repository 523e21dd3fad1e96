using Npgsql;

namespace Rainmaker.Platform.Jobs;

/// <summary>What the store needs once a day: the partitions of coming months, and an end for what nobody asks for any more.</summary>
public static class Upkeep
{
    /// <summary>Done deliveries stay this long, so that one can see what went out.</summary>
    static readonly TimeSpan KeepDeliveries = TimeSpan.FromDays(14), KeepKeys = TimeSpan.FromDays(2), KeepUsage = TimeSpan.FromDays(40), KeepRead = TimeSpan.FromDays(90);

    /// <summary>As the owner: the application's role creates no tables.</summary>
    public static async Task EnsurePartitions(Installation installation, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(installation.OwnerConnection);
        await connection.OpenAsync(stop);
        foreach (var table in (string[])["event", "activity"])
        {
            await using var ensure = new NpgsqlCommand("call ensure_months($1::text::regclass, (now() - interval '1 month')::date, (now() + interval '3 months')::date)", connection) { Parameters = { new() { Value = table } } };
            await ensure.ExecuteNonQueryAsync(stop);
        }
    }

    /// <returns>How many rows went.</returns>
    public static async Task<int> Clean(Guid tenant, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var gone = await db.Execute($"delete from delivery where tenant_id = {tenant} and state = 'done' and done_at < {db.Now - KeepDeliveries}", stop)
            + await db.Execute($"delete from idempotency_key where tenant_id = {tenant} and created_at < {db.Now - KeepKeys}", stop)
            + await db.Execute($"delete from plan_usage where tenant_id = {tenant} and hour < {db.Now - KeepUsage}", stop)
            + await db.Execute($"delete from notification where tenant_id = {tenant} and read_at < {db.Now - KeepRead}", stop);
        await db.Finish(stop, wake: false);
        return gone;
    }
}
