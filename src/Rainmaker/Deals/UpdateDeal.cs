using Rainmaker.Intelligence.Analysis;

namespace Rainmaker.Deals;

/// <summary>Changes a deal. Fields that are not sent stay; null empties one. Another stage moves it, by the rules of moving; won and lost it becomes by closing only.</summary>
public static class UpdateDeal
{
    public sealed record Request
    {
        public Optional<string> DealName { get; init; }
        public Optional<DateOnly?> ExpectedCloseDate { get; init; }

        /// <summary>An open stage in any spelling.</summary>
        public Optional<string> DealStage { get; init; }
        public Optional<decimal?> ValueEstimate { get; init; }
        public Optional<Guid?> AssignedTo { get; init; }

        /// <summary>Percent, 0 to 100; null gives it back to the stage.</summary>
        public Optional<decimal?> Probability { get; init; }
        public Optional<string> Source { get; init; }
        public Optional<string> ExternalId { get; init; }
        public Optional<string> Currency { get; init; }

        /// <summary>Key or id; without a stage the deal begins at the new pipeline's first.</summary>
        public Optional<string> Pipeline { get; init; }
        public Optional<string> Company { get; init; }
        public Optional<Guid?> CompanyId { get; init; }
        public Optional<Guid?> ContactId { get; init; }
        public Optional<string> Product { get; init; }
        public Optional<string> Notes { get; init; }
        public Optional<IReadOnlyList<string>> Tags { get; init; }

        /// <summary>May be sent back as it was read; it never changes.</summary>
        public Optional<Guid?> Id { get; init; }

        /// <inheritdoc cref="Id"/>
        public Optional<Guid?> LeadId { get; init; }

        /// <inheritdoc cref="Id"/>
        public Optional<DateTimeOffset?> CreatedAt { get; init; }

        /// <summary>May be sent back and is not looked at: If-Match is for that.</summary>
        public Optional<DateTimeOffset?> UpdatedAt { get; init; }
    }

    public sealed record NeverChanges(string Of, object? Sent) : Invalid(Of, $"{Of} never changes.", Sent);
    public sealed record ClosedDealKeeps(string Of, StageKind As) : Conflict($"The deal is {Words<StageKind>.ToWord[As]}: its {Of} changes only when it is reopened.");

    /// <summary>Where it is to lie afterwards, and with what chance.</summary>
    public sealed record Standing(KnownStage Stage, decimal Probability, ProbabilityOrigin Origin);

    /// <summary>The rule alone, for stage and probability. A closed deal keeps both.</summary>
    public static Result<Standing> Decide(Deal deal, Request request, PipelineBook book, DealTerms terms)
    {
        var (stage, sent) = (Target(deal, request, book, terms), terms.Probability(request.Probability.Value));
        // A client that sends back all it read does not mean to hold the stage's chance fast.
        var own = sent == deal.Probability && deal.ProbabilityOrigin == ProbabilityOrigin.Stage ? null : sent;
        if (!deal.IsOpen && stage.Id != deal.StageId)
            return new ClosedDealKeeps("stage", deal.Status);
        if (!deal.IsOpen && own is not null)
            return new ClosedDealKeeps("probability", deal.Status);
        if (own is { } percent)
            return new Standing(stage, percent, ProbabilityOrigin.Manual);
        return stage.Id != deal.StageId || request.Probability is { IsSent: true, Value: null }
            ? new Standing(stage, stage.Probability, ProbabilityOrigin.Stage)
            : new Standing(stage, deal.Probability, deal.ProbabilityOrigin);
    }

    static KnownStage Target(Deal deal, Request request, PipelineBook book, DealTerms terms)
    {
        var pipeline = request.Pipeline.Value is { } word ? terms.Pipeline(word, book) : book.Pipeline(deal.PipelineId);
        var stays = pipeline.Id == deal.PipelineId && (request.DealStage.Value is not { } sent || pipeline.Find(sent)?.Id == deal.StageId);
        return stays ? book.Stage(deal.StageId) : terms.OpenStage(request.DealStage.Value, pipeline);
    }

    public static async Task<Result<DealView>> Handle(Guid id, Request request, uint? edition, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.FindDeal(id, stop) is not { } deal)
            return new NotFound("deal");
        if (edition is { } seen && seen != deal.Edition)
            return new Stale("deal");

        var (book, terms, owner) = (await books.Of(db, stop), DealTerms.Of(db.Tenant), deal.OwnerId);
        var (from, valued) = (book.Stage(deal.StageId), (deal.Value, deal.Currency, deal.ExpectedCloseDate));
        var decision = Decide(deal, request, book, terms);
        if (decision.Refused(out var refusal) || (await Apply(db, deal, request, terms, stop) is { } forbidden && (refusal = forbidden) is not null))
            return refusal;
        var to = decision.Value;
        if (to.Stage.Id != from.Id)
            await db.CheckDoor(deal, to.Stage, terms, stop);
        if (terms.Refusal is { } faults)
            return faults;

