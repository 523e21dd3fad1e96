using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Deals.Learned;
using Rainmaker.Intelligence.Scoring.Learned;
using Rainmaker.Leads.Learned;
using Rainmaker.Shell;

namespace Rainmaker.Admin;

/// <summary>What was learned from the tenant's own outcomes, with its honest figures; and whether it decides.</summary>
public static class ScoringModels
{
    const int Shown = 20;
    const string Path = "/admin/scoring";

    /// <param name="SwitchedOn">Whether the tenant lets it decide, where it has evidence.</param>
    /// <param name="Decides">"model", "card" (leads) or "stage" (deals).</param>
    /// <param name="Versions">Newest first.</param>
    public sealed record View(ScoredKind Kind, bool SwitchedOn, string Decides, IReadOnlyList<Version> Versions);

    /// <param name="Outcomes">Learned from; <paramref name="Positives"/> of them came out well.</param>
    /// <param name="Figures">By outcomes that those who judge had not seen; null without evidence.</param>
    /// <param name="BaseBrier">What saying the base rate to everybody would get.</param>
    public sealed record Version(Guid Id, int Number, ModelState State, string Verdict, int Outcomes, int Positives, DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset TrainedAt,
        Honest? Figures, double BaseBrier, IReadOnlyList<ColumnWeight> Weights, string Why);

    public sealed record Switch(bool On);

    public sealed record NothingScored() : Platform.Conflict("There are not enough outcomes of both kinds to learn from yet.");

    public static async Task<IReadOnlyList<View>> Read(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (models, settings) = (db.Set<ScoringModel>(), db.Tenant.Setting<LearnedScoringSettings>("learned_scoring"));
        var views = new List<View>();
        foreach (var kind in Enum.GetValues<ScoredKind>())
        {
            var rows = await models.AsNoTracking().Where(m => m.Kind == kind).OrderByDescending(m => m.Version).Take(Shown).ToListAsync(stop);
            var decides = settings.IsOn(kind) && rows.Exists(m => m is { State: ModelState.InUse, HasEvidence: true }) ? "model" : kind == ScoredKind.Lead ? "card" : "stage";
            views.Add(new(kind, settings.IsOn(kind), decides, [.. rows.Select(Of)]));
        }
        return views;
    }

    static Version Of(ScoringModel m)
    {
        var rate = m.Outcomes == 0 ? 0 : m.Positives / (double)m.Outcomes;
        return new(m.Id, m.Version, m.State, m.HasEvidence ? "evidence" : "no evidence", m.Outcomes, m.Positives, m.Since, m.Until, m.TrainedAt, m.Figures, rate * (1 - rate), m.Weights, m.Why);
    }

    /// <summary>Learns at once, without waiting for the night.</summary>
    internal static async Task<Result<int>> Train(ScoredKind kind, Actor actor, RefreshScoring refresh, CancellationToken stop) =>
        await Refresh(kind, actor.Tenant, refresh, stop) is { } scored ? scored : new NothingScored();

    /// <summary>Turned on, the scores on record take over at once, where there is evidence; turned off, card and stage do.</summary>
    public static async Task<Result<Done>> Turn(ScoredKind kind, bool on, Actor actor, Database database, CancellationToken stop)
    {
        LearnedScoringSettings settings;
        await using (var db = await database.Open(actor, stop))
            settings = db.Tenant.Setting<LearnedScoringSettings>("learned_scoring");
        settings = kind == ScoredKind.Lead ? settings with { Leads = on } : settings with { Deals = on };
        var saved = await SaveSettings.Handle(new()
        {
            Judgement = new(new Dictionary<string, JsonElement> { ["learned_scoring"] = JsonSerializer.SerializeToElement(settings, Json.Wire) }),
        }, null, actor, database, stop);
        if (saved.Refused(out var refusal))
            return refusal;
        await using var change = await database.Open(Actor.System(actor.Tenant), stop);
        var models = change.Set<ScoringModel>();
        if (await models.AnyAsync(m => m.Kind == kind && m.State == ModelState.InUse && m.HasEvidence, stop))
        {
            await ((kind, on) switch
            {
                (ScoredKind.Lead, true) => LeadScoring.PutOn(change, stop),
                (ScoredKind.Lead, false) => LeadScoring.TakeOff(change, stop),
                (_, true) => DealScoring.PutOn(change, stop),
                _ => DealScoring.TakeOff(change, stop),
            });
        }
        await change.Finish(stop, save: true);
        return Done.It;
    }

    static Task<int?> Refresh(ScoredKind kind, Guid tenant, RefreshScoring refresh, CancellationToken stop) =>
        kind == ScoredKind.Lead ? LeadScoring.Refresh(tenant, refresh, atOnce: true, stop) : DealScoring.Refresh(tenant, refresh, atOnce: true, stop);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/scoring/models", async (Actor actor, Database database, CancellationToken stop) => TypedResults.Ok(await Read(actor, database, stop)))
            .Requires(AdminRights.Settings).WithTags("Scoring").WithSummary("Versions of the learned scores with their honest figures");
        routes.MapPost("/api/scoring/{kind}/train", async (string kind, Actor actor, RefreshScoring refresh, CancellationToken stop) =>
                Words<ScoredKind>.FromWord.TryGetValue(kind, out var which) ? (await Train(which, actor, refresh, stop)).Answer() : new Platform.NotFound("kind of score").Problem())
            .Requires(AdminRights.Settings).WithTags("Scoring").WithSummary("Learn from the outcomes so far and score what is open");
        routes.MapPost("/api/scoring/{kind}/switch", async (string kind, Switch request, Actor actor, Database database, CancellationToken stop) =>
                Words<ScoredKind>.FromWord.TryGetValue(kind, out var which) ? (await Turn(which, request.On, actor, database, stop)).Answer() : new Platform.NotFound("kind of score").Problem())
            .Requires(AdminRights.Settings).WithTags("Scoring").WithSummary("Let the learned score decide where it has evidence, or no longer");
        routes.MapGet(Path, async (Actor actor, Database database, CancellationToken stop) => new RazorComponentResult<ScoringModelsPage>(new { Kinds = await Read(actor, database, stop) }))
            .Requires(AdminRights.Settings).ExcludeFromDescription();
        routes.MapPost(Path + "/{kind}/train", async (string kind, IFormCollection form, HttpContext http, Actor actor, RefreshScoring refresh, CancellationToken stop) =>
                Words<ScoredKind>.FromWord.TryGetValue(kind, out var which) ? TeamPages.Done(Quiet(await Train(which, actor, refresh, stop)), http, Path, "Learned and scored") : new Platform.NotFound("kind of score").Problem())
            .Requires(AdminRights.Settings).ExcludeFromDescription();
        routes.MapPost(Path + "/{kind}/switch", async (string kind, IFormCollection form, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
                Words<ScoredKind>.FromWord.TryGetValue(kind, out var which) ? TeamPages.Done(await Turn(which, form["on"] == "true", actor, database, stop), http, Path, form["on"] == "true" ? "The learned score decides now" : "The learned score is shown only") : new Platform.NotFound("kind of score").Problem())
            .Requires(AdminRights.Settings).ExcludeFromDescription();
    }

    static Result<Done> Quiet(Result<int> result) => result.Refused(out var refusal) ? refusal : Done.It;
}
