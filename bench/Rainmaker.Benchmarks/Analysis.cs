using System.Globalization;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Benchmarks;

/// <summary>
/// <c>crm analyze</c> against only walking the same files with Utf8JsonReader, both as whole processes, one after the other in each round; and the same for ten
/// times the volume. Ratios of one round stand or fall together with the machine's mood; the median of rounds is told.
/// </summary>
static class Analysis
{
    const int Contacts = 44_602;

    /// <summary>What analysis is held to: every token of every file, nothing done with it.</summary>
    public static void Walk(string folder)
    {
        var tokens = 0L;
        var buffer = new byte[1 << 18];
        foreach (var path in Directory.EnumerateFiles(folder, "*.json"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            var (state, kept) = (new JsonReaderState(), 0);
            while (true)
            {
                var read = file.Read(buffer, kept, buffer.Length - kept);
                var json = new Utf8JsonReader(buffer.AsSpan(0, kept + read), read == 0, state);
                while (json.Read())
                    tokens++;
                (state, kept) = (json.CurrentState, kept + read - (int)json.BytesConsumed);
                if (read == 0)
                    break;
                buffer.AsSpan((int)json.BytesConsumed, kept).CopyTo(buffer);
            }
        }
        Console.WriteLine(tokens);
    }

    public static async Task Run(int rounds, int largest)
    {
        var folder = Directory.CreateTempSubdirectory("rainmaker-analysis-");
        try
        {
            foreach (var times in (int[])[1, largest])
            {
                var raw = Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"raw{times}"));
                HubSpotRaw.Write(raw, Volume.Of(Contacts * times), 7, new(2026, 11, 20));
                var bytes = new DirectoryInfo(raw).EnumerateFiles().Sum(f => f.Length);
                var product = typeof(Rainmaker.Cli.CommandLine).Assembly.Location;
                var took = new List<(Took Walk, Took Analyze)>();
                for (var round = 0; round <= rounds; round++)
                {
                    var pair = (await Start(Environment.ProcessPath!, [.. Self(), "walk", raw]), await Start("dotnet", [product, "crm", "analyze", "--raw", raw, "--out", Path.Combine(folder.FullName, "metrics.json")]));
                    // The first one only warms the files.
                    if (round > 0)
                        took.Add(pair);
                }
                Print(times, bytes, took);
                Directory.Delete(raw, recursive: true);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Analysis).Assembly.Location] : [];

    static void Print(int times, long bytes, List<(Took Walk, Took Analyze)> took)
    {
        var ratios = took.Select(t => t.Analyze.Wall / t.Walk.Wall).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{times}x ({bytes / 1e6:0} MB): walk {Median(took.Select(t => t.Walk.Wall.TotalSeconds)):0.00} s, analyze {Median(took.Select(t => t.Analyze.Wall.TotalSeconds)):0.00} s, ratio {Median(ratios):0.00} (rounds {ratios[0]:0.00} to {ratios[^1]:0.00}), peak {took.Max(t => t.Analyze.Peak) / 1024.0:0} MB"));
    }

    static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    readonly record struct Took(TimeSpan Wall, long Peak);

    static async Task<Took> Start(string program, string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        var order = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // As ./run starts its verbs.
        foreach (var (name, value) in ((string, string)[])[("TieredPGO", "0"), ("TC_CallCountingDelayMs", "64"), ("gcServer", "0"), ("gcConcurrent", "0")])
            order.Environment[$"DOTNET_{name}"] = value;
        using var process = Process.Start(order)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = 0L;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            await Task.Delay(4);
        }
        watch.Stop();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(string.Join('\n', await said));
        return new(watch.Elapsed, peak);
    }

    /// <summary>Kilobytes; the system keeps the highest until the process is gone.</summary>
    static long PeakOf(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM", StringComparison.Ordinal)) is { } line
                ? long.Parse(line.AsSpan(6).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
