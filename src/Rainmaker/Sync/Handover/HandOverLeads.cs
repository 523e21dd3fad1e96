using System.Collections.Concurrent;
using Rainmaker.Connectors;
using Rainmaker.Leads;

namespace Rainmaker.Sync.Handover;

/// <summary>
/// Carries captured leads to the connected CRM: each until it is there, and none twice. A CRM that is down, slow or out of calls costs only time; a lead that the CRM
/// does not accept is dead after ten tries, shown, and can be sent again. One worker a tenant, so that two posts of one person do not race.
/// </summary>
sealed partial class HandOverLeads : TenantPump
{
    /// <summary>Longer than a try and the lag of any CRM's index together: who takes over a broken try finds what it made.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(25), LongestRest = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<Guid, Task> _underway = new();
    readonly ConcurrentDictionary<Guid, (DateTimeOffset Until, int Failures)> _resting = new();
    readonly SendLeads _sent;
    readonly LeadEchoes _echoes;
    readonly Errands _errands;
    readonly OpenCrms _crms;
    readonly Database _database;
    readonly TimeProvider _time;
    readonly ILogger<HandOverLeads> _log;

    public HandOverLeads(SendLeads sent, LeadEchoes echoes, Errands errands, OpenCrms crms, Database database, Tenants tenants, Wakening wakening, EventTail tail, TimeProvider time, ILogger<HandOverLeads> log) : base(tenants, wakening, time, log)
    {
        (_sent, _echoes, _errands, _crms, _database, _time, _log) = (sent, echoes, errands, crms, database, time, log);
        database.OnCommit((tenant, kinds) => Heard(tenant, kinds));
        tail.Follow(events => Heard(events[0].TenantId, events.Select(e => e.Kind)));

        void Heard(Guid tenant, IEnumerable<string> kinds)
        {
            // A new key may have mended it: what waits goes at once.
            if (!kinds.Contains("connection.changed", StringComparer.Ordinal))
                return;
            sent.Forget(tenant);
            _resting.TryRemove(tenant, out _);
        }
    }

    /// <summary>What the CRM made of a capture. Nobody is kept waiting for one that was away a moment ago; where it knows the lead from before, its id is told all the same.</summary>
    public async Task<CrmEcho?> Ask(Guid tenant, Guid lead, DateTimeOffset at, CancellationToken stop)
    {
        if (!_sent.Might(tenant))
            return null;
        if (!IsResting(tenant) && await _echoes.Hear(tenant, lead, at, stop) is { } echo)
            return echo;
        await using var db = await _database.Open(Actor.System(tenant), stop);
        return (await LeadLinks.Of(db, lead, stop)).Values.FirstOrDefault() is { } known ? new(known, null) : null;
    }

    bool IsResting(Guid tenant) => _resting.TryGetValue(tenant, out var rest) && rest.Until > _time.GetUtcNow();

    protected override Task<bool> Work(Guid tenant, CancellationToken stop)
    {
        // A slow CRM of one tenant must not hold up the others.
        if (_sent.Might(tenant) && !IsResting(tenant) && (!_underway.TryGetValue(tenant, out var under) || under.IsCompleted))
            _underway[tenant] = Task.Run(() => All(tenant, stop), CancellationToken.None);
        return Task.FromResult(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_underway.Values).WaitAsync(cancellationToken);
    }

