using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Platform.Files;
using Rainmaker.Shell;

namespace Rainmaker.Leads;

/// <summary>Importing on screen: choose a file, see what would happen, then do it.</summary>
static class ImportPages
{
    public delegate Task<Result<ImportRun>> Import(IServiceProvider services, Actor actor, ImportOrder order, CancellationToken stop);

    /// <summary>The pages of one kind: <c>/leads/import</c>, <c>/deals/import</c>.</summary>
    public static void MapImport(IEndpointRouteBuilder routes, string kind, Import import)
    {
        routes.MapGet($"/{kind}/import", () => new RazorComponentResult<ImportPage>(new { Kind = kind })).Requires(ImportRights.Run).ExcludeFromDescription();
        routes.MapPost($"/{kind}/import", (IFormCollection form, HttpContext http, Actor actor, CancellationToken stop) => Look(form, kind, import, http, actor, stop))
            .Requires(ImportRights.Run).WithMetadata(Upload.Limit).ExcludeFromDescription();
        routes.MapPost($"/{kind}/import/run", (IFormCollection form, HttpContext http, Actor actor) => Run(form, kind, import, http, actor)).Requires(ImportRights.Run).ExcludeFromDescription();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/imports", async (Actor actor, Database database, CancellationToken stop) => new RazorComponentResult<ImportsPage>(new { Runs = (await ReadImports.Runs(actor, database, stop)).Data }))
            .Requires(ImportRights.Run).ExcludeFromDescription();
        routes.MapGet("/imports/{id:guid}", async Task<IResult> (Guid id, Guid? file, Actor actor, Database database, CancellationToken stop) =>
                await ReadImports.Handle(id, actor, database, stop) is var run && run.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<ImportRunPage>(new { Run = run.Value, File = file }))
            .Requires(ImportRights.Run).ExcludeFromDescription();
    }

    // The form is bound only so that its token is checked; the file is read from the request.
    static async Task<IResult> Look(IFormCollection form, string kind, Import import, HttpContext http, Actor actor, CancellationToken stop)
    {
        var sent = await Upload.Of(http.Request, stop);
        if (sent.Refused(out var refusal))
            return Again(kind, form, refusal);
        var (id, upload) = (Ids.New(http.RequestServices.GetRequiredService<TimeProvider>()), sent.Value);
        if (await Start(http, actor, import, end => upload.Order(id, isDry: true)) is { } answered && answered.Refused(out refusal))
        {
            await upload.DisposeAsync();
            return Again(kind, form, refusal);
        }
        return Go.To($"/imports/{id}?file={http.RequestServices.GetRequiredService<KeptUploads>().Keep(upload, actor)}");
    }

    static async Task<IResult> Run(IFormCollection form, string kind, Import import, HttpContext http, Actor actor)
    {
        if (!Guid.TryParse(form["file"], out var token) || http.RequestServices.GetRequiredService<KeptUploads>().Take(token, actor) is not { } upload)
            return Again(kind, form, new FileIsGone());
        var id = Ids.New(http.RequestServices.GetRequiredService<TimeProvider>());
        var answered = await Start(http, actor, async (services, who, order, end) =>
        {
            await using (upload)
                return await import(services, who, order, end);
        }, end => upload.Order(id, isDry: false));
        return answered is { } run && run.Refused(out var refusal) ? Again(kind, form, refusal) : Go.To($"/imports/{id}");
    }

    public sealed record FileIsGone() : Invalid("file", "The file is not here any more: it is kept for half an hour. Choose it again.");

    static Task<Result<ImportRun>?> Start(HttpContext http, Actor actor, Import import, Func<CancellationToken, ImportOrder> order)
    {
        // It may outlive the request, and with it the request's own services.
        var services = http.RequestServices.GetRequiredService<IHost>().Services;
        return http.RequestServices.GetRequiredService<RunningImports>().Run(end => import(services, actor, order(end), end));
    }

    static RazorComponentResult<ImportPage> Again(string kind, IFormCollection form, Refusal refusal) =>
        new(new { Kind = kind, Mode = form["mode"].ToString(), Map = form["map"].ToString(), Refusal = refusal }) { StatusCode = refusal.Status() };
}
