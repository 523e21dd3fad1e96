using System.Globalization;
using Rainmaker.Intelligence.Daily;
using Rainmaker.Platform;

namespace Rainmaker.Cli;

/// <summary>Earlier snapshots in a folder, one file each: sales_pipeline_YYYYMMDD_HHMMSS.json.</summary>
sealed class SnapshotCache(string folder)
{
    const string Pattern = "sales_pipeline_????????_??????.json";
    const string Moment = "yyyyMMdd_HHmmss";

    /// <exception cref="CannotContinue">Nothing can be written there.</exception>
    public static SnapshotCache Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using (new FileStream(Path.Combine(folder, ".sales_cache_probe"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
                return new(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotContinue($"The cache folder {folder} cannot be written: {e.Message} Choose another with --cache or SALES_PIPELINE_CACHE.");
        }
    }

    public IEnumerable<PipelineSnapshot> Earlier() => Directory.EnumerateFiles(folder, Pattern).Select(f => SalesPipelineJson.Read(File.ReadAllBytes(f))).OfType<PipelineSnapshot>();

    public string Keep(SalesPipelineData data, byte[] file)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"sales_pipeline_{data.Timestamp.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture)}.json"));
        // Whole or not there: somebody may read while we write.
        File.WriteAllBytes(path + ".new", file);
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    /// <returns>How many were too old and are gone.</returns>
    public int Forget(DateTimeOffset before)
    {
        var gone = 0;
        foreach (var path in Directory.EnumerateFiles(folder, Pattern))
        {
            var name = Path.GetFileNameWithoutExtension(path)["sales_pipeline_".Length..];
            if (!DateTime.TryParseExact(name, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) || at >= before.UtcDateTime)
                continue;
            File.Delete(path);
            gone++;
        }
        return gone;
    }
}
