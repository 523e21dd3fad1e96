using Rainmaker.Crm;
using Rainmaker.Intelligence.Scoring;

namespace Rainmaker.Leads;

/// <summary>Notes what a lead did or what was learnt about it, and scores it anew. A priority set by hand stays.</summary>
public static class AddSignals
{
    const int AtMost = 100;

    /// <summary>One signal, or several under <c>signals</c>.</summary>
    /// <param name="Kind">email_open, email_click, visit, form_submit, download, budget, timeline, decision_maker, competitor, funding, industry_trend or technology.</param>
    /// <param name="Value">What was learnt, for kinds that carry something.</param>
    /// <param name="At">When it happened, never in the future; now where left out.</param>
    /// <param name="Origin">Who says so, such as the mailing tool; the caller's kind where left out.</param>
    public sealed record Request(string? Kind = null, string? Value = null, DateTimeOffset? At = null, string? Origin = null, IReadOnlyList<One>? Signals = null);

    /// <inheritdoc cref="Request"/>
    public sealed record One(string? Kind = null, string? Value = null, DateTimeOffset? At = null, string? Origin = null);

    public sealed record Answer(Guid LeadId, decimal? AiScore, LeadPriority Priority, PriorityOrigin PriorityOrigin, string? AiQualificationSummary, IReadOnlyList<ScoreReason> Reasons, IReadOnlyList<MissingSignal> Missing);

    public sealed record SpamIsNotScored() : Conflict("The lead is taken for spam and not scored. Restore it first.");
    public sealed record NoSignal() : Invalid("kind", "Say which signal it is.");
    public sealed record TooManySignals(int Count) : Invalid("signals", $"There are {Count} signals; {AtMost} is the most.", Count);

    public static async Task<Result<Answer>> Handle(Guid id, Request request, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var desk = await desks.Get(actor.Tenant, stop);
        await using var db = await database.Open(actor, stop);
        var signals = Read(id, request, db, new LeadInput(desk, actor));
        if (signals.Refused(out var refusal))
            return refusal;
        if (await db.Leads.VisibleTo(actor).SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
            return new NotFound("lead");
        if (lead.IsSpam)
            return new SpamIsNotScored();
        db.AddRange(signals.Value);
        await JudgeLead.Handle(db, lead, desk, stop);
        db.Record("lead.updated", "lead", id, lead.OwnerId, new { by = "signals", score = lead.AiScore, priority = lead.Priority });
        await db.Commit("lead.signal", stop, new { kinds = signals.Value.Select(s => s.Kind) });
        return new Answer(id, lead.AiScore, lead.Priority, lead.PriorityOrigin, lead.AiQualificationSummary, lead.ScoreReasons!.Reasons, lead.ScoreReasons.Missing);
    }

    static Result<List<LeadSignal>> Read(Guid lead, Request request, SalesDb db, LeadInput input)
    {
        var sent = request.Signals ?? [new One(request.Kind, request.Value, request.At, request.Origin)];
        if (sent.Count > AtMost)
            return new TooManySignals(sent.Count);
        var signals = new List<LeadSignal>(sent.Count);
        foreach (var one in sent)
        {
            if (string.IsNullOrWhiteSpace(one?.Kind))
                return new NoSignal();
            var (kind, at) = (input.Choice<SignalKind>("kind", one.Kind), input.Past("at", one.At, db.Now) ?? db.Now);
            signals.Add(new()
            {
                TenantId = db.TenantId, Id = Ids.At(db.Now), LeadId = lead, Kind = kind.GetValueOrDefault(), Value = input.Line("value", one.Value),
                Origin = input.Line("origin", one.Origin, 100) ?? Words<ActorKind>.ToWord[db.Actor.Kind], At = at, CreatedAt = db.Now,
            });
        }
        return input.Faults.Count > 0 ? new Faults(input.Faults) : signals;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/leads/{id:guid}/signals", async (Guid id, Request request, Actor actor, LeadDesks desks, Database database, CancellationToken stop) =>
                (await Handle(id, request, actor, desks, database, stop)).Created(a => $"/api/leads/{a.LeadId}/explanation"))
            .Requires(LeadRights.Edit)
            .WithSummary("Note signals of a lead and score it anew");
}
