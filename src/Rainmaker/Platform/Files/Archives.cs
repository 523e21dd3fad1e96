using System.Buffers;
using System.IO.Compression;

namespace Rainmaker.Platform.Files;

/// <summary>Looks into a zip before anything opens it for good: few entries, and small enough when really unpacked, whatever its directory claims.</summary>
static class Archives
{
    const int MaxEntries = 2_000;
    const long MaxUnpacked = 512L << 20;

    // The strings of a workbook are held in memory as a whole.
    const long MaxStrings = 64L << 20;

    public sealed record TooManyEntries(int Count) : Invalid("file", $"The workbook has {Count} parts; {MaxEntries} is the most.", Count);
    public sealed record TooLargeUnpacked(string Part, long Limit) : Invalid("file", $"Unpacked, the workbook is larger than {Limit >> 20} MB ({Part}). Save it as CSV.", Part);
    public sealed record NotAnArchive() : Invalid("file", "This .xlsx file is damaged.");

    /// <summary>Why the archive is not opened; null where it may be. Leaves the file at its beginning.</summary>
    public static Refusal? Refusal(Stream file)
    {
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            return zip.Entries.Count > MaxEntries ? new TooManyEntries(zip.Entries.Count) : TooLarge(zip);
        }
        catch (Exception broken) when (broken is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            return new NotAnArchive();
        }
        finally
        {
            file.Position = 0;
        }
    }

    static TooLargeUnpacked? TooLarge(ZipArchive zip)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            var total = 0L;
            foreach (var entry in zip.Entries)
            {
                var limit = entry.FullName.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase) ? MaxStrings : MaxUnpacked;
                using var part = entry.Open();
                var size = 0L;
                while (part.Read(buffer) is var read and > 0)
                {
                    (size, total) = (size + read, total + read);
                    if (size > limit || total > MaxUnpacked)
                        return new(entry.Name, size > limit ? limit : MaxUnpacked);
                }
            }
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
