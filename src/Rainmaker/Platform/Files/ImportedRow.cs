using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Rainmaker.Platform.Files;

/// <summary>A row of a file on its way to becoming a record.</summary>
public abstract class ImportedRow(ImportRow row)
{
    internal TableRow Source { get; } = row.Source;
    public long Line => Source.Line;
    public RowOutcome Outcome { get; private set; }

    /// <summary>Why it was not taken.</summary>
    public string? Why { get; private set; }

    /// <summary>What makes two rows speak of one record.</summary>
    public abstract RowIdentity Identity { get; }

    public void Becomes(RowOutcome outcome) => Outcome = outcome;

    public void Reject(string why) => (Outcome, Why) = (RowOutcome.Rejected, why);
}

public enum RowOutcome { Pending, Created, Updated, Unchanged, Rejected }

/// <summary>What a row says it is about, as numbers drawn from keyed hashes.</summary>
/// <param name="External">The id another system gave; decides alone where it stands.</param>
/// <param name="Keys">What identifies it otherwise, the strongest first; never empty.</param>
/// <param name="Said">What agrees, as the reason says it: "e-mail address".</param>
public sealed record RowIdentity(ulong? External, ulong[] Keys, string Said)
{
    /// <summary>The number of a text; equal for equal ones, and different ones practically never meet.</summary>
    public static ulong Key(string kind, string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{text}")));

    public static ulong Key(byte[] hash) => BinaryPrimitives.ReadUInt64LittleEndian(hash);
}

/// <summary>
/// Which rows of a file were there already. Two rows that are about one record would undo each other at every run, so the later one is not taken.
/// Eight bytes a key are kept: some 100 MB for a million rows.
/// </summary>
sealed class RowsSeen
{
    readonly Dictionary<ulong, int> _external = [];

    // Negative where the row has an id of another system: two such with one address are two records there.
    readonly Dictionary<ulong, int> _keys = [];

    /// <summary>The line of an earlier row about the same record; null, and remembered, where there is none.</summary>
    public long? Earlier(RowIdentity row, long line)
    {
        if (Find(row) is { } earlier)
            return earlier;
        if (row.External is { } id)
            _external[id] = (int)line;
        foreach (var key in row.Keys)
            _keys.TryAdd(key, row.External is null ? (int)line : -(int)line);
        return null;
    }

    long? Find(RowIdentity row)
    {
        if (row.External is not { } id)
            return _keys.TryGetValue(row.Keys[0], out var line) ? Math.Abs(line) : null;
        if (_external.TryGetValue(id, out var same))
            return same;
        foreach (var key in row.Keys)
            if (_keys.TryGetValue(key, out var line) && line > 0)
                return line;
        return null;
    }
}
