using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Matching.Linkage;
using Rainmaker.People;

namespace Rainmaker.Leads.Matches;

/// <summary>
/// Looks through all leads, companies and contacts for those that are one, and puts the pairs nobody was asked about into the queue. What reviewers answered corrects the weights once
/// there are enough answers of both kinds; a pair that was answered is never asked again, in either order.
/// </summary>
public static class ScanForMatches
{
    const string Waiting = "Waiting to begin";

    public sealed record View(Guid Id, string State, string Step, int Done, int Total, int Found, bool Learned, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt)
    {
        internal static View Of(MatchScan scan) => new(scan.Id, Words<ScanState>.ToWord[scan.State], scan.Step, scan.Done, scan.Total, scan.Found, scan.Learned, scan.StartedAt, scan.FinishedAt);
    }

    public sealed record Running(Guid Scan) : Conflict("A search is going on already.");

    /// <summary>Notes that a search begins; one at a time. One that has not moved for an hour has died with its process.</summary>
    public static async Task<Result<MatchScan>> Begin(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        await db.Execute($"select pg_advisory_xact_lock(hashtextextended({"match_scan" + db.TenantId}, 0))", stop);
        var alive = db.Now.AddHours(-1);
        foreach (var other in await db.MatchScans.Where(s => s.State == ScanState.Running).ToListAsync(stop))
        {
            if (other.StartedAt > alive)
                return new Running(other.Id);
            (other.State, other.FinishedAt) = (ScanState.Failed, db.Now);
        }
        var scan = new MatchScan { TenantId = db.TenantId, Id = Ids.At(db.Now), Step = Waiting, StartedBy = actor.Person, StartedAt = db.Now };
        db.Add(scan);
        db.Add(db.NewAudit("match.scan", "match_scan", scan.Id, "{}"));
        await db.Commit("match.scan", stop);
        return scan;
    }

    /// <summary>Does the search and notes how far it is.</summary>
    public static async Task Handle(Guid tenant, Guid scan, Database database, CancellationToken stop)
    {
        var actor = Actor.System(tenant);
        try
        {
            foreach (var kind in Enum.GetValues<RecordKind>())
            {
                await Note(database, actor, scan, s => s.Step = $"Comparing {Plural(kind)}", stop);
                var (looked, found, learned) = await One(database, actor, scan, kind, stop);
                await Note(database, actor, scan, s => (s.Done, s.Total, s.Found, s.Learned) = (s.Done + looked, s.Total + looked, s.Found + found, s.Learned || learned), stop);
            }
            await Note(database, actor, scan, s => (s.State, s.Step, s.FinishedAt) = (ScanState.Done, "Done", null), stop, ends: true);
        }
        catch
        {
            await Note(database, actor, scan, s => (s.State, s.Step) = (ScanState.Failed, "It broke off"), CancellationToken.None, ends: true);
            throw;
        }
    }

    /// <summary>The nightly round of one tenant.</summary>
    public static async Task Nightly(Guid tenant, Database database, CancellationToken stop)
    {
        var begun = await Begin(Actor.System(tenant), database, stop);
        if (!begun.Refused(out _))
            await Handle(tenant, begun.Value.Id, database, stop);
    }

