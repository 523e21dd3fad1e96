using Rainmaker.Connectors;
using Rainmaker.Connectors.Files;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Leads;
using Rainmaker.Sync.Landing;
using Rainmaker.Sync.Writes;

namespace Rainmaker.Sync.Runs;

/// <summary>Somebody else took the run over, or stopped it: what was not kept yet is theirs to do.</summary>
sealed class LeaseLost() : Exception("The run is somebody else's now, or was stopped.");

/// <summary>
/// Works on one run, page by page. A page, what it changed and how far it is are one transaction that also checks the lease, so a run that is killed
/// goes on behind its last whole page, and two workers never both count.
/// </summary>
sealed class WorkOnRun(SyncRun run, Connection connection, ICrm crm, LeadDesk desk, PipelineBooks books, Database database, TimeProvider time, CancellationToken stop)
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    readonly Dictionary<string, SyncStep> _steps = run.Steps.ToDictionary(s => s.What);
    readonly List<Gap> _gaps = [.. run.Gaps];
    readonly List<Compared> _compared = [.. run.Comparison];

    public IReadOnlyDictionary<string, SyncStep> Steps => _steps;

    public async Task Handle()
    {
        foreach (var what in SyncPlan.Of(crm))
        {
            if (_steps.GetValueOrDefault(what) is not { Done: true })
                await Step(what);
        }
    }

    Task Step(string what) => what switch
    {
        "owners" => Copy(what, r => crm.Owners(r, stop), LandOwners.Land),
        "pipelines" => Copy(what, r => crm.Pipelines(r, stop), LandPipelines.Land),
        "companies" => Copy(what, r => crm.Companies(r, stop), LandCompanies.Land),
        "contacts" => Copy(what, r => crm.Contacts(r, stop), (on, page, end) => LandContacts.Land(on, page, new(desk), end)),
        "deals" => Copy(what, r => crm.Deals(r, stop), (on, page, end) => LandDeals.Land(on, page, books, end)),
        "contacts-companies" => Join(what, "contact", AssociationKind.ContactCompany),
        "deals-contacts" => Join(what, "deal", AssociationKind.DealContact),
        "deals-companies" => Join(what, "deal", AssociationKind.DealCompany),
        "compare-companies" => Compare(what, r => crm.Companies(r, stop), Comparing.Companies),
        "compare-contacts" => Compare(what, r => crm.Contacts(r, stop), Comparing.Contacts),
        "compare-deals" => Compare(what, r => crm.Deals(r, stop), Comparing.Deals),
        _ when SyncPlan.ActivityOf(what) is { } kind => Copy(what, r => crm.Activities(kind, r, stop), LandActivities.Land),
        _ => Gone(what, SyncPlan.GoneOf(what)!.Value),
    };

    SyncStep Begin(string what, DateTimeOffset now) => _steps.TryGetValue(what, out var known) ? known
        : _steps[what] = new(what, now, run.Mode == SyncMode.Incremental && SyncPlan.HasSince(what) && connection.ReadThrough.TryGetValue(what, out var since) ? since : null);

    async Task Copy<T>(string what, Func<Reading, IAsyncEnumerable<Page<T>>> read, Func<Arrival, IReadOnlyList<T>, CancellationToken, Task> land, IReadOnlyList<string>? ids = null)
    {
        var step = Begin(what, time.GetUtcNow());
        var gaps = new List<Gap>();
        try
        {
            await foreach (var page in read(new() { Since = ids is null ? step.Since : null, Resume = step.Resume, Ids = ids }))
            {
                await Keep(what, page.Gaps, on => land(on, page.Records, stop), s => s with { Read = s.Read + page.Records.Count, Resume = page.Resume, Through = page.Through ?? s.Through });
            }
        }
        catch (CrmFault fault) when (Fetch.GapOf(what, fault) is { } gap)
        {
            gaps.Add(gap);
        }
        await Keep(what, gaps, _ => Task.CompletedTask, s => s with { Done = true, Resume = null, IsWhole = s.IsWhole && gaps.Count == 0 });
    }

    /// <summary>Of the records that came in this run.</summary>
    async Task Join(string what, string kind, AssociationKind association)
    {
        List<string> ids;
        await using (var db = await Open())
            ids = await db.SyncLinks.Where(l => l.ConnectionId == connection.Id && l.Kind == kind && l.SeenRunId == run.Id).OrderBy(l => l.ExternalId).Select(l => l.ExternalId).ToListAsync(stop);
        await Copy(what, r => crm.Associations(association, r, stop), LandPairs.Land, ids);
    }

    async Task Gone(string what, RecordKind kind)
    {
        // What went before the first reading was never here.
        if (connection.ReadThrough.TryGetValue(what, out var since))
        {
            _steps.TryAdd(what, new(what, time.GetUtcNow(), since));
            var all = new List<Removal>();
            try
            {
                all.AddRange(await crm.Removals(kind, new() { Since = since }, stop).Records().ToListAsync(stop));
            }
            catch (CrmFault fault) when (Fetch.GapOf(what, fault) is not null)
            {
                // Not being told of deletions is no hole in the data: a whole reading finds them.
            }
            // A merged record is told as deleted too; whom it became counts.
            await Keep(what, [], on => LandRemovals.Land(on, [.. all.OrderBy(r => r.MergedInto is null)], stop), s => s with { Read = s.Read + all.Count });
        }
        else
            Begin(what, time.GetUtcNow());
        var whole = kind != RecordKind.Activity && _steps[SyncPlan.ListOf(kind)] is { Done: true, IsWhole: true, Since: null };
        await Keep(what, [], on => whole ? LandRemovals.Vanished(on, kind, stop) : Task.CompletedTask, s => s with { Done = true, Through = s.BeganAt - TimeSpan.FromMinutes(1) });
    }

    async Task Compare<T>(string what, Func<Reading, IAsyncEnumerable<Page<T>>> read, Func<Arrival, IReadOnlyList<T>, DateTimeOffset, PipelineBooks, CancellationToken, Task<Compared>> compare)
    {
        var list = what["compare-".Length..];
        if (_steps[list].Since is { } since)
            _steps.TryAdd(what, new(what, time.GetUtcNow(), since));
        var (step, began) = (Begin(what, time.GetUtcNow()), _steps[list].BeganAt);
        try
        {
            await foreach (var page in read(new() { Since = step.Since, Resume = step.Resume }))
            {
                await Keep(what, [], async on =>
                {
                    var told = await compare(on, page.Records, began, books, stop);
                    var at = _compared.FindIndex(c => c.What == list);
                    if (at < 0)
                        _compared.Add(told with { What = list });
                    else
                        _compared[at] = new(list, _compared[at].Theirs + told.Theirs, _compared[at].Ours + told.Ours, _compared[at].Equal + told.Equal, _compared[at].Moved + told.Moved);
                }, s => s with { Read = s.Read + page.Records.Count, Resume = page.Resume });
            }
        }
        catch (CrmFault fault) when (Fetch.GapOf(what, fault) is not null)
        {
            // The reading itself has told of it.
        }
        await Keep(what, [], _ => Task.CompletedTask, s => s with { Done = true, Resume = null });
    }

    /// <summary>One transaction: what a page changes, how far the run is, and that it is still ours.</summary>
    async Task Keep(string what, IEnumerable<Gap> gaps, Func<Arrival, Task> land, Func<SyncStep, SyncStep> further)
    {
        await using var db = await Open();
        var on = new Arrival(db, connection, run.Id);
        await land(on);
        var step = further(_steps[what]);
        _steps[what] = step with { Created = step.Created + on.Created, Updated = step.Updated + on.Updated, Unchanged = step.Unchanged + on.Unchanged, Removed = step.Removed + on.Removed };
        Add(what, gaps, on.Notices);
        var steps = SyncPlan.Of(crm).Where(_steps.ContainsKey).Select(w => _steps[w]).ToList();
        var kept = await db.Execute($"""
            update sync_run set steps = {Json.Write(steps)}::jsonb, gaps = {Json.Write(_gaps)}::jsonb, comparison = {Json.Write(_compared)}::jsonb, moved_at = {db.Now}, leased_until = {db.Now + Lease}
            where tenant_id = {db.TenantId} and id = {run.Id} and lease = {run.Lease} and state = 'running'
            """, stop);
        if (kept == 0)
            throw new LeaseLost();
        await QueueWrites.Add(db, connection, on.GoOut, stop);
        await db.Commit("sync.read", stop);
    }

    void Add(string what, IEnumerable<Gap> gaps, Dictionary<string, int> notices)
    {
        foreach (var gap in gaps.Where(g => !_gaps.Contains(g)))
            _gaps.Add(gap);
        foreach (var (sentence, count) in notices)
        {
            // One sentence a kind, with the number of all pages.
            var (before, said) = (_gaps.FindIndex(g => g.What == what && g.Kind == GapKind.Odd && g.Notice.EndsWith(sentence, StringComparison.Ordinal)), count);
            if (before >= 0)
            {
                said += int.TryParse(_gaps[before].Notice[..^sentence.Length].Trim(), System.Globalization.CultureInfo.InvariantCulture, out var earlier) ? earlier : 0;
                _gaps.RemoveAt(before);
            }
            _gaps.Add(new(what, GapKind.Odd, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{said} {sentence}")));
        }
    }

    Task<SalesDb> Open() => database.Open(Actor.System(run.TenantId), stop);
}
