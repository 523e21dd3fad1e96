using System.CommandLine;
using System.CommandLine.Invocation;
using Npgsql;

namespace Rainmaker.Cli;

/// <summary>All verbs. What a verb answers goes to standard output, everything said to a person to standard error.</summary>
public static class CommandLine
{
    /// <summary>How long a verb may clean up after Ctrl-C: stopping PostgreSQL writes its memory to disk.</summary>
    static readonly TimeSpan CleaningUp = TimeSpan.FromMinutes(1);

    public static RootCommand Tree() => new("Rainmaker, a self-hosted sales platform.")
    {
        ServeVerb.Command(),
        MigrateVerb.Command(),
        SetupVerb.Command(),
        TenantVerbs.Command(),
        TokenVerbs.Command(),
        ImportVerb.Command(),
        CrmVerbs.Command(),
        CrmVerbs.HubSpot(),
        DailyVerb.Command(),
        DemoVerb.Command(),
        EvaluateVerb.Command(),
        DbVerbs.Command(),
        DocsVerb.Command(),
    };

    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> Run(string[] arguments, TextWriter output, TextWriter error)
    {
        var parsed = Tree().Parse(arguments);
        try
        {
            if (parsed.Action is ParseErrorAction mistake)
            {
                // The whole help would bury what is wrong.
                mistake.ShowHelp = false;
                await parsed.InvokeAsync(new InvocationConfiguration { Output = error, Error = error });
                await error.WriteLineAsync($"See: {Spelling.Of(parsed.CommandResult.Command)} --help");
                return (int)ExitCode.Usage;
            }
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = CleaningUp,
            });
        }
        catch (CannotContinue e)
        {
            await error.WriteLineAsync(e.Message);
            return (int)e.Exit;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NpgsqlException)
        {
            await error.WriteLineAsync(e.Message);
            return (int)ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted.");
            return (int)ExitCode.Interrupted;
        }
    }
}
