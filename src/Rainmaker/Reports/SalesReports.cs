using Rainmaker.Deals;
using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Reports;

/// <summary>The figures of a sales report, counted and as they are sent.</summary>
public sealed record SalesReport(Metrics Metrics, byte[] Json);

/// <summary>
/// Reports by sight: counted by the analysers from all records when first asked for, kept until an event tells that something changed, and then counted anew at most once per
/// <see cref="Pace"/>, and never for more than half of the time, however fast writes come.
/// </summary>
public sealed class SalesReports
{
    static readonly TimeSpan Pace = TimeSpan.FromSeconds(2), AtMost = TimeSpan.FromMinutes(5);

    readonly Database _database;
    readonly Tenants _tenants;
    readonly PipelineBooks _books;
    readonly TimeProvider _time;
    readonly Fresh<Key, SalesReport> _kept;

    public SalesReports(Database database, Tenants tenants, PipelineBooks books, EventTail tail, TimeProvider time)
    {
        (_database, _tenants, _books, _time, _kept) = (database, tenants, books, time, new(time, AtMost, Pace));
        database.OnCommit((tenant, kinds) => Hear(tenant, kinds.Count > 0));
        // What other processes commit.
        tail.Follow(events => Hear(events[0].TenantId, events.Count > 0));
    }

    public async ValueTask<SalesReport> Of(Actor actor, RecordSource? source, CancellationToken stop)
    {
        var today = (await _tenants.Get(actor.Tenant, stop)).DayOf(_time.GetUtcNow());
        return await _kept.Get(new(actor.Tenant, actor.Role, actor.Sight.Key, actor.Person, source?.Key, today), async s =>
        {
            var metrics = await OwnRecords.Count(source, actor, _database, _books, s);
            return new(metrics, JsonSerializer.SerializeToUtf8Bytes(metrics, MetricsJson.Default.Metrics));
        }, stop);
    }

    void Hear(Guid tenant, bool anything)
    {
        if (anything)
            _kept.Drop(key => key.Tenant == tenant);
    }

    /// <summary>What makes two reports the same.</summary>
    readonly record struct Key(Guid Tenant, Role Role, string Sight, Guid? Person, string? Source, DateOnly Today);
}
