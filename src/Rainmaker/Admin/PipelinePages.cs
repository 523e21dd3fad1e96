using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Shell;

namespace Rainmaker.Admin;

/// <summary>The screens for pipelines and their stages; the same use cases as the API.</summary>
static class PipelinePages
{
    const string Home = "/admin/pipelines";

    /// <summary>What a stage may ask of a deal, with its words.</summary>
    internal static readonly IReadOnlyList<(string Rule, string Said)> Rules =
    [
        ("value", "A value"), ("expected_close_date", "An expected close date"), ("contact", "A contact"), ("company", "A company"), ("activity", "Anything done"),
        .. LogActivity.ByHand.Select(k => Words<ActivityKind>.ToWord[k]).Select(word => ($"activity:{word}", $"{Format.Words(word)} done")),
    ];

    internal static string Said(string rule) => Rules.FirstOrDefault(r => r.Rule == rule).Said?.ToLowerInvariant() ?? rule;

    public static void Map(IEndpointRouteBuilder routes)
    {
        Get(Home, async (Actor actor, Database database, CancellationToken stop) => new RazorComponentResult<PipelinesPage>(new { Pipelines = await ListPipelines.Handle(actor, database, stop) }));
        Get($"{Home}/new", () => New(null, null));
        Post($"{Home}/new", Create);
        Get($"{Home}/{{id:guid}}", ShowPipeline);
        Post($"{Home}/{{id:guid}}", SavePipeline);
        Get($"{Home}/{{id:guid}}/stages/new", (Guid id, Actor actor, Database database, CancellationToken stop) => NewStage(id, null, null, actor, database, stop));
        Post($"{Home}/{{id:guid}}/stages/new", AddStage);
        Get("/admin/stages/{id:guid}", ShowStage);
        Post("/admin/stages/{id:guid}", SaveStage);
        Post("/admin/stages/{id:guid}/up", (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) => Move(id, -1, http, actor, database, stop));
        Post("/admin/stages/{id:guid}/down", (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) => Move(id, 1, http, actor, database, stop));
        Post("/admin/stages/{id:guid}/take-away", async (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) => Led(await ShapeStages.TakeAway(id, actor, database, stop), http, "Stage taken away"));

        void Get(string address, Delegate handler) => routes.MapGet(address, handler).Requires(DealRights.Pipelines).ExcludeFromDescription();
        void Post(string address, Delegate handler) => routes.MapPost(address, handler).Requires(DealRights.Pipelines).ExcludeFromDescription();
    }

    static async Task<IResult> Create(HttpContext http, Actor actor, Database database, PipelineBooks books, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var made = await ShapePipeline.Create(new() { Key = form["key"].ToString().Trim(), Name = form["name"].ToString(), Template = form["template"].ToString() }, actor, database, books, stop);
        return made.Refused(out var refusal) ? New(form, refusal) : Go.To(Home, $"{made.Value.Name} made");
    }

    static async Task<IResult> ShowPipeline(Guid id, Actor actor, Database database, CancellationToken stop) => await Pipeline(id, null, null, actor, database, stop);

    static async Task<IResult> SavePipeline(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        // A box that is not ticked says nothing: the usual pipeline stays so until another becomes it.
        var saved = await ShapeStages.Change(id, new() { Name = form["name"].ToString(), IsDefault = form.ContainsKey("is_default") ? true : default(Optional<bool?>) }, Edition(form), actor, database, stop);
        return saved.Refused(out var refusal) ? await Pipeline(id, form, refusal, actor, database, stop) : Go.To(Home, $"{saved.Value.Name} saved");
    }

    static async Task<IResult> AddStage(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var (form, faults) = (await http.Request.ReadFormAsync(stop), new List<Invalid>());
        var request = new ShapePipeline.NewStage
        {
            Key = form["key"].ToString().Trim(), Label = form["label"].ToString(), Kind = Words<StageKind>.FromWord.GetValueOrDefault(form["kind"].ToString()), Probability = Number(form, "probability", faults),
            StalledAfterDays = Days(form, "stalled_after_days", faults), LongAfterDays = Days(form, "long_after_days", faults), LeaveOutOfWinRate = form.ContainsKey("leave_out_of_win_rate"),
            EntryRules = [.. form["entry_rules"].OfType<string>()],
        };
        var added = faults.Count > 0 ? new Faults(faults) : await ShapeStages.Add(id, request, actor, database, stop);
        return added.Refused(out var refusal) ? await NewStage(id, form, refusal, actor, database, stop) : Go.To(Home, $"{request.Label} added");
    }

