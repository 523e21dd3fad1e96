using System.CommandLine;
using System.Globalization;
using Rainmaker.Connectors;
using Rainmaker.Platform;

namespace Rainmaker.Cli;

/// <summary>Deals to try things with, in a CRM that may be written to.</summary>
static class CrmSeedDealsVerb
{
    public static Command Command(string? fixedSource = null)
    {
        var source = new Option<string?>("--source") { Description = $"{string.Join(", ", CrmSources.Names)}. Where left out: {CrmSettings.SourceNames}.", HelpName = "S" };
        var count = new Option<int>("--count") { Description = "How many to write: 1 to 1,000.", HelpName = "N", DefaultValueFactory = _ => 10, CustomParser = text => text.Parsed<int>((string word, out int value) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= 1_000, "a number from 1 to 1000") };
        var remove = new Option<bool>("--remove") { Description = $"Take them out again: every deal whose name begins with {TestDeals.Mark}." };
        var owner = new Option<string?>("--owner") { Description = "Whose they are: id or e-mail in the CRM. The active owners in turn where left out.", HelpName = "WHO" };
        var address = CrmFetchVerb.BaseUrl();
        var verb = new Command("seed-deals", "Write marked test deals into a CRM, and remove them again. The key needs the right to write deals (HubSpot: crm.objects.deals.write).") { count, remove, owner, address, Given.Json() };
        if (fixedSource is null)
            verb.Options.Insert(0, source);
        verb.SetAction((given, stop) =>
        {
            var settings = CrmSettings.Here();
            var name = fixedSource ?? settings.Source(given.GetValue(source)) ?? throw new CannotContinue($"Which CRM? Say --source, or set one of {CrmSettings.SourceNames}.", ExitCode.Usage);
            return Run(given, settings.Connection(name, given.GetValue(address)), given.GetValue(count), given.GetValue(remove), given.GetValue(owner), stop);
        });
        return verb;
    }

    static async Task<int> Run(ParseResult given, CrmConnection connection, int count, bool remove, string? owner, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        using var client = CrmFetchVerb.Client();
        var done = new List<string>();
        try
        {
            var crm = CrmSources.Open(connection, client);
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            await terminal.WithProgress(async bars =>
            {
                await foreach (var id in remove ? TestDeals.Remove(crm, stop) : TestDeals.Write(crm, count, today, owner, stop))
                {
                    done.Add(id);
                    bars.Report(new(remove ? "removing test deals" : "writing test deals", done.Count, remove ? null : count));
                }
                return done;
            });
            Answer(true);
            return (int)ExitCode.Done;
        }
        catch (CrmFault fault)
        {
            terminal.Say(fault.Message + (fault.Scopes.Count > 0 ? $" The key lacks: {string.Join(", ", fault.Scopes)}." : ""));
            Answer(false);
            return (int)(done.Count > 0 ? ExitCode.Partial : CrmFetchVerb.ExitOf(fault));
        }

        void Answer(bool complete) => terminal.Answer(
            new { connection.Source, Written = remove ? [] : done, Removed = remove ? done : [], Complete = complete },
            remove ? $"{done.Count} test deals were removed from {connection.Source}." : $"{done.Count} test deals are in {connection.Source}; their names begin with {TestDeals.Mark}. The same command with --remove takes them out.");
    }
}
