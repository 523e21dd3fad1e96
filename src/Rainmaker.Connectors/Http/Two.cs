namespace Rainmaker.Connectors.Http;

static class Two
{
    /// <summary>One list behind the other; a cursor in the second begins with its mark. What moved from the first into the second while we read comes once.</summary>
    public static async IAsyncEnumerable<Page<T>> Lists<T>(Reading reading, string mark, Func<T, string> id, Func<Reading, IAsyncEnumerable<Page<T>>> first, Func<Reading, IAsyncEnumerable<Page<T>>> second)
    {
        DateTimeOffset? through = null;
        var known = new HashSet<string>();
        var inSecond = reading.Resume?.StartsWith(mark, StringComparison.Ordinal) == true;
        if (!inSecond)
        {
            await foreach (var page in first(reading))
            {
                through = page.Through ?? through;
                known.UnionWith(page.Records.Select(id));
                yield return page with { Resume = page.Resume ?? mark, Through = null };
            }
        }
        await foreach (var page in second(reading with { Resume = inSecond && reading.Resume!.Length > mark.Length ? reading.Resume[mark.Length..] : null }))
        {
            var fresh = page.Records.Select((record, at) => (record, at)).Where(r => !known.Contains(id(r.record))).ToList();
            yield return page with
            {
                Records = fresh.ConvertAll(f => f.record),
                Originals = page.Originals.Count == 0 ? [] : fresh.ConvertAll(f => page.Originals[f.at]),
                Resume = page.Resume is null ? null : mark + page.Resume,
                Through = page.Through is { } end && through < end ? through : page.Through,
            };
        }
    }
}