    async Task All(Guid tenant, CancellationToken stop)
    {
        try
        {
            if (_sent.IsUnknown(tenant))
                await Takers(tenant, stop);
            while (!IsResting(tenant) && await _errands.Claim(tenant, _sent.Name, Lease, stop) is { } errand)
                await One(errand, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The lease runs out, and another takes over.
        }
        catch (Exception fault)
        {
            Log.Interrupted(_log, fault);
        }
    }

    async Task<List<(Connection Connection, ICrm Crm)>> Takers(Guid tenant, CancellationToken stop)
    {
        var changes = _sent.Changes;
        await using var db = await _database.Open(Actor.System(tenant), stop);
        var connections = await db.Connections.AsNoTracking().Where(c => c.IsActive && c.TakesLeads && c.Source != "custom").OrderBy(c => c.CreatedAt).ToListAsync(stop);
        if (_sent.IsUnknown(tenant))
            _sent.Learn(tenant, connections.Count > 0, changes);
        return connections.ConvertAll(c => (c, _crms.Of(c, db.Vault)));
    }

    async Task One(Errands.Errand errand, CancellationToken stop)
    {
        var (tenant, lead) = (errand.Delivery.TenantId, errand.Event.EntityId);
        // Somebody without an address can only be found by what is new there, and an index takes its time.
        var least = TimeSpan.Zero;
        try
        {
            var written = new List<(Connection Connection, Upserted Upserted)>();
            if (await Takers(tenant, stop) is { Count: > 0 } takers && await Load(errand, stop) is var (contact, known))
            {
                least = contact.Email is null ? Lease : TimeSpan.Zero;
                using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
                enough.CancelAfter(Longest);
                foreach (var (connection, crm) in takers)
                    written.Add((connection, await CrmContact.Write(crm, contact, known.GetValueOrDefault(connection.Id), errand.IsRepeated ? errand.Delivery.CreatedAt : null, enough.Token)));
            }
            await _errands.Done(errand, db => Keep(db, lead, written, stop), stop);
            _resting.TryRemove(tenant, out _);
            _echoes.Tell(tenant, lead, errand.Event.At, written is [var (_, first), ..] ? new(first.Id, Words[first.Outcome]) : null);
        }
        catch (CrmFault fault)
        {
            await Postpone(errand, CrmWords.Of(fault), IsOutage(fault), fault.RetryAt, least, stop);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            await Postpone(errand, "The CRM took too long to answer.", isOutage: true, null, least, stop);
        }
    }

    static readonly Dictionary<UpsertOutcome, CaptureLead.Outcome> Words = new() { [UpsertOutcome.Created] = CaptureLead.Outcome.Created, [UpsertOutcome.Updated] = CaptureLead.Outcome.Updated, [UpsertOutcome.Unchanged] = CaptureLead.Outcome.Exists };

    /// <summary>The contact to write and the ids it has, by connection; null for what is spam or deleted by now.</summary>
    async Task<(ContactToWrite Contact, Dictionary<Guid, string> Known)?> Load(Errands.Errand errand, CancellationToken stop)
    {
        await using var db = await _database.Open(Actor.System(errand.Delivery.TenantId), stop);
        return await db.Leads.AsNoTracking().SingleOrDefaultAsync(l => l.Id == errand.Event.EntityId, stop) is { IsSpam: false } lead ? (CrmContact.Of(lead, db.Vault), await LeadLinks.Of(db, lead.Id, stop)) : null;
    }

    static async Task Keep(SalesDb db, Guid lead, List<(Connection Connection, Upserted Upserted)> written, CancellationToken stop)
    {
        foreach (var (connection, upserted) in written)
            await LeadLinks.Keep(db, connection.Id, upserted.Id, lead, stop);
    }

    async Task Postpone(Errands.Errand errand, string why, bool isOutage, DateTimeOffset? retryAt, TimeSpan least, CancellationToken stop)
    {
        var (tenant, now) = (errand.Delivery.TenantId, _time.GetUtcNow());
        var failures = isOutage ? _resting.GetValueOrDefault(tenant).Failures + 1 : 0;
        var wait = TimeSpan.FromSeconds(Math.Min(LongestRest.TotalSeconds, 5 * Math.Pow(2, failures - 1)));
        if (retryAt - now is { } told && told > wait)
            wait = told < TimeSpan.FromHours(1) ? told : TimeSpan.FromHours(1);
        if (isOutage)
            _resting[tenant] = (now + wait, failures);
        await _errands.Postpone(errand, why, wait > least ? wait : least, counts: !isOutage, stop);
        _echoes.Tell(tenant, errand.Event.EntityId, errand.Event.At, null);
        Log.Postponed(_log, errand.Event.EntityId, why);
    }

    /// <summary>What is the CRM's state and not this lead's fault. A key that was withdrawn is too: leads wait until somebody enters a new one.</summary>
    internal static bool IsOutage(CrmFault fault) => CrmWords.Passes(fault) && fault.Kind != CrmFaultKind.Conflict || fault.Kind is CrmFaultKind.NotAuthorised or CrmFaultKind.MissingScope;

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Handing leads over was interrupted and goes on")]
        public static partial void Interrupted(ILogger log, Exception fault);

        [LoggerMessage(2, LogLevel.Warning, "Lead {Lead} waits to be written to the CRM: {Why}")]
        public static partial void Postponed(ILogger log, Guid lead, string why);
    }
}
