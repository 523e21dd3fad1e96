using System.CommandLine;
using Rainmaker.Platform;

namespace Rainmaker.Cli;

static class MigrateVerb
{
    public static Command Command()
    {
        var verb = new Command("migrate", "Bring the database to this version. Every other verb does so by itself; this one does nothing else.") { Given.Data(), Given.Json() };
        verb.SetAction(Run);
        return verb;
    }

    static async Task<int> Run(ParseResult given, CancellationToken stop)
    {
        await using var place = await Workplace.Open(given, stop);
        new Terminal(given).Answer(
            new { place.Migrated, Store = place.Store.Description },
            place.Migrated == 0 ? $"Up to date: {place.Store.Description}" : $"{place.Migrated} migrations ran: {place.Store.Description}");
        return (int)ExitCode.Done;
    }
}
