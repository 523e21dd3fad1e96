namespace Rainmaker.Platform.Files;

/// <summary>Some thousand rows of a file: read together, written in one transaction.</summary>
sealed class ImportChunk<T> where T : ImportedRow
{
    const int Size = 5_000;

    readonly List<T> _rows = new(Size);
    readonly List<RejectedRow> _rejected = [];
    readonly NoticeBook _notices = new();

    /// <summary>The next rows of the file; null at its end.</summary>
    public static ImportChunk<T>? Take(IEnumerator<TableRow> rows, ColumnPlan plan, CellReader reader, IImport<T> import, CancellationToken stop)
    {
        var chunk = new ImportChunk<T>();
        while (chunk._rows.Count + chunk._rejected.Count < Size && rows.MoveNext())
        {
            stop.ThrowIfCancellationRequested();
            chunk.Add(new ImportRow(plan, reader, chunk._notices, rows.Current), import);
        }
        return chunk._rows.Count + chunk._rejected.Count == 0 ? null : chunk;
    }

    void Add(ImportRow row, IImport<T> import)
    {
        if (row.Source.Fault is null && import.Read(row) is { } read && row.Why is null)
            _rows.Add(read);
        else
            _rejected.Add(new(row.Line, row.Source.Cells, row.Source.Fault ?? row.Why!));
    }

    public async Task Store(SalesDb db, RowsSeen seen, ImportRun run, ImportOrder order, IImport<T> import, NoticeBook notices, CancellationToken stop)
    {
        // Two imports at once would each miss what the other is about to make.
        await db.Execute($"select pg_advisory_xact_lock(hashtextextended({$"import {run.Kind} {db.TenantId}"}, 0))", stop);
        foreach (var row in _rows)
            if (seen.Earlier(row.Identity, row.Line) is { } earlier)
                row.Reject($"Line {earlier} has the same {row.Identity.Said}.");

        var writing = new ImportWriting(db, _notices);
        await import.Decide([.. _rows.Where(r => r.Outcome == RowOutcome.Pending)], writing, stop);
        if (run.IsDry)
            db.ChangeTracker.Clear();
        else
            await writing.Write();

        foreach (var row in _rows.Where(r => r.Outcome == RowOutcome.Rejected))
            _rejected.Add(new(row.Line, row.Source.Cells, row.Why!));
        _rejected.Sort(static (a, b) => a.Line.CompareTo(b.Line));
        order.Rejected?.Add(run.Headers, _rejected);
        await db.CopyIn<ImportRejection>([.. _rejected.Select(r => r.Seal(run, db.Vault))], stop);

        var (created, updated) = (Count(RowOutcome.Created), Count(RowOutcome.Updated));
        run.Total += _rows.Count + _rejected.Count - Count(RowOutcome.Rejected);
        run.Created += created;
        run.Updated += updated;
        run.Unchanged += Count(RowOutcome.Unchanged);
        run.Rejected += _rejected.Count;
        run.MovedAt = db.Now;
        await db.Execute($"update import_run set total = {run.Total}, created = {run.Created}, updated = {run.Updated}, unchanged = {run.Unchanged}, rejected = {run.Rejected}, moved_at = {run.MovedAt} where tenant_id = {db.TenantId} and id = {run.Id}", stop);
        if (!run.IsDry && created + updated > 0)
            db.Record($"{run.Kind}.imported", "import", run.Id, null, new { Created = created, Updated = updated });
        await db.Commit($"{run.Kind}.import", stop, new { Import = run.Id });
        notices.Add(_notices);
    }

    int Count(RowOutcome outcome) => _rows.Count(r => r.Outcome == outcome);
}
