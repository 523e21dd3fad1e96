using Npgsql;
using Quartz;

namespace Rainmaker.Platform.Jobs;

/// <summary>Work by the clock: Quartz, kept and shared in the store, so that of several processes one runs each job.</summary>
public static class JobsModule
{
    public static void AddJobs(this IServiceCollection services, Installation installation)
    {
        // Not the application's role: Quartz keeps tables of its own, without tenants, in a schema of their own.
        var owner = new NpgsqlConnectionStringBuilder(installation.OwnerConnection) { SearchPath = "quartz", MaxPoolSize = 5, ApplicationName = "rainmaker-jobs" };
        // Otherwise two processes that start together fire every job twice.
        services.Configure<QuartzOptions>(o => o.Scheduling.IgnoreDuplicates = true);
        services.AddQuartz(q =>
        {
            q.UseDefaultThreadPool(2);
            q.UsePersistentStore(s =>
            {
                s.UsePostgres(owner.ConnectionString);
                s.UseClustering(c => c.CheckinInterval = TimeSpan.FromSeconds(10));
                s.UseSystemTextJsonSerializer();
                s.ProvisionSchema();
            });
        });
        // Every restart is a warning to it.
        services.AddLogging(log => log.AddFilter("Quartz", LogLevel.Error));
        services.AddTransient<RunRecurring>();
        services.AddHostedService<JobClock>();
        services.AddSingleton(Recurring.Once("partitions", "0 10 0 * * ?", (s, stop) => Upkeep.EnsurePartitions(s.GetRequiredService<Installation>(), stop)));
        services.AddSingleton(Recurring.PerTenant("cleaning", "0 20 3 * * ?", (s, tenant, stop) => Upkeep.Clean(tenant, s.GetRequiredService<Database>(), stop)));
    }
}