    static async Task<IResult> ShowStage(Guid id, Actor actor, Database database, CancellationToken stop) => await Stage(id, null, null, actor, database, stop);

    static async Task<IResult> SaveStage(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var (form, faults) = (await http.Request.ReadFormAsync(stop), new List<Invalid>());
        var change = new ShapePipeline.StageChange
        {
            Label = form["label"].ToString(), Probability = new(Number(form, "probability", faults)), StalledAfterDays = Days(form, "stalled_after_days", faults) ?? 14, LongAfterDays = Days(form, "long_after_days", faults) ?? 30,
            LeaveOutOfWinRate = form.ContainsKey("leave_out_of_win_rate"), EntryRules = (string[])[.. form["entry_rules"].OfType<string>()],
        };
        var saved = faults.Count > 0 ? new Faults(faults) : await ShapePipeline.Change(id, change, Edition(form), actor, database, stop);
        return saved.Refused(out var refusal) ? await Stage(id, form, refusal, actor, database, stop) : Go.To(Home, $"{form["label"]} saved");
    }

    static async Task<IResult> Move(Guid id, int step, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var stages = (await ListPipelines.Handle(actor, database, stop)).FirstOrDefault(p => p.Stages.Any(s => s.Id == id))?.Stages ?? [];
        var place = stages.Index().FirstOrDefault(s => s.Item.Id == id).Index + step;
        return Led(await ShapeStages.Move(id, new(Math.Clamp(place, 0, Math.Max(0, stages.Count - 1))), actor, database, stop), http, "Moved");
    }

    static IResult Led<T>(Result<T> result, HttpContext http, string said)
    {
        if (result.Refusal is Platform.NotFound missing)
            return missing.Problem();
        if (!result.Refused(out var refusal))
            return Go.To(Home, said);
        http.Toast(refusal.Why, Tone.Bad);
        return Go.To(Home);
    }

    static RazorComponentResult<PipelineSheet> New(IFormCollection? sent, Refusal? refusal) => new(new { Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() };

    static async Task<IResult> Pipeline(Guid id, IFormCollection? sent, Refusal? refusal, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.Pipelines.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, stop) is { } pipeline
            ? new RazorComponentResult<PipelineSheet>(new { Pipeline = pipeline, Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() }
            : new Platform.NotFound("pipeline").Problem();
    }

    static async Task<IResult> NewStage(Guid pipeline, IFormCollection? sent, Refusal? refusal, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.Pipelines.AnyAsync(p => p.Id == pipeline, stop)
            ? new RazorComponentResult<StageSheet>(new { Pipeline = pipeline, Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() }
            : new Platform.NotFound("pipeline").Problem();
    }

    static async Task<IResult> Stage(Guid id, IFormCollection? sent, Refusal? refusal, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.Stages.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, stop) is { } stage
            ? new RazorComponentResult<StageSheet>(new { Pipeline = stage.PipelineId, Stage = stage, Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() }
            : new Platform.NotFound("stage").Problem();
    }

    static uint Edition(IFormCollection form) => uint.TryParse(form["version"], CultureInfo.InvariantCulture, out var seen) ? seen : 0;

    static decimal? Number(IFormCollection form, string field, List<Invalid> faults)
    {
        var sent = form[field].ToString().Trim();
        if (sent.Length == 0)
            return null;
        if (decimal.TryParse(sent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return number;
        faults.Add(new InvalidField(field, $"'{sent}' is no number.", sent));
        return null;
    }

    static int? Days(IFormCollection form, string field, List<Invalid> faults) => Number(form, field, faults) is { } days ? (int)Math.Clamp(days, 0, 100_000) : null;
}
