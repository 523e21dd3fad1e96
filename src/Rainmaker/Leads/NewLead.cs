using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;

namespace Rainmaker.Leads;

/// <summary>The row of a new lead from what the steps found.</summary>
static class NewLead
{
    static readonly string[] Sealed = ["email", "phone", "whatsapp"];

    /// <param name="enriched">The draft's lead with what was known already.</param>
    public static Lead Of(SalesDb db, Draft draft, NormalisedLead enriched)
    {
        var (request, vault, keys) = (draft.Request, db.Vault, draft.Keys);
        var source = draft.Desk.Sources.GetValueOrDefault(draft.Source);
        var touch = TouchOf(draft, db.Now);
        return new Lead
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), CreatedAt = request.CapturedAt ?? db.Now, UpdatedAt = db.Now, CreatedBy = db.Actor.Person,
            Name = enriched.Name.Full ?? enriched.Company ?? enriched.Phone.Value ?? enriched.Whatsapp.Value ?? "Unknown",
            FirstName = enriched.Name.First, LastName = enriched.Name.Last, ExternalId = enriched.ExternalId, JobTitle = enriched.JobTitle,
            Company = enriched.Company, Domain = enriched.Domain, Industry = enriched.Industry, CompanySize = enriched.CompanySize,
            Country = enriched.Country, Region = enriched.Region, City = request.City, PostalCode = enriched.PostalCode,
            EmailSealed = vault.Seal("lead.email", enriched.Email.Address), EmailHash = keys.Email,
            PhoneSealed = vault.Seal("lead.phone", enriched.Phone.Value), PhoneHash = keys.Phone, PhoneVerified = enriched.Phone.IsVerified,
            WhatsappSealed = vault.Seal("lead.whatsapp", enriched.Whatsapp.Value), WhatsappHash = keys.Whatsapp,
            NameCompanyHash = keys.NameCompany, BlockingKeys = [.. BlockingKeys.Of(enriched).Select(key => vault.Hash("blocking", key)!)],
            TypedSealed = TypedOf(enriched) is { Count: > 0 } typed ? vault.Seal("lead.typed", Json.Write(typed)) : null,
            Source = draft.Source, PriorityOrigin = request.Priority is null ? PriorityOrigin.Computed : PriorityOrigin.Manual, ProspectiveType = request.ProspectiveType,
            Tags = source is { DefaultTags.Length: > 0 } ? [.. enriched.Tags.Union(source.DefaultTags, StringComparer.Ordinal)] : [.. enriched.Tags],
            Notes = enriched.Notes, Timeline = request.Timeline, Budget = request.Budget, DecisionMaker = request.DecisionMaker, Competitor = request.Competitor,
            Consent = request.Consent, Unmapped = request.Unmapped, TypedByPerson = TypedByPerson(db.Actor, request), FirstTouch = touch, LastTouch = touch,
            Trace = new()
            {
                Normalised = [.. draft.Lead.Done.Select(WithoutAddress)],
                Enriched = [.. enriched.Done.Skip(draft.Lead.Done.Count)],
                Derived = [.. enriched.Done.Where(done => done.Typed is null && IsGuess(done, request)).Select(done => done.Field)],
                Spam = draft.Spam.Signs, Attribution = draft.Touch.Why, Source = draft.SourceNote,
            },
        };
    }

    public static LeadTouch TouchOf(SalesDb db, Guid lead, Draft draft) => new()
    {
        TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead, At = db.Now, Source = draft.Source, Medium = draft.Touch.Medium, Campaign = draft.Touch.Campaign, Term = draft.Touch.Term,
        Content = draft.Touch.Content, ClickId = draft.Request.Touch.Gclid ?? draft.Request.Touch.Fbclid, Referrer = draft.Request.Touch.Referrer, LandingPage = draft.Touch.LandingPage, FormId = draft.Request.FormId,
    };

    public static TouchDetail TouchOf(Draft draft, DateTimeOffset at) =>
        new(at, draft.Source, draft.Touch.Medium, draft.Touch.Campaign, draft.Touch.Term, draft.Touch.Content, draft.Touch.ReferrerHost, draft.Touch.LandingPage);

    /// <summary>Judged: score, its lines, the summary and, unless it was set by hand, the priority.</summary>
    public static void Score(this Lead lead, LeadScore score, DateTimeOffset now, bool judgesPriority = true, LeadSource? source = null)
    {
        (lead.AiScore, lead.ScoreReasons) = (score.Score, new ScoreDetail(now, score.Reasons, score.Missing));
        lead.AiQualificationSummary = QualificationSummary.Write(score, lead.Name, lead.Company);
        if (judgesPriority && lead.PriorityOrigin == PriorityOrigin.Computed)
            lead.Priority = Draft.PriorityOf(score, source);
    }

    public static LeadFacts Facts(this Lead lead) => new()
    {
        CompanySize = lead.CompanySize, Industry = lead.Industry, JobTitle = lead.JobTitle, Country = lead.Country,
        Timeline = lead.Timeline, Budget = lead.Budget, DecisionMaker = lead.DecisionMaker, Competitor = lead.Competitor,
    };

    /// <summary>What was typed where something else is kept.</summary>
    public static Dictionary<string, string> TypedOf(NormalisedLead lead)
    {
        var typed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var done in lead.Done)
        {
            if (done.Typed is { } was)
                typed[done.Field] = was;
        }
        return typed;
    }

    /// <summary>The fields that a person of the tenant entered: a form never overwrites them.</summary>
    public static string[] TypedByPerson(Actor actor, CaptureLead.Request request) => request.Door == LeadDoor.Api && actor.Kind == ActorKind.User
        ? [.. LeadFields.Names.Where(field => !LeadFields.IsMissing(request.Lead, field))]
        : [];

    /// <summary>For addresses only that something was done, since the trace is not sealed.</summary>
    public static Normalised WithoutAddress(Normalised done) => Sealed.Contains(done.Field) ? done with { Typed = null, Value = null } : done;

    // First and last name out of a whole name are no guess, nor a whole one out of its parts.
    static bool IsGuess(Normalised done, CaptureLead.Request request) =>
        done.Field is not ("name" or "first_name" or "last_name") || (request.Lead.Name is null && request.Lead.FirstName is null && request.Lead.LastName is null);
}
