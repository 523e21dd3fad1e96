using Rainmaker.Intelligence.Assignment;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Leads.Matches;
using Rainmaker.People;

namespace Rainmaker.Leads;

/// <summary>One lead with all that explains it: score line by line, who was considered for it, whom it resembles, how it came.</summary>
public static class ReadLead
{
    /// <param name="Score">Null where nothing was judged.</param>
    public sealed record Detail(LeadView Lead, uint Edition, ScoreDetail? Score, LeadTrace Trace, bool PhoneVerified, IReadOnlyDictionary<string, string> Typed,
        IReadOnlyList<Assigned> Assignments, IReadOnlyList<Resembles> Matches, IReadOnlyList<Came> Touches, IReadOnlyList<Older> OlderValues, IReadOnlyList<SignalView> Signals);

    public sealed record Assigned(DateTimeOffset At, Guid? UserId, string Rule, string? Reason, Guid? AssignedBy, IReadOnlyList<Considered> Considered);

    /// <param name="LeadId">The other lead; only those in the reader's sight are told.</param>
    public sealed record Resembles(Guid Id, Guid LeadId, string Name, string? Company, decimal Weight, MatchState State, IReadOnlyList<MatchEvidence> Evidence);

    public sealed record Came(DateTimeOffset At, string Source, string? Medium, string? Campaign, string? Term, string? Content, string? Referrer, string? LandingPage);

    public sealed record Older(string Field, string? Value, DateTimeOffset Until, string ReplacedBy);

    public sealed record SignalView(SignalKind Kind, string? Value, string Origin, DateTimeOffset At);

    public static async Task<Result<Detail>> Handle(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Leads.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
            return new NotFound("lead");
        var assignments = await db.LeadAssignments.AsNoTracking().Where(a => a.LeadId == id).OrderByDescending(a => a.At).Take(20).ToListAsync(stop);
        var touches = await db.LeadTouches.AsNoTracking().Where(t => t.LeadId == id).OrderByDescending(t => t.At).Take(20).ToListAsync(stop);
        var signals = await db.LeadSignals.AsNoTracking().Where(s => s.LeadId == id).OrderByDescending(s => s.At).Take(100).ToListAsync(stop);
        return new Detail(LeadView.Of(lead, db.Vault), lead.Edition, lead.ScoreReasons, lead.Trace, lead.PhoneVerified, Typed(lead, db.Vault),
            [.. assignments.Select(a => new Assigned(a.At, a.UserId, a.Rule, a.Reason, a.AssignedBy, a.Trace))],
            await Alike(db, id, actor, stop),
            [.. touches.Select(t => new Came(t.At, t.Source, t.Medium, t.Campaign, t.Term, t.Content, t.Referrer, t.LandingPage))],
            [.. lead.OlderValues.Select(v => new Older(v.Field, v.Value ?? db.Vault.Open("lead.older", v.Sealed), v.Until, v.ReplacedBy))],
            [.. signals.Select(s => new SignalView(s.Kind, s.Value, s.Origin, s.At))]);
    }

    static async Task<List<Resembles>> Alike(SalesDb db, Guid id, Actor actor, CancellationToken stop)
    {
        var visible = db.Leads.AsNoTracking().VisibleTo(actor);
        var found = await (from match in db.LeadMatches.AsNoTracking().Where(m => m.Kind == RecordKind.Lead && (m.LeadId == id || m.OtherLeadId == id))
                           join other in visible on match.LeadId == id ? match.OtherLeadId : match.LeadId equals other.Id
                           orderby match.Weight descending
                           select new { match, other.Id, other.Name, other.Company }).Take(20).ToListAsync(stop);
        return [.. found.Select(f => new Resembles(f.match.Id, f.Id, f.Name, f.Company, f.match.Weight, f.match.State, f.match.Evidence))];
    }

    static Dictionary<string, string> Typed(Lead lead, Vault vault) =>
        vault.Open("lead.typed", lead.TypedSealed) is { } typed ? Json.Read<Dictionary<string, string>>(typed) : [];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/leads/{id:guid}", async (Guid id, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
            {
                await using var db = await database.Open(actor, stop);
                if (await db.Leads.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
                    return await db.Survivor(id, stop) is { } survivor ? TypedResults.Redirect($"/api/leads/{survivor}") : new NotFound("lead").Problem();
                http.Tell(lead.Edition);
                return (IResult)TypedResults.Ok(LeadView.Of(lead, db.Vault));
            })
            .Requires(LeadRights.Read).Produces<LeadView>()
            .WithSummary("One lead; the address of one that was merged leads to the one that stayed");
        routes.MapGet("/api/leads/{id:guid}/explanation", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await Handle(id, actor, database, stop)).Answer())
            .Requires(LeadRights.Read)
            .WithSummary("Why a lead is scored, assigned and matched as it is");
    }
}