    static async Task<(int Looked, int Found, bool Learned)> One(Database database, Actor actor, Guid scan, RecordKind kind, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var known = await db.LeadMatches.AsNoTracking().Where(m => m.Kind == kind).Select(m => new { m.LeadId, m.OtherLeadId, m.State }).ToListAsync(stop);
        var answers = known.Where(m => m.State is MatchState.Merged or MatchState.Separate).ToList();
        var records = await RecordsToMatch.Read(db, kind, [.. answers.SelectMany(m => new[] { m.LeadId, m.OtherLeadId })], stop);
        if (records.Ids.Length < 2)
            return (records.Ids.Length, 0, false);
        var row = records.Ids.Index().ToDictionary(id => id.Item, id => id.Index);
        var lessons = answers.Where(m => row.ContainsKey(m.LeadId) && row.ContainsKey(m.OtherLeadId)).Select(m => (row[m.LeadId], row[m.OtherLeadId], m.State == MatchState.Merged)).ToList();
        var learned = LinkRecords.AreEnough(lessons);
        var result = learned ? LinkRecords.Run(records.Input, LinkageSettings.Default, lessons) : LinkRecords.Run(records.Input, LinkageSettings.Default);
        var asked = known.SelectMany(m => new[] { (m.LeadId, m.OtherLeadId), (m.OtherLeadId, m.LeadId) }).ToHashSet();
        var fresh = new List<LeadMatch>();
        foreach (var link in result.Links)
            Ask(records.Ids[link.Row], records.Ids[link.Other], () => new(link.Probability, result.Evidence(link)));
        // One name twice in one company is for a person to look at, whatever the weights say of it: a capture does the same.
        foreach (var (a, b) in kind == RecordKind.Lead ? await OfOneNameAndCompany(db, stop) : [])
            Ask(a, b, () => (result.Weights ?? MatchWeights.Usual).Judge(records.Values(row[a]), [records.Values(row[b])])[0]);
        await db.CopyIn(fresh, stop);
        if (kind == RecordKind.Lead && result.Weights is { } weights)
            await MatchWeights.Keep(db, scan, records.Ids.Length, weights, stop);
        await db.Finish(stop, wake: false);
        return (records.Ids.Length, fresh.Count, learned);

        void Ask(Guid a, Guid b, Func<JudgedPair> judge)
        {
            if (!records.Present.Contains(a) || !records.Present.Contains(b) || !asked.Add((a, b)) || !asked.Add((b, a)))
                return;
            var ((older, newer), judged) = (a.CompareTo(b) < 0 ? (a, b) : (b, a), judge());
            fresh.Add(new()
            {
                TenantId = db.TenantId, Id = Ids.At(db.Now), Kind = kind, LeadId = newer, OtherLeadId = older, Weight = Math.Round((decimal)(100 * judged.Probability), 1),
                Evidence = MatchEvidence.Of(judged.Evidence), CreatedAt = db.Now,
            });
        }
    }

    /// <summary>Each later lead beside the first of its name and company.</summary>
    static async Task<List<(Guid First, Guid Later)>> OfOneNameAndCompany(SalesDb db, CancellationToken stop)
    {
        var leads = await db.Leads.AsNoTracking().Where(l => l.NameCompanyHash != null && l.Status != Crm.LeadStatus.Spam).OrderBy(l => l.Id).Select(l => new { l.Id, l.NameCompanyHash }).ToListAsync(stop);
        return [.. leads.GroupBy(l => Convert.ToHexString(l.NameCompanyHash!), StringComparer.Ordinal).SelectMany(same => same.Skip(1).Select(later => (same.First().Id, later.Id)))];
    }

    static async Task Note(Database database, Actor actor, Guid id, Action<MatchScan> change, CancellationToken stop, bool ends = false)
    {
        await using var db = await database.Open(actor, stop);
        var scan = await db.MatchScans.SingleAsync(s => s.Id == id, stop);
        change(scan);
        if (ends)
            scan.FinishedAt = db.Now;
        db.Record(ends ? "matches.searched" : "matches.searching", "match_scan", id, null, new { state = scan.State, done = scan.Done, found = scan.Found });
        await db.Finish(stop, save: true);
    }

    internal static string Plural(RecordKind kind) => kind switch { RecordKind.Lead => "leads", RecordKind.Company => "companies", _ => "contacts" };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/matches/scan", async (Actor actor, Database database, MatchScans scans, CancellationToken stop) =>
            {
                var begun = await Begin(actor, database, stop);
                if (begun.Refused(out var refusal))
                    return (IResult)refusal.Problem();
                scans.Start(actor.Tenant, begun.Value.Id);
                return TypedResults.Accepted("/api/matches/scan", View.Of(begun.Value));
            })
            .Requires(LeadRights.Assign).Produces<View>(StatusCodes.Status202Accepted).WithSummary("Look through all leads, companies and contacts for duplicates");
        routes.MapGet("/api/matches/scan", async (Actor actor, Database database, CancellationToken stop) => (await Latest(actor, database, stop) is { } scan ? scan : (Result<View>)new NotFound("scan")).Answer())
            .Requires(LeadRights.Assign).WithSummary("How far the latest search for duplicates is");
    }

    public static async Task<View?> Latest(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.MatchScans.AsNoTracking().OrderByDescending(s => s.StartedAt).FirstOrDefaultAsync(stop) is { } scan ? View.Of(scan) : null;
    }
}
