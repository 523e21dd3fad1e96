using System.ComponentModel;
using System.Diagnostics;

namespace Rainmaker.Platform.Postgres;

/// <summary>Runs a program of PostgreSQL and waits for it. As root it runs as <see cref="Servant"/>: PostgreSQL refuses root.</summary>
static class Tool
{
    /// <summary>The unprivileged user that the distribution's package makes.</summary>
    public const string Servant = "postgres";

    public readonly record struct Outcome(int Code, string Said)
    {
        public bool Good => Code == 0;
    }

    public static async Task<Outcome> Run(string program, IEnumerable<string> arguments, CancellationToken stop, bool asServant = true)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Must be readable for the other user too.
            WorkingDirectory = "/",
        };
        if (asServant && Environment.IsPrivilegedProcess)
            start.UserName = Servant;

        // The caller's PGDATA, PGPORT, PGOPTIONS ... would change what these programs do.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e) when (start.UserName.Length > 0)
        {
            throw new CannotContinue($"{program} cannot be run as user {Servant}: {e.Message}. Does that user exist? The package postgresql makes it.");
        }
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return new(process.ExitCode, string.Join('\n', await said).Trim());
    }
}
