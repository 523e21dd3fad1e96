using Rainmaker.Connectors;
using Rainmaker.People;
using Rainmaker.Sync.Landing;

namespace Rainmaker.Sync.Writes;

/// <summary>
/// Carries what was changed here to the CRM, one record at a time: claimed with a lease and committed, written there, and marked afterwards. Writing
/// twice changes nothing there, so whoever dies in between costs a call. A CRM that is down costs time; what it does not accept is dead, shown, and can be sent again.
/// </summary>
public sealed partial class SendWrites(Database database, OpenCrms crms, Tenants tenants, Wakening wakening, TimeProvider time, ILogger<SendWrites> log) : TenantPump(tenants, wakening, time, log)
{
    public const int MostAttempts = 10;
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(2), Longest = TimeSpan.FromSeconds(60);

    protected override TimeSpan Sweep => TimeSpan.FromSeconds(5);

    protected override TimeSpan Gather => TimeSpan.FromMilliseconds(100);

    protected override Task<bool> Work(Guid tenant, CancellationToken stop) => One(tenant, stop);

    /// <summary>Writes one record that is due; false where none is.</summary>
    public async Task<bool> One(Guid tenant, CancellationToken stop)
    {
        if (await Claim(tenant, stop) is not { } write)
            return false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Longest);
        try
        {
            await Write(write, patience.Token, stop);
        }
        catch (CrmFault fault)
        {
            await Postpone(write, fault, stop);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            await Postpone(write, new(CrmFaultKind.Unavailable, "", "It took too long."), stop);
        }
        return true;
    }

    async Task<CrmWrite?> Claim(Guid tenant, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(tenant), stop);
        var (lease, now) = (Guid.CreateVersion7(db.Now), db.Now);
        var claimed = await db.Set<CrmWrite>().FromSql($"""
            update crm_write set lease = {lease}, leased_until = {now + Lease}, attempts = attempts + 1
            where tenant_id = {tenant} and id in (
              select w.id from crm_write w join connection c on c.tenant_id = w.tenant_id and c.id = w.connection_id and c.is_active
              where w.tenant_id = {tenant} and w.state = 'due' and w.next_try_at <= {now} and (w.leased_until is null or w.leased_until < {now})
              order by w.next_try_at, w.id limit 1 for update of w skip locked)
            returning *
            """).IgnoreQueryFilters().AsNoTracking().ToListAsync(stop);
        if (claimed.Count > 0)
            await db.Finish(stop, wake: false);
        return claimed.FirstOrDefault();
    }

    async Task Write(CrmWrite write, CancellationToken patience, CancellationToken stop)
    {
        if (await crms.Of(write.TenantId, write.ConnectionId, stop) is not { } crm)
            return;
        ContactTerms? ours;
        ContactWrite.Wanted wanted;
        await using (var db = await database.Open(Actor.System(write.TenantId), stop))
        {
            var (companies, links) = (db.Companies, db.SyncLinks);
            var contact = await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == write.RecordId, stop);
            var link = await links.AsNoTracking().Where(l => l.ConnectionId == write.ConnectionId && l.Kind == "contact" && l.RecordId == write.RecordId && l.State == LinkState.There).OrderBy(l => l.ExternalId).FirstOrDefaultAsync(stop);
            ours = contact is null ? null : ContactTerms.Of(contact, db.Vault);
            var agreed = link?.AgreedSealed is { } box ? Json.Read<ContactTerms>(db.Vault.Open("sync.contact", box)!) : null;
            var company = ours?.CompanyId is { } at ? await companies.Where(c => c.Id == at).Select(c => c.Name).SingleOrDefaultAsync(stop) : null;
            wanted = ours is null ? new(null) : ContactWrite.Decide(ours, agreed, company, CrmWords.NameOf(crm.Source));
        }
        var told = wanted.Contact is null ? null : await crm.UpsertContact(wanted.Contact, patience);
        await Done(write, wanted, told, ours, stop);
    }

    async Task Done(CrmWrite write, ContactWrite.Wanted wanted, Upserted? told, ContactTerms? ours, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(write.TenantId), stop);
        var (state, outcome) = (wanted.Why is null ? "done" : "dead", told is null ? "unchanged" : Words<UpsertOutcome>.ToWord[told.Outcome]);
        var marked = await db.Execute($"""
            update crm_write set state = {state}, outcome = {outcome}, external_id = {told?.Id}, done_at = {db.Now}, lease = null, leased_until = null, error_kind = {(wanted.Why is null ? null : "not_possible")}, last_error = {wanted.Why}
            where tenant_id = {write.TenantId} and id = {write.Id} and lease = {write.Lease} and state = 'due'
            """, stop);
        if (marked == 0)
            return;
        // Without the digest the next reading looks at it again. A first meeting agrees on nothing yet: that reading fills what either side lacks.
        if (told is not null)
            await db.Execute($"""
                insert into sync_link (tenant_id, connection_id, kind, external_id, record_id, seen_at) values ({write.TenantId}, {write.ConnectionId}, 'contact', {told.Id}, {write.RecordId}, {db.Now})
                on conflict (tenant_id, connection_id, kind, external_id) do update set agreed_sealed = {db.Vault.Seal("sync.contact", Json.Write(ours))}, told_hash = null
                """, stop);
        db.Add(db.NewAudit("contact.written", "contact", write.RecordId, Json.Write(new { metadata = new { connection = write.ConnectionId, outcome } })));
        db.Record("connection.written", "connection", write.ConnectionId, null);
        await db.Commit("sync.write", stop);
    }

    async Task Postpone(CrmWrite write, CrmFault fault, CancellationToken stop)
    {
        await using var db = await database.Open(Actor.System(write.TenantId), stop);
        var passes = CrmWords.Passes(fault) || fault.Kind is CrmFaultKind.NotAuthorised;
        var (state, why) = (!passes || write.Attempts >= MostAttempts ? "dead" : "due", CrmWords.Of(fault));
        var backoff = db.Now + TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(2, write.Attempts - 1)));
        await db.Execute($"""
            update crm_write set state = {state}, next_try_at = {(fault.RetryAt > backoff ? fault.RetryAt.Value : backoff)}, lease = null, leased_until = null, error_kind = {Words<CrmFaultKind>.ToWord[fault.Kind]}, last_error = {why}
            where tenant_id = {write.TenantId} and id = {write.Id} and lease = {write.Lease} and state = 'due'
            """, stop);
        await db.Finish(stop, wake: false);
        Log.Failed(log, write.ConnectionId, fault.Kind, write.Attempts);
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A change could not be written to connection {Connection}: {Kind} (attempt {Attempt})")]
        public static partial void Failed(ILogger log, Guid connection, CrmFaultKind kind, int attempt);
    }
}
