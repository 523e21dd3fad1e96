using Rainmaker.Activities;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Leads;

/// <summary>
/// Somebody known came again. Empty fields are filled; a differing value is stored as the newest with the old one kept; what a person typed stays;
/// touch, signal and message are noted in any case (K44).
/// </summary>
static class UpdateKnownLead
{
    const int MostUpdates = 20;

    public static async Task<CaptureLead.Captured> Handle(SalesDb db, MatchedLead match, Draft draft, CancellationToken stop)
    {
        var lead = await db.Leads.SingleAsync(l => l.Id == match.LeadId, stop);
        var request = draft.Request;
        var merge = MergeFields.Decide(KnownLead.FieldsOf(lead, db.Vault), Offered(draft, db.Actor));
        var tags = lead.Tags.Union(draft.Lead.Tags, StringComparer.Ordinal).ToArray();
        var changes = merge.ChangesAnything || tags.Length != lead.Tags.Length || FillsMore(lead, request);

        KnownLead.Apply(lead, merge, draft, db);
        (lead.Tags, lead.LastTouch, lead.Consent) = (tags, LastTouch(lead, draft, db.Now), request.Consent ?? lead.Consent);
        lead.TypedByPerson = [.. lead.TypedByPerson.Union(NewLead.TypedByPerson(db.Actor, request))];
        lead.Trace = lead.Trace with { Updates = [.. lead.Trace.Updates.TakeLast(MostUpdates - 1), Noted(merge, draft, db.Now)] };
        if (request.Door == LeadDoor.Public)
            db.Add(new LeadSignal { TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead.Id, Kind = SignalKind.FormSubmit, Origin = "form", At = db.Now, CreatedAt = db.Now });
        await JudgeLead.Handle(db, lead, draft.Desk, stop);
        lead.UpdatedAt = db.Now;

        db.Add(NewLead.TouchOf(db, lead.Id, draft));
        db.Add(Activity.Happened(db, EntityType.Lead, lead.Id, ActivityKind.Note, Told(draft)));
        db.Record("lead.updated", "lead", lead.Id, lead.OwnerId, new { by = "capture", door = request.Door, source = draft.Source, changed = merge.Changes.Select(c => c.Field) });
        await db.Commit("lead.capture", stop, new { matched = match.Evidence.Where(e => e.Weight > 0).Select(e => e.Field) });
        return new(lead, changes ? CaptureLead.Outcome.Updated : CaptureLead.Outcome.Exists);
    }

    internal static List<OfferedField> Offered(Draft draft, Actor actor)
    {
        var (lead, stated) = (draft.Lead, actor.Kind == ActorKind.User ? ValueOrigin.Person : draft.Request.Door == LeadDoor.Import ? ValueOrigin.Imported : ValueOrigin.Captured);
        var named = lead.Name.Derived ? ValueOrigin.Derived : stated;
        return
        [
            new("name", lead.Name.Full, named), new("first_name", lead.Name.First, named), new("last_name", lead.Name.Last, named),
            new("email", lead.Email.Address, stated), new("phone", lead.Phone.Value, stated), new("whatsapp", lead.Whatsapp.Value, stated),
            new("company", lead.Company, stated), new("domain", lead.Domain, ValueOrigin.Derived), new("job_title", lead.JobTitle, stated), new("industry", lead.Industry, stated),
            new("company_size", lead.CompanySize, stated), new("country", lead.Country, draft.Request.Lead.Country is null ? ValueOrigin.Derived : stated),
            new("region", lead.Region, stated), new("postal_code", lead.PostalCode, stated), new("external_id", lead.ExternalId, stated),
        ];
    }

    // The message of a form is told on the timeline; notes, timeline and the like are only filled where nothing stands.
    static bool FillsMore(Lead lead, CaptureLead.Request request)
    {
        var before = (lead.Notes, lead.Timeline, lead.Budget, lead.DecisionMaker, lead.Competitor, lead.ProspectiveType, lead.City, lead.ExternalId);
        lead.Notes ??= request.Lead.Notes?.Trim();
        lead.Timeline ??= request.Timeline;
        lead.Budget ??= request.Budget;
        lead.DecisionMaker ??= request.DecisionMaker;
        lead.Competitor ??= request.Competitor;
        lead.ProspectiveType ??= request.ProspectiveType;
        lead.City ??= request.City;
        return before != (lead.Notes, lead.Timeline, lead.Budget, lead.DecisionMaker, lead.Competitor, lead.ProspectiveType, lead.City, lead.ExternalId);
    }

    static TouchDetail LastTouch(Lead lead, Draft draft, DateTimeOffset now) =>
        draft.Touch.IsDirect && lead.LastTouch is { } earlier ? earlier : NewLead.TouchOf(draft, now);

    static UpdateTrace Noted(MergeDecision merge, Draft draft, DateTimeOffset now) =>
        new(now, draft.Source, [.. merge.Changes.Select(c => new FieldNote(c.Field, c.Why))], [.. merge.Kept.Select(k => new FieldNote(k.Field, k.Why))]);

    static string Told(Draft draft) => draft.Request.Lead.Notes is { Length: > 0 } message
        ? $"Came in again ({draft.Source}): {message.Trim()}"
        : $"Came in again ({draft.Source}).";
}
