using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Leads;

/// <summary>
/// A lead entered by a person or a program of the tenant. Whoever is certainly known already and within sight is updated (200, <c>matched</c>);
/// anyone else becomes a new lead (201), linked for review where likely known (K41).
/// </summary>
public static class CreateLead
{
    /// <summary>Seed 003's lead with the union's fields. Its second names (lead_name, lead_owner_id, date_captured) and flat contact fields are taken too.</summary>
    public sealed record Body
    {
        public string? Name { get; init; }
        public string? LeadName { get; init; }
        public string? FirstName { get; init; }
        public string? LastName { get; init; }
        public Guid? OwnerId { get; init; }
        public Guid? LeadOwnerId { get; init; }
        public string? Source { get; init; }

        /// <summary>new, contacted, qualified or disqualified; new where left out.</summary>
        public string? Status { get; init; }

        /// <summary>hot, warm or cold. Left out, the score decides; given, it stays.</summary>
        public string? Priority { get; init; }

        /// <summary>individual, sme or corporate.</summary>
        public string? ProspectiveType { get; init; }
        public ContactInfo? ContactInfo { get; init; }
        public string? Email { get; init; }
        public string? Phone { get; init; }
        public string? Whatsapp { get; init; }
        public IReadOnlyList<string>? Tags { get; init; }
        public string? Notes { get; init; }
        public string? Company { get; init; }
        public string? Website { get; init; }
        public string? JobTitle { get; init; }
        public string? Industry { get; init; }
        public string? CompanySize { get; init; }
        public string? Country { get; init; }
        public string? Region { get; init; }
        public string? City { get; init; }
        public string? PostalCode { get; init; }
        public string? ExternalId { get; init; }
        public string? Timeline { get; init; }
        public string? Budget { get; init; }
        public string? DecisionMaker { get; init; }
        public string? Competitor { get; init; }
        public JsonElement? Consent { get; init; }
        public DateTimeOffset? CreatedAt { get; init; }
        public DateTimeOffset? DateCaptured { get; init; }
        public string? UtmSource { get; init; }
        public string? UtmMedium { get; init; }
        public string? UtmCampaign { get; init; }
        public string? UtmTerm { get; init; }
        public string? UtmContent { get; init; }
        public string? Gclid { get; init; }
        public string? Fbclid { get; init; }
        public string? Referrer { get; init; }
        public string? LandingPage { get; init; }
    }

    public static async Task<Result<CaptureLead.Captured>> Handle(Body body, Actor actor, LeadDesks desks, Database database, TimeProvider time, CancellationToken stop)
    {
        var desk = await desks.Get(actor.Tenant, stop);
        var door = new LeadInput(desk, actor);
        var request = new CaptureLead.Request
        {
            Door = LeadDoor.Api, UsualSource = actor.Kind == ActorKind.Token ? "api" : "manual", Source = body.Source,
            Lead = new IncomingLead
            {
                Name = body.Name ?? body.LeadName, FirstName = body.FirstName, LastName = body.LastName, Email = body.ContactInfo?.Email ?? body.Email, Phone = body.ContactInfo?.Phone ?? body.Phone,
                Whatsapp = body.ContactInfo?.Whatsapp ?? body.Whatsapp, Company = body.Company, Website = body.Website, JobTitle = body.JobTitle, Industry = body.Industry,
                CompanySize = body.CompanySize, Country = body.Country, Region = body.Region, PostalCode = body.PostalCode, ExternalId = body.ExternalId, Notes = body.Notes, Tags = body.Tags ?? [],
            },
            Touch = new TouchInput
            {
                UtmSource = door.Line("utm_source", body.UtmSource), UtmMedium = door.Line("utm_medium", body.UtmMedium), UtmCampaign = door.Line("utm_campaign", body.UtmCampaign),
                UtmTerm = door.Line("utm_term", body.UtmTerm), UtmContent = door.Line("utm_content", body.UtmContent), Gclid = door.Line("gclid", body.Gclid), Fbclid = door.Line("fbclid", body.Fbclid),
                Referrer = door.Line("referrer", body.Referrer, LeadInput.LongText), LandingPage = door.Line("landing_page", body.LandingPage, LeadInput.LongText),
            },
            OwnerId = door.Owner("owner_id", body.OwnerId ?? body.LeadOwnerId), Status = door.Choice<LeadStatus>("status", body.Status, LeadInput.ByHand) ?? LeadStatus.New,
            Priority = door.Choice<LeadPriority>("priority", body.Priority), ProspectiveType = door.Choice<ProspectiveType>("prospective_type", body.ProspectiveType),
            Timeline = door.Line("timeline", body.Timeline), Budget = door.Line("budget", body.Budget), DecisionMaker = door.Line("decision_maker", body.DecisionMaker),
            Competitor = door.Line("competitor", body.Competitor), City = door.Line("city", body.City), Consent = door.Consent(body.Consent),
            CapturedAt = door.Past("created_at", body.CreatedAt ?? body.DateCaptured, time.GetUtcNow()), Faults = door.Faults,
        };
        return door.Refusal is { } refusal ? refusal : await CaptureLead.Handle(request, actor, desks, database, stop);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/leads", Answer)
            .Requires(LeadRights.Edit)
            .WithSummary("Create a lead, or update the one it certainly is");

    static async Task<Results<Created<LeadView>, Ok<LeadView>, ProblemHttpResult>> Answer(Body body, Actor actor, LeadDesks desks, Database database, TimeProvider time, HttpContext http, CancellationToken stop)
    {
        var result = await Handle(body, actor, desks, database, time, stop);
        if (result.Refused(out var refusal))
            return refusal.Problem();
        var (lead, outcome) = result.Value;
        var view = LeadView.Of(lead, (await desks.Get(actor.Tenant, stop)).Tenant.Vault) with { Matched = outcome != CaptureLead.Outcome.Created };
        http.Tell(lead.Edition);
        return view.Matched == true ? TypedResults.Ok(view) : TypedResults.Created($"/api/leads/{lead.Id}", view);
    }
}
