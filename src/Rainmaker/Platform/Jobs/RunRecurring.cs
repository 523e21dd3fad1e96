using Quartz;

namespace Rainmaker.Platform.Jobs;

/// <summary>Runs a recurring piece of work by its name, for each tenant in turn; one tenant's failure does not keep it from the others.</summary>
[DisallowConcurrentExecution]
public sealed partial class RunRecurring(IEnumerable<Recurring> all, IServiceProvider services, Tenants tenants, ILogger<RunRecurring> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // Work of a former version may still stand in the tables.
        if (all.FirstOrDefault(r => r.Name == context.JobDetail.Key.Name) is { } work)
            await Run(work, cancellationToken);
    }

    /// <summary>At once, whatever the clock says.</summary>
    public async Task Run(Recurring work, CancellationToken stop)
    {
        foreach (var tenant in work.ForEachTenant ? (await tenants.All(stop)).Select(t => t.Id) : [Guid.Empty])
        {
            try
            {
                await work.Run(services, tenant, stop);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                Log.Failed(log, work.Name, tenant, fault);
            }
        }
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The job {Job} failed for tenant {Tenant}; it comes round again")]
        public static partial void Failed(ILogger log, string job, Guid tenant, Exception fault);
    }
}
