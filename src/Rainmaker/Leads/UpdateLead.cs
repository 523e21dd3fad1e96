using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Leads;

/// <summary>Changes a lead. Fields that are not sent stay; null empties one. What a user types here no anonymous form overwrites.</summary>
public static class UpdateLead
{
    public sealed record Request
    {
        public Optional<string> Name { get; init; }
        public Optional<string> LeadName { get; init; }
        public Optional<string> FirstName { get; init; }
        public Optional<string> LastName { get; init; }
        public Optional<Guid?> OwnerId { get; init; }
        public Optional<Guid?> LeadOwnerId { get; init; }
        public Optional<string> Source { get; init; }

        /// <summary>new, contacted, qualified, disqualified or spam; converted it becomes by converting.</summary>
        public Optional<string> Status { get; init; }

        /// <summary>hot, warm or cold stays as set; null gives it back to the score.</summary>
        public Optional<string> Priority { get; init; }
        public Optional<string> ProspectiveType { get; init; }
        public Optional<Contact> ContactInfo { get; init; }
        public Optional<string> Email { get; init; }
        public Optional<string> Phone { get; init; }
        public Optional<string> Whatsapp { get; init; }
        public Optional<IReadOnlyList<string>> Tags { get; init; }
        public Optional<string> Notes { get; init; }
        public Optional<string> Company { get; init; }
        public Optional<string> Website { get; init; }
        public Optional<string> JobTitle { get; init; }
        public Optional<string> Industry { get; init; }
        public Optional<string> CompanySize { get; init; }
        public Optional<string> Country { get; init; }
        public Optional<string> Region { get; init; }
        public Optional<string> City { get; init; }
        public Optional<string> PostalCode { get; init; }
        public Optional<string> ExternalId { get; init; }
        public Optional<string> Timeline { get; init; }
        public Optional<string> Budget { get; init; }
        public Optional<string> DecisionMaker { get; init; }
        public Optional<string> Competitor { get; init; }
        public Optional<JsonElement?> Consent { get; init; }

        // What a client that sends back all it read includes; none of it is looked at.
        public JsonElement? Id { get; init; }
        public JsonElement? PriorityOrigin { get; init; }
        public JsonElement? CompanyId { get; init; }
        public JsonElement? Domain { get; init; }
        public JsonElement? IsConverted { get; init; }
        public JsonElement? IsSpam { get; init; }
        public JsonElement? SpamReason { get; init; }
        public JsonElement? AiScore { get; init; }
        public JsonElement? AiQualificationSummary { get; init; }
        public JsonElement? OpportunityId { get; init; }
        public JsonElement? ConvertedAt { get; init; }
        public JsonElement? FirstContactedAt { get; init; }
        public JsonElement? LastActivityAt { get; init; }
        public JsonElement? NextActivityAt { get; init; }
        public JsonElement? CreatedAt { get; init; }
        public JsonElement? DateCaptured { get; init; }
        public JsonElement? UpdatedAt { get; init; }
        public JsonElement? LikelyDuplicates { get; init; }
    }

    public sealed record Contact
    {
        public Optional<string> Email { get; init; }
        public Optional<string> Phone { get; init; }
        public Optional<string> Whatsapp { get; init; }
    }

    public sealed record LeadIsConverted(Guid? DealId) : Conflict("The lead was converted; its status no longer changes.");

    /// <summary>Whether a status may follow another. A converted lead stays so; converted it becomes by converting alone.</summary>
    public static Refusal? Decide(Lead lead, LeadStatus wanted) => (lead.Status, wanted) switch
    {
        var (is_, to) when is_ == to => null,
        (LeadStatus.Converted, _) => new LeadIsConverted(lead.DealId),
        (_, LeadStatus.Converted) => new LeadInput.NotAmong("status", "converted", LeadInput.ByHand.Append(LeadStatus.Spam).Select(s => Words<LeadStatus>.ToWord[s])),
        _ => null,
    };