        if (to.Stage.Id != from.Id)
            db.Enter(deal, from, to.Stage, to.Probability, to.Origin, "deal.moved");
        (deal.Probability, deal.ProbabilityOrigin) = (to.Probability, to.Origin);
        if (!db.ChangeTracker.HasChanges())
            return DealView.Of(deal, book);
        deal.UpdatedAt = db.Now;
        if (valued != (deal.Value, deal.Currency, deal.ExpectedCloseDate))
            deal.Touch(db.Now);
        db.Record("deal.updated", "deal", deal.Id, deal.OwnerId, new { previous_owner = owner == deal.OwnerId ? null : owner, value = deal.BaseValue });
        await JudgeDeal.Handle(db, deal, book, stop);
        await db.Commit(to.Stage.Id == from.Id ? "deal.update" : "deal.stage_change", stop, Metadata(from, to.Stage, edition));
        return DealView.Of(deal, book);
    }

    // The timeline tells when somebody wrote without having looked (K38).
    static object Metadata(KnownStage from, KnownStage to, uint? edition) =>
        from.Id == to.Id ? new { unseen = edition is null } : new { old_stage = from.Key, new_stage = to.Key, unseen = edition is null };

    static async Task<Refusal?> Apply(SalesDb db, Deal deal, Request request, DealTerms terms, CancellationToken stop)
    {
        Keep("id", request.Id, deal.Id, terms);
        Keep("lead_id", request.LeadId, deal.LeadId, terms);
        Keep("created_at", request.CreatedAt, deal.CreatedAt, terms);
        if (request.DealName.IsSent)
            deal.Name = terms.Name(request.DealName.Value);
        if (request.ExpectedCloseDate.IsSent)
            deal.ExpectToClose(terms.Day("expected_close_date", request.ExpectedCloseDate.Value));
        if (request.ValueEstimate.IsSent || request.Currency.IsSent)
            Revalue(deal, request, terms);
        if (request.ExternalId.IsSent)
            deal.ExternalId = terms.Text("external_id", request.ExternalId.Value);
        if (request.Product.IsSent)
            deal.Product = terms.Text("product", request.Product.Value);
        if (request.Notes.IsSent)
            deal.Notes = terms.Text("notes", request.Notes.Value, DealTerms.LongestNotes);
        if (request.Tags.IsSent && terms.Tags(request.Tags.Value) is var tags && !tags.SequenceEqual(deal.Tags))
            deal.Tags = tags;
        if (request.AssignedTo.IsSent && request.AssignedTo.Value != deal.OwnerId && await DealParties.Give(db, deal, request.AssignedTo.Value, terms, stop) is { } forbidden)
            return forbidden;
        if (request.Source.IsSent)
            await DealParties.From(db, deal, request.Source.Value, terms, stop);
        if (request.ContactId.IsSent && request.ContactId.Value != deal.ContactId)
            await DealParties.For(db, deal, request.ContactId.Value, terms, stop);
        var (company, id) = (terms.Text("company", request.Company.Or(deal.Company)), request.CompanyId.Or(deal.CompanyId));
        if (company != deal.Company || id != deal.CompanyId)
            await DealParties.With(db, deal, id == deal.CompanyId ? null : id, company, terms, stop);
        return null;
    }

    static void Keep<T>(string field, Optional<T?> sent, T? known, DealTerms terms)
    {
        if (sent.IsSent && !EqualityComparer<T?>.Default.Equals(sent.Value, known))
            terms.Add(new NeverChanges(field, sent.Value));
    }

    // A closed deal keeps the rate of the day it was closed; an open one takes today's.
    static void Revalue(Deal deal, Request request, DealTerms terms)
    {
        var value = request.ValueEstimate.IsSent ? terms.Value(request.ValueEstimate.Value) : deal.Value;
        var wanted = request.Currency.Value ?? deal.Currency;
        var (currency, rate) = !deal.IsOpen && wanted == deal.Currency ? (deal.Currency, deal.Rate) : terms.Currency(wanted);
        deal.Revalue(value, currency, rate);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/opportunities/{id:guid}", async (Guid id, Request request, Actor actor, Database database, PipelineBooks books, Tenants tenants, HttpContext http, CancellationToken stop) =>
                (await Handle(id, request, http.Seen(), actor, database, books, stop).Told(http, actor, tenants)).Answer())
            .Requires(DealRights.Edit)
            .WithSummary("Change a deal: only the fields sent");
}
