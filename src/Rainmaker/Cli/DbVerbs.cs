using System.CommandLine;
using System.ComponentModel;
using System.Globalization;
using Npgsql;
using Rainmaker.Platform.Postgres;

namespace Rainmaker.Cli;

static class DbVerbs
{
    public static Command Command()
    {
        var command = new Argument<string[]>("command") { Description = "The program and its arguments, after --.", HelpName = "-- COMMAND ...", Arity = ArgumentArity.OneOrMore };
        var exec = new Command("exec",
            "Run psql, pg_dump, pg_restore or another program of PostgreSQL against this installation's database, as its owner. "
            + "Nothing is migrated before; the server stays up as long as the program runs. The exit code is the program's.")
        {
            command, Given.Data(),
        };
        exec.SetAction((given, stop) => Exec(given, given.GetRequiredValue(command), stop));
        return new("db", "The database behind it.") { exec };
    }

    static async Task<int> Exec(ParseResult given, string[] command, CancellationToken stop)
    {
        using var logs = LoggerFactory.Create(App.Log);
        await using var store = await Store.Open(given.Folder(), Settings.Read(Directory.GetCurrentDirectory()), logs.CreateLogger<Store>(), TimeProvider.System, stop);
        var start = new ProcessStartInfo(store.Program(command[0]), command[1..]);
        foreach (var (name, value) in Environment(new(store.Owner)))
            start.Environment[name] = value;

        using var program = Begin(start);
        // Ctrl-C reaches the program by itself: it is asked once, and waited for.
        await program.WaitForExitAsync(CancellationToken.None);
        return program.ExitCode;
    }

    static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CannotContinue($"{start.FileName} cannot be run: {e.Message}", ExitCode.Usage);
        }
    }

    /// <summary>What libpq reads in place of a connection string; a password in the arguments would show in the list of processes.</summary>
    static IEnumerable<(string Name, string? Value)> Environment(NpgsqlConnectionStringBuilder owner)
    {
        yield return ("PGHOST", owner.Host);
        yield return ("PGPORT", owner.Port.ToString(CultureInfo.InvariantCulture));
        yield return ("PGUSER", owner.Username);
        yield return ("PGDATABASE", owner.Database);
        yield return ("PGPASSWORD", owner.Password);
        yield return ("PGSSLROOTCERT", owner.RootCertificate);
        yield return ("PGSSLMODE", owner.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => mode.ToString().ToLowerInvariant(),
        });
    }
}