    /// <param name="edition">The version the caller has seen; null lets the last one win, and the timeline says so.</param>
    public static async Task<Result<LeadView>> Handle(Guid id, Request request, uint? edition, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var desk = await desks.Get(actor.Tenant, stop);
        await using var db = await database.Open(actor, stop);
        if (await db.Leads.VisibleTo(actor).SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
            return new NotFound("lead");
        if (edition is { } seen && seen != lead.Edition)
            return new Stale("lead");

        var input = new LeadInput(desk, actor);
        var change = new LeadChange(db, lead, request, input, desk);
        if (change.Apply() is { } faults)
            return faults;
        var status = request.Status.IsSent ? input.Choice<LeadStatus>("status", request.Status.Value) : null;
        var owner = request.OwnerId.IsSent ? request.OwnerId : request.LeadOwnerId;
        if (owner.IsSent && owner.Value != lead.OwnerId)
            input.Owner("owner_id", owner.Value);
        if (input.Faults.Count > 0)
            return new Faults(input.Faults);
        if (input.Refusal is { } refusal || (status is { } wanted && (refusal = Decide(lead, wanted)) is not null))
            return refusal;

        var before = lead.Status;
        if (status is { } next && next != before)
            Enter(db, lead, next, desk);
        if (owner.IsSent && owner.Value != lead.OwnerId)
        {
            if (owner.Value is null && !LeadRights.Assign.Allows(actor))
                return new LeadInput.OnlyManagersGiveLeads();
            GiveLead.Give(db, lead, owner.Value, desk, "by hand", null);
        }
        var changed = db.Entry(lead).Properties.Where(p => p.IsModified).Select(p => p.Metadata.Name).ToList();
        if (changed.Count == 0)
            return LeadView.Of(lead, db.Vault);

        await JudgeLead.Handle(db, lead, desk, stop);
        var alike = await RematchLead.Handle(db, lead, desk, change.Fields, stop);
        lead.UpdatedAt = db.Now;
        if (Told(change.Fields, before, lead.Status) is { } line)
            db.Add(Activity.Happened(db, EntityType.Lead, id, ActivityKind.Note, edition is null ? line + " (Saved without looking at what stood there before.)" : line));
        if (alike.IsForAll)
            db.Add(Activity.Happened(db, EntityType.Lead, id, ActivityKind.Note, "Perhaps the same as another lead now. They are linked for review; nothing was merged."));
        db.Record("lead.updated", "lead", id, lead.OwnerId, new { changed = change.Fields, status = lead.Status, previous_status = before });
        await db.Commit("lead.update", stop, new { unseen = edition is null });
        return LeadView.Of(lead, db.Vault) with { LikelyDuplicates = alike.Visible.Count > 0 ? alike.Visible : null };
    }

    /// <summary>Comes to have another status, with what belongs to it.</summary>
    internal static void Enter(SalesDb db, Lead lead, LeadStatus status, LeadDesk desk)
    {
        var wasSpam = lead.IsSpam;
        lead.Status = status;
        lead.SpamReason = status == LeadStatus.Spam ? "Marked by hand." : null;
        if (status is LeadStatus.Contacted or LeadStatus.Qualified)
            lead.FirstContactedAt ??= db.Now;
        if (wasSpam && lead.OwnerId is null)
            GiveLead.ByRules(db, lead, desk);
    }

    static string? Told(IReadOnlyList<string> fields, LeadStatus before, LeadStatus after)
    {
        var parts = new List<string>(2);
        if (before != after)
            parts.Add($"Status from {Words<LeadStatus>.ToWord[before]} to {Words<LeadStatus>.ToWord[after]}");
        if (fields.Count > 0)
            parts.Add($"changed {string.Join(", ", fields.Select(f => f.Replace('_', ' ')))}");
        if (parts.Count == 0)
            return null;
        var line = string.Join("; ", parts);
        return char.ToUpperInvariant(line[0]) + line[1..] + ".";
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/leads/{id:guid}", async (Guid id, Request request, Actor actor, LeadDesks desks, Database database, HttpContext http, CancellationToken stop) =>
            {
                var result = await Handle(id, request, http.Seen(), actor, desks, database, stop);
                if (result.Refusal is null)
                    http.Tell(Lead.EditionOf(result.Value.UpdatedAt));
                return result.Answer();
            })
            .Requires(LeadRights.Edit)
            .WithSummary("Change a lead");
}
