using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Leads;
using Rainmaker.People;
using Contact = Rainmaker.People.Contact;
using Lead = Rainmaker.Leads.Lead;

namespace Rainmaker.Deals;

/// <summary>
/// Makes a deal of a qualified lead, with its company and its person as records. The lead becomes converted, lead and deal know each other, and the
/// lead's activities show on the deal. Of fifty at once one makes the deal; the others are told its id.
/// </summary>
public static class ConvertLead
{
    /// <summary>What the deal shall be; all that is left out comes from the lead.</summary>
    public sealed record Request
    {
        /// <summary>The company's name, else the person's, where left out.</summary>
        public string? DealName { get; init; }
        public DateOnly? ExpectedCloseDate { get; init; }

        /// <summary>The pipeline's first stage where left out.</summary>
        public string? DealStage { get; init; }
        public decimal? ValueEstimate { get; init; }

        /// <summary>The lead's owner, else the caller, where left out.</summary>
        public Guid? AssignedTo { get; init; }
        public decimal? Probability { get; init; }
        public string? Source { get; init; }
        public string? ExternalId { get; init; }
        public string? Currency { get; init; }
        public string? Pipeline { get; init; }
        public string? Company { get; init; }
        public Guid? CompanyId { get; init; }
        public Guid? ContactId { get; init; }
        public string? Product { get; init; }
        public string? Notes { get; init; }
        public IReadOnlyList<string>? Tags { get; init; }

        internal static Request Of(OpenDeal.Request deal) => new()
        {
            DealName = deal.DealName, ExpectedCloseDate = deal.ExpectedCloseDate, DealStage = deal.DealStage, ValueEstimate = deal.ValueEstimate, AssignedTo = deal.AssignedTo,
            Probability = deal.Probability, Source = deal.Source, ExternalId = deal.ExternalId, Currency = deal.Currency, Pipeline = deal.Pipeline, Company = deal.Company,
            CompanyId = deal.CompanyId, ContactId = deal.ContactId, Product = deal.Product, Notes = deal.Notes, Tags = deal.Tags,
        };

        /// <summary>The deal to open: what was asked for, and from the lead what was not.</summary>
        internal OpenDeal.Request From(Lead lead) => new()
        {
            DealName = DealName ?? lead.Company ?? lead.Name, ExpectedCloseDate = ExpectedCloseDate, DealStage = DealStage, ValueEstimate = ValueEstimate, AssignedTo = AssignedTo ?? lead.OwnerId,
            Probability = Probability, Source = Source ?? lead.Source, ExternalId = ExternalId, Currency = Currency, Pipeline = Pipeline, Company = Company ?? lead.Company,
            CompanyId = CompanyId ?? (Company is null ? lead.CompanyId : null), ContactId = ContactId, Product = Product, Notes = Notes ?? lead.Notes, Tags = Tags ?? lead.Tags,
        };
    }

    public sealed record ConvertedBefore(Guid DealId) : Conflict("The lead was converted before.");
    public sealed record NotReady(string Of, string Reason, object? Sent) : Invalid(Of, Reason, Sent);

    /// <summary>Everything that stands in the way by the pipeline's criteria; nothing for a lead that may be converted.</summary>
    public static IReadOnlyList<Invalid> Decide(Lead lead, ConversionCriteria criteria)
    {
        List<Invalid> refusals = [];
        if (!criteria.Statuses.Contains(lead.Status))
            refusals.Add(new NotReady("status", $"The lead is {Said(lead.Status)}; it must be {string.Join(" or ", criteria.Statuses.Select(Said))} to be converted.", lead.Status));
        if (criteria.LeastScore is { } least && !(lead.AiScore >= least))
            refusals.Add(new NotReady("ai_score", $"The lead's score is {lead.AiScore?.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) ?? "not known"}; {least} is the least.", lead.AiScore));
        foreach (var field in criteria.Needs.Where(f => !Has(lead, f)))
            refusals.Add(new NotReady(Words<LeadField>.ToWord[field], $"The lead has no {Said(field)}.", null));
        return refusals;
    }

