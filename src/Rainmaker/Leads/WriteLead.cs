using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Assignment;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Leads.Learned;
using Rainmaker.Platform.Audit;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Leads;

/// <summary>Writes a captured lead that is new, with all that belongs to it, in one batch.</summary>
static class WriteLead
{
    public static async Task<CaptureLead.Captured> New(SalesDb db, Draft draft, KnownRecords known, MatchDecision match, CancellationToken stop)
    {
        var (request, desk) = (draft.Request, draft.Desk);
        var source = desk.Sources.GetValueOrDefault(draft.Source);
        var enriched = EnrichLead.Fill(draft.Lead, known.Company?.Facts);
        Signal[] signals = request.Door == LeadDoor.Public ? [new(SignalKind.FormSubmit, db.Now)] : [];
        var score = ScoreCard.Judge(Draft.Facts(enriched, request), signals, db.Now, desk.Card);
        var priority = request.Priority ?? Draft.PriorityOf(score, source);
        var lead = NewLead.Of(db, draft, enriched);
        lead.Priority = priority;
        lead.CompanyId = known.Company?.Id;
        lead.Score(score, db.Now, judgesPriority: false);
        var learned = await Learn(db, lead, desk, signals.Length, stop);
        var decision = Assign(db, draft, enriched, known, match, source, lead.AiScore!.Value, lead.Priority);
        lead.Status = request.Status;
        lead.FirstContactedAt = request.Status == LeadStatus.New ? null : db.Now;
        lead.OwnerId = decision.User;
        lead.Trace = lead.Trace with
        {
            Assignment = new(decision.By, decision.Rule is { } rule ? desk.Rules.First(r => r.Id == rule).Name : null, decision.Why, decision.Skipped),
        };
        var rows = new List<object>(14) { lead };
        if (learned is not null)
            rows.Add(learned);
        rows.AddRange(Matches(db, lead, known, match));
        rows.AddRange(signals.Select(s => new LeadSignal { TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, Kind = s.Kind, Origin = "form", At = s.At, CreatedAt = db.Now }));
        rows.Add(new LeadAssignment
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, UserId = decision.User, Rule = lead.Trace.Assignment!.Rule ?? decision.By.Words(), Reason = decision.Why,
            Trace = decision.Trace, AssignedBy = db.Actor.Person, At = db.Now,
        });
        try
        {
            return await Write(db, draft, lead, rows, stop);
        }
        catch when (decision.User is { } user)
        {
            desk.Rotation.TakeBack(user);
            throw;
        }
    }

    /// <summary>Where the tenant has turned the learned score on, it stands in for the card's before anybody is given the lead.</summary>
    static async Task<LearnedScoreRow?> Learn(SalesDb db, Lead lead, LeadDesk desk, int signals, CancellationToken stop)
    {
        if (desk.Learned is not { } model)
            return null;
        var (score, facts) = await LeadCases.Judge(db, LeadCase.Of(lead, signals), model, stop);
        LeadScoring.Apply(lead, score, desk.Card, desk.Sources.GetValueOrDefault(lead.Source));
        return LearnedScoreRow.Of(db, ScoredKind.Lead, lead.Id, model.Id, score, facts, 0);
    }

    /// <summary>Kept, not judged, given to nobody, told to nobody; restored with one act.</summary>
    public static Task<CaptureLead.Captured> Spam(SalesDb db, Draft draft, CancellationToken stop)
    {
        var lead = NewLead.Of(db, draft, draft.Lead);
        (lead.Status, lead.SpamReason) = (LeadStatus.Spam, draft.Spam.Reason);
        return Write(db, draft, lead, [lead], stop);
    }

    static async Task<CaptureLead.Captured> Write(SalesDb db, Draft draft, Lead lead, List<object> rows, CancellationToken stop)
    {
        rows.Add(NewLead.TouchOf(db, lead.Id, draft));
        rows.Add(Activity.Happened(db, EntityType.Lead, lead.Id, ActivityKind.LeadCreated, CameIn(draft), lead.CreatedAt));
        Tell(lead.IsSpam ? "lead.spam" : "lead.created", new { source = lead.Source, status = lead.Status, priority = lead.Priority, score = lead.AiScore, door = draft.Request.Door });
        if (lead.OwnerId is { } owner)
            Tell("lead.assigned", new { user_id = owner, rule = lead.Trace.Assignment!.By, source = lead.Source, priority = lead.Priority });
        rows.Add(db.NewAudit("lead.capture", "lead", lead.Id, AuditTrail.DetailOfNew(db, lead)));
        await db.Finish(rows, stop);
        return new(lead, CaptureLead.Outcome.Created);

        void Tell(string kind, object data)
        {
            var told = db.NewEvent(kind, "lead", lead.Id, lead.OwnerId, data);
            rows.Add(told);
            rows.AddRange(db.DeliveriesOf(told));
        }
    }

    static AssignmentDecision Assign(SalesDb db, Draft draft, NormalisedLead lead, KnownRecords known, MatchDecision match, LeadSource? source, decimal score, LeadPriority priority)
    {
        var (request, desk) = (draft.Request, draft.Desk);
        if (request.OwnerId is { } given)
            return Given(desk, given, "given by whoever entered the lead");
        // A rep's own find stays the rep's (K42).
        if (request.Door == LeadDoor.Api && db.Actor is { Role: Role.SalesRep, Person: { } rep })
            return Given(desk, rep, "entered the lead");
        var decision = desk.Rotation.Decide(new LeadToAssign
        {
            Source = draft.Source, Industry = lead.Industry, Company = lead.Company, CompanySize = lead.CompanySize, Country = lead.Country, Region = lead.Region, PostalCode = lead.PostalCode,
            Score = score, Priority = Words<LeadPriority>.ToWord[priority], ProspectiveType = request.ProspectiveType is { } type ? Words<ProspectiveType>.ToWord[type] : null,
            JobTitle = lead.JobTitle, Domain = lead.Domain, Campaign = draft.Touch.Campaign, Tags = lead.Tags,
        }, Owners(known, match, source), desk, db.Today, db.Now);
        return decision;
    }

    static AssignmentDecision Given(LeadDesk desk, Guid user, string why)
    {
        var name = desk.People.FirstOrDefault(person => person.Id == user)?.Name;
        return new(user, name, AssignedBy.ExistingOwner, null, $"{name ?? "The owner"}: {why}.", [new(user, name ?? "", "given", true, why)], []);
    }

    /// <summary>Who looks after the person or the company already, most binding first.</summary>
    static List<ExistingOwner> Owners(KnownRecords known, MatchDecision match, LeadSource? source)
    {
        var owners = new List<ExistingOwner>(4);
        if (match.Certain is { } certain && known.OwnerOf(certain.LeadId) is { } same)
            owners.Add(new(same, "owned the earlier lead"));
        if (known.ContactOwner is { } contact)
            owners.Add(new(contact, "looks after this contact"));
        owners.AddRange(match.Likely.Select(likely => known.OwnerOf(likely.LeadId)).OfType<Guid>().Select(owner => new ExistingOwner(owner, "owns a lead that is likely the same person")));
        if (known.Company is { Owner: { } company } at)
            owners.Add(new(company, $"owns the company {at.Facts.Name}"));
        if (source?.DefaultOwnerId is { } usual)
            owners.Add(new(usual, $"gets the leads from {source.Label}"));
        return owners;
    }

    static IEnumerable<LeadMatch> Matches(SalesDb db, Lead lead, KnownRecords known, MatchDecision match) =>
        match.Likely.Concat(match.Certain is { } certain ? [certain] : []).Select(found => new LeadMatch
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, OtherLeadId = found.LeadId, Weight = found.Weight, Evidence = found.Evidence,
            IsHidden = !known.Visible(found.LeadId, db.Actor), CreatedAt = db.Now,
        });

    static string CameIn(Draft draft) => draft.Touch.Campaign is { } campaign
        ? $"Came in from {Label(draft)}, campaign {campaign}."
        : $"Came in from {Label(draft)}.";

    static string Label(Draft draft) => draft.Desk.Sources.TryGetValue(draft.Source, out var source) ? source.Label : draft.Source;
}

static class AssignedByWords
{
    public static string Words(this AssignedBy by) => by switch
    {
        AssignedBy.ExistingOwner => "existing owner",
        AssignedBy.Rule => "rule",
        AssignedBy.RoundRobin => "round robin",
        _ => "nobody",
    };
}
