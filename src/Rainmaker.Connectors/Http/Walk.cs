namespace Rainmaker.Connectors.Http;

/// <summary>One page as the CRM gave it.</summary>
/// <param name="Next">The CRM's word for the page after it; null where it says there is none.</param>
sealed record Batch<T>(IReadOnlyList<(string Id, T Record, ReadOnlyMemory<byte> Original)> Records, string? Next);

static class Walk
{
    /// <summary>
    /// Page after page. A record that moved to a later page while we read comes once; a cursor that comes back is a fault, because the pages behind it
    /// would come forever.
    /// </summary>
    public static async IAsyncEnumerable<Page<T>> Over<T>(string source, string what, string? resume, Func<string?, CancellationToken, Task<Batch<T>>> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop = default)
    {
        var known = new HashSet<string>();
        var cursors = new HashSet<string>();
        for (var cursor = resume; ;)
        {
            var batch = await read(cursor, stop);
            var fresh = batch.Records.Where(r => known.Add(r.Id)).ToList();
            if (batch.Next is { } next && (next == cursor || !cursors.Add(next)))
            {
                if (fresh.Count > 0)
                    yield return Page(fresh, null);
                throw new CrmFault(CrmFaultKind.RepeatingCursor, source, $"The list of {what} goes round in circles: the page after '{Short(cursor)}' leads to '{Short(next)}' again. What was read until there is kept.");
            }
            yield return Page(fresh, batch.Next);
            if (batch.Next is null)
                yield break;
            cursor = batch.Next;
        }
    }

    static Page<T> Page<T>(List<(string Id, T Record, ReadOnlyMemory<byte> Original)> fresh, string? resume) =>
        new(fresh.ConvertAll(f => f.Record), resume) { Originals = fresh.ConvertAll(f => f.Original) };

    static string Short(string? cursor) => cursor is null ? "the first" : cursor.Length > 40 ? cursor[..40] + "..." : cursor;
}
