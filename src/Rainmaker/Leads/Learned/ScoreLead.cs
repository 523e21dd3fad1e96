using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Leads.Learned;

/// <summary>
/// Scores a lead on record, or one that is only described: by the learned model where it stands in for the card (<see cref="LeadScoring"/>), else by the
/// card; the other judgement is told beside it. Nothing is written.
/// </summary>
public static class ScoreLead
{
    /// <param name="LeadId">A lead on record; or else <paramref name="Lead"/>.</param>
    /// <param name="Lead">A lead that is only described.</param>
    public sealed record Request(Guid? LeadId = null, Described? Lead = null);

    public sealed record Described
    {
        public string? Name { get; init; }
        public string? Email { get; init; }
        public string? Phone { get; init; }
        public string? Company { get; init; }
        public string? Website { get; init; }
        public string? JobTitle { get; init; }
        public string? Industry { get; init; }
        public string? CompanySize { get; init; }
        public string? Country { get; init; }
        public string? Source { get; init; }
        public string? Medium { get; init; }
        public string? Campaign { get; init; }
        public string? ProspectiveType { get; init; }
        public string? Timeline { get; init; }
        public string? Budget { get; init; }
        public string? DecisionMaker { get; init; }
        public string? Competitor { get; init; }
    }

    /// <param name="Score">0 to 100; the sum of the reasons' points.</param>
    /// <param name="Priority">Of a lead whose priority was set by hand, that.</param>
    /// <param name="Model">"learned" or "card".</param>
    /// <param name="Probability">Of being converted, 0 to 1; null where nothing was learned.</param>
    /// <param name="Missing">What would be worth knowing, most valuable first.</param>
    /// <param name="Other">The judgement that does not decide; null where there is only one.</param>
    public sealed record Answer(decimal Score, LeadPriority Priority, string Model, double? Probability, IReadOnlyList<Reason> Reasons, IReadOnlyList<string> Missing, Evidence Evidence, Judgement? Other);

    public sealed record Reason(string Field, string Text, decimal Points);

    public sealed record Judgement(string Model, decimal Score, IReadOnlyList<Reason> Reasons, IReadOnlyList<string> Missing);

    /// <summary>What the learned model rests on.</summary>
    /// <param name="Verdict">"evidence", "no evidence", or "nothing learned".</param>
    /// <param name="SwitchedOn">Whether the tenant lets it decide.</param>
    /// <param name="Outcomes">How many it was learned from.</param>
    public sealed record Evidence(string Verdict, bool SwitchedOn, int? Version, int? Outcomes, int? Positives, DateTimeOffset? Since, double? Auc, double? Brier);

    public sealed record OneOfTheTwo() : Invalid("lead_id", "Send either 'lead_id' or 'lead'.");

    public static async Task<Result<Answer>> Handle(Request request, Actor actor, LeadDesks desks, ModelsInUse models, Database database, CancellationToken stop)
    {
        if (request.LeadId is null == request.Lead is null)
            return new OneOfTheTwo();
        var desk = await desks.Get(actor.Tenant, stop);
        await using var db = await database.Open(actor, stop);
        var subject = request.Lead is { } described ? Inline(db, described, desk) : await OnRecord(db, request.LeadId!.Value, actor, stop);
        if (subject is not { } found)
            return new NotFound("lead");
        var card = ScoreCard.Judge(found.Facts, found.Signals, db.Now, desk.Card);
        var model = await models.Of(db, ScoredKind.Lead, stop);
        var learned = model is null ? null : (await LeadCases.Judge(db, found.Case, model, stop)).Score;
        return Compose(card, learned, model, db.Tenant.Setting<LearnedScoringSettings>("learned_scoring").Leads, desk, found);
    }

    internal sealed record Subject(LeadFacts Facts, IReadOnlyList<Signal> Signals, LeadCase Case, LeadPriority? ByHand);

    static Answer Compose(LeadScore card, LearnedScore? learned, ModelInUse? model, bool isOn, LeadDesk desk, Subject subject)
    {
        var byCard = new Judgement("card", card.Score, [.. card.Reasons.Select(r => new Reason(r.Field, r.Text, r.Points))], [.. card.Missing.Select(m => m.Field)]);
        var byModel = learned is null ? null : new Judgement("learned", learned.Score, [.. learned.Reasons.Select(r => new Reason(r.Field, r.Text, r.Points))], learned.Missing);
        var decides = isOn && model is { Model.HasEvidence: true } && byModel is not null ? byModel : byCard;
        var priority = subject.ByHand ?? Draft.PriorityOf(new(decides.Score, ScoreCard.Priority(decides.Score, desk.Card), [], []), desk.Sources.GetValueOrDefault(subject.Case.Source));
        var honest = model?.Model.Honest;
        return new(decides.Score, priority, decides.Model, learned?.Probability, decides.Reasons, decides.Missing,
            new(model is null ? "nothing learned" : model.Model.HasEvidence ? "evidence" : "no evidence", isOn, model?.Version, model?.Model.Rows, model?.Model.Positives, model?.Since, honest?.Auc, honest?.Brier),
            decides == byCard ? byModel : byCard);
    }

    static async Task<Subject?> OnRecord(SalesDb db, Guid id, Actor actor, CancellationToken stop)
    {
        if (await db.Leads.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(l => l.Id == id, stop) is not { } lead)
            return null;
        var signals = await db.LeadSignals.AsNoTracking().Where(s => s.LeadId == id).Select(s => new Signal(s.Kind, s.At, s.Value)).ToListAsync(stop);
        var early = signals.Count(s => s.At <= lead.CreatedAt.AddDays(LeadCase.EarlyDays));
        return new(lead.Facts(), signals, LeadCase.Of(lead, early), lead.PriorityOrigin == PriorityOrigin.Manual ? lead.Priority : null);
    }

    static Subject Inline(SalesDb db, Described lead, LeadDesk desk)
    {
        var (name, source) = (lead.Name, lead.Source ?? "api");
        var normal = NormaliseLead.Run(new()
        {
            Name = name, Email = lead.Email, Phone = lead.Phone, Company = lead.Company, Website = lead.Website, JobTitle = lead.JobTitle, Industry = lead.Industry, CompanySize = lead.CompanySize, Country = lead.Country,
        }, desk.Tenant.Region);
        var facts = new LeadFacts
        {
            CompanySize = normal.CompanySize, Industry = normal.Industry, JobTitle = normal.JobTitle, Country = normal.Country,
            Timeline = lead.Timeline, Budget = lead.Budget, DecisionMaker = lead.DecisionMaker, Competitor = lead.Competitor,
        };
        return new(facts, [], new(Guid.Empty, db.Now, LeadStatus.New, db.Now, source, lead.Medium, lead.Campaign, normal.Industry, normal.CompanySize, normal.JobTitle, normal.Country, lead.ProspectiveType,
            normal.Company?.ToLowerInvariant(), normal.Domain, normal.Email.Address is not null, normal.Phone.IsVerified, 0), null);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/ai/score-lead", async (Request request, Actor actor, LeadDesks desks, ModelsInUse models, Database database, CancellationToken stop) => (await Handle(request, actor, desks, models, database, stop)).Answer())
            .Requires(LeadRights.Read).WithTags("Leads").WithSummary("Score a lead, on record or described, with every reason");
}
