using Rainmaker.Crm;

namespace Rainmaker.Connectors;

/// <summary>What to read of a list.</summary>
public sealed record Reading
{
    /// <summary>Everything, from the beginning.</summary>
    public static Reading All { get; } = new();

    /// <summary>Only what changed since; everything where left out. Some that changed a little earlier comes too: writing a record twice must be harmless.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary><see cref="Page{T}.Resume"/> of the last page that was kept; the reading goes on behind it. Since and Ids must be as they were.</summary>
    public string? Resume { get; init; }

    /// <summary>Only what hangs on these records. For associations, where the reader knows the records already.</summary>
    public IReadOnlyList<string>? Ids { get; init; }
}

/// <summary>One page of a list.</summary>
/// <param name="Records">Without those an earlier page of the same reading had.</param>
/// <param name="Resume">Where the next page begins; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Records, string? Resume)
{
    /// <summary>The records as the CRM wrote them, JSON, one for each of <see cref="Records"/>; empty where they were put together from several.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Originals { get; init; } = [];

    /// <summary>What this page could not tell or made no sense of.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>On the last page of a reading: all that changed before this moment has been read. The next <see cref="Reading.Since"/>.</summary>
    public DateTimeOffset? Through { get; init; }
}

/// <summary>Pages as one stream.</summary>
public static class Pages
{
    /// <summary>The records alone, one after the other.</summary>
    public static async IAsyncEnumerable<T> Records<T>(this IAsyncEnumerable<Page<T>> pages)
    {
        await foreach (var page in pages)
        {
            foreach (var record in page.Records)
                yield return record;
        }
    }
}
