namespace Rainmaker.Platform.Files;

/// <summary>
/// Brings a file in, chunk by chunk, each in a transaction of its own: a killed run leaves whole chunks, and importing the file again does the rest.
/// A dry run judges by the same decisions and writes only its own figures.
/// </summary>
public static class RunImport
{
    public static async Task<Result<ImportRun>> Handle<T>(ImportOrder order, IImport<T> import, Actor actor, Database database, IProgress<Progress>? progress, CancellationToken stop) where T : ImportedRow
    {
        var opened = await Open(order, import, actor, database, stop);
        if (opened.Refused(out var refusal))
            return refusal;
        using var table = opened.Value.Table;
        var (plan, reader, run) = (opened.Value.Plan, opened.Value.Reader, opened.Value.Run);
        await Start(run, order, import, actor, database, stop);

        var notices = new NoticeBook();
        using var rows = table.Rows().GetEnumerator();
        var next = Task.FromResult<ImportChunk<T>?>(null);
        try
        {
            var (seen, counted) = (new RowsSeen(), false);
            next = Task.Run(() => ImportChunk<T>.Take(rows, plan, reader, import, stop), stop);
            while (await next is { } chunk)
            {
                // The next chunk is read while this one is written.
                next = Task.Run(() => ImportChunk<T>.Take(rows, plan, reader, import, stop), stop);
                // The second chunk looks up what the first wrote.
                if (!run.IsDry && run.MovedAt is not null && !counted && (counted = true))
                    await database.Analyze(import.Statistics, stop);
                await using (var db = await database.Open(actor, stop))
                    await chunk.Store(db, seen, run, order, import, notices, stop);
                progress?.Report(new($"Importing {import.Kind}", run.Total, table.Read is > 0 and var share ? Math.Max(run.Total, (long)(run.Total / share)) : null));
            }
            import.Conclude(notices);
            run.State = ImportState.Done;
        }
        catch (TableBroken broken)
        {
            notices.Count("broken", null, $"{broken.Message} Nothing behind it was read.");
            run.State = ImportState.Failed;
        }
        catch
        {
            run.State = ImportState.Failed;
            // It reads from the table that is about to be closed.
            await Task.WhenAny(next);
            await Finish(run, notices, actor, database, CancellationToken.None);
            throw;
        }
        await Finish(run, notices, actor, database, stop);
        return run;
    }

    static async Task<Result<(TableFile Table, ColumnPlan Plan, CellReader Reader, ImportRun Run)>> Open<T>(ImportOrder order, IImport<T> import, Actor actor, Database database, CancellationToken stop) where T : ImportedRow
    {
        var map = order.Map ?? new ImportMap();
        await using var db = await database.Open(actor, stop);
        if (map.Separator().Refused(out var refusal) || map.Reader(db.Tenant).Refused(out refusal))
            return refusal;
        var table = TableFile.Open(order.File, map.Separator().Value);
        if (table.Refused(out refusal))
            return refusal;
        var plan = ColumnPlan.Make(import.Kind, import.Fields, order.Map, table.Value.Headers, await import.Aliases(db, map, stop));
        if (plan.Refused(out refusal))
        {
            table.Value.Dispose();
            return refusal;
        }
        var run = new ImportRun
        {
            TenantId = db.TenantId, Id = order.Id, Kind = import.Kind, FileName = Path.GetFileName(order.FileName), Mode = order.Mode, IsDry = order.IsDry,
            Headers = [.. table.Value.Headers], StartedBy = actor.Person, StartedAt = db.Now,
        };
        return (table.Value, plan.Value, map.Reader(db.Tenant).Value, run);
    }

    static async Task Start<T>(ImportRun run, ImportOrder order, IImport<T> import, Actor actor, Database database, CancellationToken stop) where T : ImportedRow
    {
        await using var db = await database.Open(actor, stop);
        await import.Begin(db, order, run, stop);
        db.Add(run);
        await db.Commit("import.start", stop);
    }

    static async Task Finish(ImportRun run, NoticeBook notices, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        db.Attach(run).State = EntityState.Modified;
        (run.Notices, run.FinishedAt) = (notices.All(), db.Now);
        await db.Commit("import.finish", stop);
    }
}
