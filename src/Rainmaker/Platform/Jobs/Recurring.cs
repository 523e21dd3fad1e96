namespace Rainmaker.Platform.Jobs;

/// <summary>A piece of work that comes round by the clock. Rooms register theirs; one process of the installation runs each, whichever is free.</summary>
/// <param name="Name">Stable: it stands in the schedule's tables.</param>
/// <param name="Cron">Quartz' seven fields, in UTC: seconds first.</param>
/// <param name="Run">For one tenant; for the installation as a whole where the tenant is null. Must be safe to run twice.</param>
public sealed record Recurring(string Name, string Cron, bool ForEachTenant, Func<IServiceProvider, Guid, CancellationToken, Task> Run)
{
    public static Recurring PerTenant(string name, string cron, Func<IServiceProvider, Guid, CancellationToken, Task> run) => new(name, cron, true, run);

    public static Recurring Once(string name, string cron, Func<IServiceProvider, CancellationToken, Task> run) => new(name, cron, false, (services, _, stop) => run(services, stop));
}
