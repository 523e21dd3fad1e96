namespace Rainmaker.Platform.Files;

/// <summary>The address that takes files of one kind.</summary>
public static class ImportRoute
{
    /// <param name="import">Runs it for the actor of the request.</param>
    public static void MapImport(this IEndpointRouteBuilder routes, string kind, Func<IServiceProvider, Actor, ImportOrder, CancellationToken, Task<Result<ImportRun>>> import) =>
        routes.MapPost($"/api/imports/{kind}", async (HttpRequest request, Actor actor, Database database, RunningImports running, IServiceProvider services, TimeProvider time, CancellationToken stop) =>
            {
                var upload = await Upload.Of(request, stop);
                if (upload.Refused(out var refusal))
                    return refusal.Problem();
                var id = Ids.New(time);
                var answered = await running.Run(async end =>
                {
                    await using (upload.Value)
                        return await import(services, actor, upload.Value.Order(id), end);
                });
                if (answered is not { } run)
                    return Results.Accepted($"/api/imports/{id}", (await ReadImports.Handle(id, actor, database, stop)).Value);
                return run.Refused(out refusal) ? refusal.Problem() : TypedResults.Ok((await ReadImports.Handle(id, actor, database, stop)).Value);
            })
            .Requires(ImportRights.Run)
            .WithMetadata(Upload.Limit)
            .DisableAntiforgery()
            .WithSummary($"Import {kind} from a CSV or .xlsx file: part \"file\" of a form, or the bare body; map, mode and dry_run beside it");
}
