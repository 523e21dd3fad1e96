using Quartz;

namespace Rainmaker.Platform.Jobs;

/// <summary>Keeps the schedule in step with what the rooms registered, and starts it. <c>RAINMAKER_JOBS=off</c> leaves the jobs to other processes.</summary>
public sealed partial class JobClock(ISchedulerFactory schedulers, IEnumerable<Recurring> all, IConfiguration settings, TimeProvider time, ILogger<JobClock> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings["RAINMAKER_JOBS"] == "off")
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var scheduler = await schedulers.GetScheduler(stoppingToken);
                foreach (var work in all)
                    await Schedule(scheduler, work, stoppingToken);
                await scheduler.Start(stoppingToken);
                await Task.Delay(Timeout.Infinite, stoppingToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The store may be away: the rest of the server does not wait for the schedule.
                Log.NotStarted(log, fault);
                await Task.Delay(TimeSpan.FromSeconds(5), time, CancellationToken.None);
            }
        }
    }

    static async Task Schedule(IScheduler scheduler, Recurring work, CancellationToken stop)
    {
        var key = new TriggerKey(work.Name);
        var trigger = TriggerBuilder.Create().WithIdentity(key).ForJob(work.Name).WithCronSchedule(work.Cron, c => c.InTimeZone(TimeZoneInfo.Utc)).Build();
        try
        {
            if (await scheduler.GetTrigger(key, stop) is not { } known)
                await scheduler.ScheduleJob(JobBuilder.Create<RunRecurring>().WithIdentity(work.Name).Build(), trigger, cancellationToken: stop);
            else if (known is ICronTrigger cron && cron.CronExpressionString != work.Cron)
                await scheduler.RescheduleJob(key, trigger, stop);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Another process was a moment earlier.
        }
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The schedule of jobs could not be started; trying again")]
        public static partial void NotStarted(ILogger log, Exception fault);
    }
}