    public static async Task<Result<DealView>> Handle(Guid id, Request request, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        // Whoever comes second waits here, and then sees what the first one did.
        await db.Execute($"select 1 from lead where tenant_id = {db.TenantId} and id = {id} for update", stop);
        var leads = db.Leads.VisibleTo(actor);
        if (await leads.SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
            return new NotFound("lead");
        if (lead.DealId is { } known)
            return new ConvertedBefore(known);

        var (book, terms) = (await books.Of(db, stop), DealTerms.Of(db.Tenant));
        var wanted = request.From(lead);
        var deal = OpenDeal.Decide(wanted, terms, book, db.TenantId, actor.Person, db.Now);
        foreach (var refusal in Decide(lead, db.Tenant.Setting<ConversionSettings>("conversion").For(book.Pipeline(deal.PipelineId).Key)))
            terms.Add(refusal);
        deal.LeadId = id;
        if (wanted.ContactId is null)
            deal.ContactId = await Person(db, lead, stop);
        if (await OpenDeal.Settle(db, deal, wanted, book, terms, stop) is { } wrong)
            return wrong;

        Link(db, lead, deal);
        await db.Commit("lead.convert", stop, new { lead_id = id, deal_id = deal.Id });
        return DealView.Of(deal, book);
    }

    static void Link(SalesDb db, Lead lead, Deal deal)
    {
        (lead.Status, lead.DealId, lead.ConvertedAt, lead.UpdatedAt, lead.CompanyId) = (LeadStatus.Converted, deal.Id, db.Now, db.Now, lead.CompanyId ?? deal.CompanyId);
        // What was done while it was a lead counts for the deal too: it is the same conversation.
        (deal.LastActivityAt, deal.NextActivityAt) = (lead.LastActivityAt, lead.NextActivityAt);
        foreach (var person in db.Contacts.Local.Where(c => c.Id == deal.ContactId))
            (person.CompanyId, person.OwnerId) = (person.CompanyId ?? deal.CompanyId, person.OwnerId ?? deal.OwnerId);
        db.Record("lead.converted", "lead", lead.Id, lead.OwnerId, new { deal_id = deal.Id });
    }

    /// <summary>The person on record with the lead's address or number, else a new one.</summary>
    static async Task<Guid?> Person(SalesDb db, Lead lead, CancellationToken stop)
    {
        var (contacts, email, phone) = (db.Contacts, lead.EmailHash, lead.PhoneVerified ? lead.PhoneHash : null);
        var found = email is null && phone is null ? null : await contacts
            .Where(c => (email != null && c.EmailHash == email) || (phone != null && c.PhoneHash == phone))
            .OrderByDescending(c => c.EmailHash == email).ThenBy(c => c.CreatedAt).FirstOrDefaultAsync(stop);
        if (found is not null)
            return found.Id;
        var vault = db.Vault;
        byte[]? Moved(string field, byte[]? box) => vault.Seal($"contact.{field}", vault.Open($"lead.{field}", box));
        var person = new Contact
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Name = lead.Name, FirstName = lead.FirstName, LastName = lead.LastName, JobTitle = lead.JobTitle, CompanyId = lead.CompanyId,
            EmailSealed = Moved("email", lead.EmailSealed), EmailHash = lead.EmailHash, PhoneSealed = Moved("phone", lead.PhoneSealed), PhoneHash = lead.PhoneHash,
            WhatsappSealed = Moved("whatsapp", lead.WhatsappSealed), WhatsappHash = lead.WhatsappHash, Country = lead.Country, OwnerId = lead.OwnerId, LeadId = lead.Id, Source = lead.Source,
            CreatedAt = db.Now, UpdatedAt = db.Now,
        };
        db.Add(person);
        return person.Id;
    }

    static bool Has(Lead lead, LeadField field) => field switch
    {
        LeadField.Email => lead.EmailSealed is not null,
        LeadField.Phone => lead.PhoneSealed is not null,
        LeadField.Company => CompanyName.Key(lead.Company) is not null || lead.CompanyId is not null,
        LeadField.Budget => lead.Budget is not null,
        LeadField.Timeline => lead.Timeline is not null,
        LeadField.DecisionMaker => lead.DecisionMaker is not null,
        LeadField.Owner => lead.OwnerId is not null,
        _ => throw new UnreachableException(),
    };

    static string Said<T>(T value) where T : struct, Enum => Words<T>.ToWord[value].Replace('_', ' ');

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/leads/{id:guid}/convert", async (Guid id, Request? request, Actor actor, Database database, PipelineBooks books, Tenants tenants, HttpContext http, CancellationToken stop) =>
                (await Handle(id, request ?? new(), actor, database, books, stop).Told(http, actor, tenants)).Created(d => $"/api/opportunities/{d.Id}"))
            .Requires(DealRights.Edit)
            .WithSummary("Convert a qualified lead into a deal");
}

/// <summary>What a lead must be and have before it becomes a deal; a setting of the tenant, for all pipelines or for one by its key.</summary>
public sealed record ConversionSettings
{
    public ConversionCriteria Usual { get; init; } = new();
    public IReadOnlyDictionary<string, ConversionCriteria> Pipelines { get; init; } = new Dictionary<string, ConversionCriteria>();

    public ConversionCriteria For(string pipeline) => Pipelines.GetValueOrDefault(pipeline) ?? Usual;
}

/// <param name="LeastScore">0 to 100; null asks for none.</param>
public sealed record ConversionCriteria(decimal? LeastScore = null)
{
    public IReadOnlyList<LeadStatus> Statuses { get; init; } = [LeadStatus.Qualified];
    public IReadOnlyList<LeadField> Needs { get; init; } = [];
}

public enum LeadField { Email, Phone, Company, Budget, Timeline, DecisionMaker, Owner }
