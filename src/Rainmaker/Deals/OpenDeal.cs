namespace Rainmaker.Deals;

/// <summary>Opens a deal in an open stage of a pipeline, owned by whoever was named or does it.</summary>
public static class OpenDeal
{
    /// <summary>What a new deal is. All but the name may be left out.</summary>
    public sealed record Request
    {
        public string? DealName { get; init; }
        public DateOnly? ExpectedCloseDate { get; init; }

        /// <summary>In any spelling: proposal, proposal_sent. The pipeline's first stage where left out.</summary>
        public string? DealStage { get; init; }

        /// <summary>In <see cref="Currency"/>, 0 or more.</summary>
        public decimal? ValueEstimate { get; init; }

        /// <summary>The user it belongs to; the caller where left out.</summary>
        public Guid? AssignedTo { get; init; }

        /// <summary>The lead it comes from: that lead is then converted, by the same rules as /api/leads/{id}/convert.</summary>
        public Guid? LeadId { get; init; }

        /// <summary>Percent, 0 to 100; the stage's where left out.</summary>
        public decimal? Probability { get; init; }
        public string? Source { get; init; }
        public string? ExternalId { get; init; }

        /// <summary>ISO 4217; the tenant's where left out.</summary>
        public string? Currency { get; init; }

        /// <summary>Key or id; the default one where left out.</summary>
        public string? Pipeline { get; init; }

        /// <summary>By name; found on record or made.</summary>
        public string? Company { get; init; }
        public Guid? CompanyId { get; init; }
        public Guid? ContactId { get; init; }
        public string? Product { get; init; }
        public string? Notes { get; init; }
        public IReadOnlyList<string>? Tags { get; init; }
    }

    /// <summary>The deal as it would be, or everything that is wrong with it. Company, contact, owner and lead are for the handler to find.</summary>
    public static Deal Decide(Request request, DealTerms terms, PipelineBook book, Guid tenant, Guid? by, DateTimeOffset now)
    {
        var pipeline = terms.Pipeline(request.Pipeline, book);
        var stage = terms.OpenStage(request.DealStage, pipeline);
        var probability = terms.Probability(request.Probability);
        var (currency, rate) = terms.Currency(request.Currency);
        var deal = new Deal
        {
            TenantId = tenant, Id = Ids.At(now), Name = terms.Name(request.DealName), PipelineId = pipeline.Id, StageId = stage.Id, Status = stage.Kind,
            Probability = probability ?? stage.Probability, ProbabilityOrigin = probability is null ? ProbabilityOrigin.Stage : ProbabilityOrigin.Manual,
            Currency = currency, ExternalId = terms.Text("external_id", request.ExternalId),
            ExpectedCloseDate = terms.Day("expected_close_date", request.ExpectedCloseDate), Company = terms.Text("company", request.Company),
            Product = terms.Text("product", request.Product), Notes = terms.Text("notes", request.Notes, DealTerms.LongestNotes),
            Tags = terms.Tags(request.Tags), StageEnteredAt = now, LastChangeAt = now, CreatedBy = by, CreatedAt = now, UpdatedAt = now,
        };
        deal.Revalue(terms.Value(request.ValueEstimate), currency, rate);
        return deal;
    }

    public static async Task<Result<DealView>> Handle(Request request, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        if (request.LeadId is { } lead)
            return await ConvertLead.Handle(lead, ConvertLead.Request.Of(request), actor, database, books, stop);
        await using var db = await database.Open(actor, stop);
        var (book, terms) = (await books.Of(db, stop), DealTerms.Of(db.Tenant));
        var deal = Decide(request, terms, book, db.TenantId, actor.Person, db.Now);
        if (await Settle(db, deal, request, book, terms, stop) is { } refusal)
            return refusal;
        await db.Commit("deal.create", stop);
        return DealView.Of(deal, book);
    }

    /// <summary>Finds who and what the deal names, checks the stage's door and adds all rows; or says why not.</summary>
    internal static async Task<Refusal?> Settle(SalesDb db, Deal deal, Request request, PipelineBook book, DealTerms terms, CancellationToken stop)
    {
        if (await DealParties.Give(db, deal, request.AssignedTo ?? db.Actor.Person, terms, stop) is { } forbidden)
            return forbidden;
        await DealParties.From(db, deal, request.Source, terms, stop);
        if (request.ContactId is { } contact)
            await DealParties.For(db, deal, contact, terms, stop);
        await DealParties.With(db, deal, request.CompanyId, deal.Company, terms, stop);
        await db.CheckDoor(deal, book.Stage(deal.StageId), terms, stop);
        if (terms.Refusal is { } faults)
            return faults;

        JudgeDeal.HandleNew(db, deal, book);
        db.Add(deal);
        db.Opened(deal, book.Stage(deal.StageId));
        return null;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/opportunities", async (Request request, Actor actor, Database database, PipelineBooks books, Tenants tenants, HttpContext http, CancellationToken stop) =>
                (await Handle(request, actor, database, books, stop).Told(http, actor, tenants)).Created(d => $"/api/opportunities/{d.Id}"))
            .Requires(DealRights.Edit)
            .WithSummary("Open a deal");
}
