using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>
/// The one way in for a lead, whatever door it comes through: validate, normalise, spam, match, enrich, score, assign, write. Each step is a pure
/// function; this is the only place that loads and saves, in one transaction of two round trips. What each step did and why stays on the lead.
/// </summary>
public static class CaptureLead
{
    public sealed record Request
    {
        public required LeadDoor Door { get; init; }
        public required IncomingLead Lead { get; init; }

        /// <summary>A source's key; where left out, the touch tells, else <see cref="UsualSource"/>.</summary>
        public string? Source { get; init; }

        /// <summary>The form's or the door's own.</summary>
        public required string UsualSource { get; init; }
        public TouchInput Touch { get; init; } = new();
        public Guid? FormId { get; init; }

        /// <summary>Checked by the caller to be a user the actor may give leads to.</summary>
        public Guid? OwnerId { get; init; }

        /// <summary>Set by hand: no recomputation changes it.</summary>
        public LeadPriority? Priority { get; init; }
        public LeadStatus Status { get; init; }
        public ProspectiveType? ProspectiveType { get; init; }
        public string? Timeline { get; init; }
        public string? Budget { get; init; }
        public string? DecisionMaker { get; init; }
        public string? Competitor { get; init; }
        public string? City { get; init; }

        /// <summary>JSON: what was agreed to, when and where.</summary>
        public string? Consent { get; init; }

        /// <summary>JSON: fields nobody here knows.</summary>
        public string? Unmapped { get; init; }

        /// <summary>When it really came in, where that was earlier than now.</summary>
        public DateTimeOffset? CapturedAt { get; init; }
        public string? Honeypot { get; init; }
        public int RecentFromAddress { get; init; }
        public TimeSpan? FilledIn { get; init; }

        /// <summary>What the door itself found wrong, told together with the rest.</summary>
        public IReadOnlyList<Invalid> Faults { get; init; } = [];
    }

    public enum Outcome
    {
        /// <summary>A new lead.</summary>
        Created,

        /// <summary>A known one that learnt something.</summary>
        Updated,

        /// <summary>A known one; there was nothing to change.</summary>
        Exists,
    }

    public sealed record Captured(Lead Lead, Outcome Outcome);

    /// <summary>One thing that cannot be right, as <see cref="CheckLead"/> found it.</summary>
    public sealed record LeadFault(Fault Found) : Invalid(Found.Field, Found.Why, Found.Value)
    {
        public override string Code => Found.Code;
    }

    public sealed record UnknownSource(string Source, IEnumerable<string> Known) : Invalid("source", $"There is no source '{Source}'; there are {string.Join(", ", Known)}.", Source);

    public sealed record SourceAsksFor(string Field, string Source) : Invalid(Field, $"Leads from {Source} must have '{Field}'.")
    {
        public override string Code => "required";
    }

    public static async Task<Result<Captured>> Handle(Request request, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var desk = await desks.Get(actor.Tenant, stop);
        if (Faults(request, desk) is { Count: > 0 } faults)
            return new Faults(faults);

        var draft = Draft.Of(request, desk);
        var (db, known) = await database.Open(actor, batch => KnownRecords.Ask(batch, draft, desk), KnownRecords.Read, stop);
        await using var _ = db;
        if (draft.Spam.IsSpam)
            return await WriteLead.Spam(db, draft, stop);

        var match = MatchLead.Decide(draft.Lead, draft.Traits, known.Candidates(db.Vault), desk.Weights);
        if (match.Certain is { } certain && known.Visible(certain.LeadId, actor))
            return await UpdateKnownLead.Handle(db, certain, draft, stop);
        return await WriteLead.New(db, draft, known, match, stop);
    }

    /// <summary>Everything wrong with it at once.</summary>
    internal static List<Invalid> Faults(Request request, LeadDesk desk)
    {
        List<Invalid> faults = [.. request.Faults, .. CheckLead.Faults(request.Lead, request.Door).Select(Invalid (f) => new LeadFault(f))];
        if (request.Source is { } key && !desk.Sources.ContainsKey(key) && request.Door != LeadDoor.Public)
            faults.Add(new UnknownSource(key, desk.Sources.Keys.Order(StringComparer.Ordinal)));
        if (request.Source is { } named && desk.Sources.TryGetValue(named, out var source))
        {
            foreach (var field in source.RequiredFields.Where(f => LeadFields.IsMissing(request.Lead, f) && faults.All(known => known.Field != f)))
                faults.Add(new SourceAsksFor(field, source.Label));
        }
        return faults;
    }
}
