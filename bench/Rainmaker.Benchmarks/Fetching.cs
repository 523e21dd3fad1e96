using System.Globalization;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Benchmarks;

/// <summary>A whole fetch at the usual volume, as its user starts it, against the time that the limit alone makes it wait.</summary>
static class Fetching
{
    const int Calls = 100;
    static readonly TimeSpan Per = TimeSpan.FromSeconds(10);

    public static async Task Run(int rounds)
    {
        Console.WriteLine("| round | requests | the limit's bound | wall time | ratio | asked | |\n|---|---|---|---|---|---|---|");
        for (var round = 1; round <= rounds; round++)
        {
            await using var portal = new HubSpotSimulator(new() { Volume = Volume.Usual, CallsPer10Seconds = Calls });
            await portal.Start();
            var folder = Directory.CreateTempSubdirectory("rainmaker-fetching-");
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rainmaker.dll"), "crm", "fetch", "--source", "hubspot", "--base-url", portal.Address.AbsoluteUri, "--out", folder.FullName]) { RedirectStandardError = true };
            start.Environment["HUBSPOT_API_KEY"] = new HubSpotOptions().Token;
            var began = Stopwatch.GetTimestamp();
            using (var fetch = Process.Start(start)!)
            {
                var said = await fetch.StandardError.ReadToEndAsync();
                await fetch.WaitForExitAsync();
                if (fetch.ExitCode != 0)
                    throw new InvalidOperationException(said);
            }
            var took = Stopwatch.GetElapsedTime(began);
            // The last request waits for as many whole stretches as there are full hundreds before it.
            var bound = Per * ((portal.Requests - 1) / Calls);
            var ratio = took / bound;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {round} | {portal.Requests} | {bound.TotalSeconds:0.0} s | {took.TotalSeconds:0.0} s | {ratio:0.000} | at most 1.05 | {(ratio <= 1.05 ? "reached" : "missed")} |"));
            folder.Delete(recursive: true);
        }
    }
}
