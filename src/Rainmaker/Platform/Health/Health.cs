using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Rainmaker.Platform.Health;

/// <summary>
/// Whether the process lives (<c>/health/live</c>) and whether it can serve (<c>/health/ready</c>, which says what is wrong). Both answer
/// strangers, so they name checks and never versions, hosts or paths.
/// </summary>
public static class HealthModule
{
    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<StoreAnswers>("database")
        .AddCheck<SchemaIsCurrent>("schema")
        .AddCheck<DeliveriesMove>("deliveries");

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        foreach (var address in (string[])["/health/live", "/healthz"])
            routes.MapHealthChecks(address, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Write }).AllowPublic("A supervisor asks before anybody can sign in.");
        foreach (var address in (string[])["/health/ready", "/readyz"])
            routes.MapHealthChecks(address, new HealthCheckOptions { ResponseWriter = Write }).AllowPublic("A load balancer asks before anybody can sign in.");
    }

    static Task Write(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        status = report.Status switch { HealthStatus.Healthy => "ok", HealthStatus.Degraded => "degraded", _ => "failing" },
        checks = report.Entries.Select(e => new { name = e.Key, ok = e.Value.Status == HealthStatus.Healthy, says = e.Value.Description }),
    }, Json.Wire, http.RequestAborted);
}

sealed class StoreAnswers(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var ask = database.Source.CreateCommand("select pg_is_in_recovery()");
            ask.CommandTimeout = 3;
            return (bool)(await ask.ExecuteScalarAsync(cancellationToken))!
                ? HealthCheckResult.Unhealthy("The database takes no writes: it is recovering or a replica.")
                : HealthCheckResult.Healthy("It answers.");
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer. Captured leads are refused until it does; nothing acknowledged is lost.");
        }
    }
}

sealed class SchemaIsCurrent(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var expected = MigrationScript.All().Count;
            await using var ask = database.Source.CreateCommand("select count(*) from schema_migration");
            ask.CommandTimeout = 3;
            var found = (long)(await ask.ExecuteScalarAsync(cancellationToken))!;
            return found == expected
                ? HealthCheckResult.Healthy("All migrations have run.")
                : HealthCheckResult.Unhealthy($"{found} of {expected} migrations have run. Run the verb migrate, or start serve once.");
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy("Not known: the database does not answer, or was never migrated.");
        }
    }
}

sealed class DeliveriesMove(Database database, Tenants tenants, TimeProvider time) : IHealthCheck
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var late = time.GetUtcNow() - Patience;
            foreach (var (tenant, _, _) in await tenants.All(cancellationToken))
            {
                await using var db = await database.Open(Actor.System(tenant), cancellationToken);
                if (await db.Set<Delivery>().AnyAsync(d => d.State == DeliveryState.Due && d.NextTryAt < late && d.Attempts == 0, cancellationToken))
                    return HealthCheckResult.Degraded("Notifications and other follow-ups are more than five minutes late.");
            }
            return HealthCheckResult.Healthy("Nothing is late.");
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy("Not known: the database does not answer.");
        }
    }
}
