namespace Rainmaker.Connectors.Http;

static class Two
{
    /// <summary>One list behind the other; a cursor in the second begins with its mark.</summary>
    public static async IAsyncEnumerable<Page<T>> Lists<T>(Reading reading, string mark, Func<Reading, IAsyncEnumerable<Page<T>>> first, Func<Reading, IAsyncEnumerable<Page<T>>> second)
    {
        DateTimeOffset? through = null;
        var inSecond = reading.Resume?.StartsWith(mark, StringComparison.Ordinal) == true;
        if (!inSecond)
        {
            await foreach (var page in first(reading))
            {
                through = page.Through ?? through;
                yield return page with { Resume = page.Resume ?? mark, Through = null };
            }
        }
        await foreach (var page in second(reading with { Resume = inSecond && reading.Resume!.Length > mark.Length ? reading.Resume[mark.Length..] : null }))
            yield return page with { Resume = page.Resume is null ? null : mark + page.Resume, Through = page.Through is { } end && through < end ? through : page.Through };
    }
}
