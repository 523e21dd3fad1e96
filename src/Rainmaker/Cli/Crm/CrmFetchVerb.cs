using System.CommandLine;
using System.Globalization;
using System.Net;
using Rainmaker.Connectors;
using Rainmaker.Connectors.Files;
using Rainmaker.Platform;

namespace Rainmaker.Cli;

static class CrmFetchVerb
{
    /// <param name="fixedSource">For <c>hubspot fetch</c>; null lets --source and the settings decide.</param>
    public static Command Command(string? fixedSource = null)
    {
        var source = new Option<string?>("--source") { Description = $"{string.Join(", ", CrmSources.Names)}. Where left out: {CrmSettings.SourceNames}.", HelpName = "S" };
        var folder = new Option<DirectoryInfo>("--out") { Description = "Where the raw files go.", HelpName = "DIR", DefaultValueFactory = _ => new("data/raw") };
        var address = BaseUrl();
        var version = new Option<string?>("--api-version") { Description = "Version of the CRM's interface; the newest known where left out. HubSpot: 2026-09 or v3.", HelpName = "V" };
        var currency = new Option<string?>("--currency") { Description = "ISO 4217, for money that the CRM states without a currency.", HelpName = "CODE" };
        var fields = new Option<FileInfo?>("--fields") { Description = "JSON: which of the account's own fields mean what.", HelpName = "FILE" };
        var fresh = new Option<bool>("--fresh") { Description = "Begin anew, also where an interrupted fetch could go on." };
        var verb = new Command("fetch", "Copy a CRM into raw files, one for each kind of record. Killed, it goes on behind the last whole page when it is started again.")
        {
            folder, address, version, currency, fields, fresh, Given.Json(),
        };
        if (fixedSource is null)
            verb.Options.Insert(0, source);
        verb.SetAction((given, stop) =>
        {
            var settings = CrmSettings.Here();
            var name = fixedSource ?? settings.Source(given.GetValue(source)) ?? throw new CannotContinue($"Which CRM? Say --source, or set one of {CrmSettings.SourceNames}.", ExitCode.Usage);
            var connection = settings.Connection(name, given.GetValue(address), given.GetValue(version), given.GetValue(currency), given.GetValue(fields));
            return Run(given, connection, given.GetRequiredValue(folder).FullName, given.GetValue(fresh), stop);
        });
        return verb;
    }

    internal static Option<Uri?> BaseUrl() => new("--base-url")
    {
        Description = "Another address for the CRM: a simulator, a proxy, the company's own host.",
        HelpName = "URL",
        CustomParser = text => text.Parsed<Uri?>((string word, out Uri? value) => Uri.TryCreate(word, UriKind.Absolute, out value) && value.Scheme is "http" or "https", "an address such as http://127.0.0.1:8090"),
    };

    /// <summary>What the shell sees of a CRM that could not be read.</summary>
    internal static ExitCode ExitOf(CrmFault fault) => fault.Kind switch
    {
        CrmFaultKind.NotAuthorised or CrmFaultKind.MissingScope => ExitCode.NotAuthorised,
        CrmFaultKind.RateLimited or CrmFaultKind.DailyLimit or CrmFaultKind.Unavailable or CrmFaultKind.NotJson or CrmFaultKind.BrokenAnswer => ExitCode.RemoteUnavailable,
        _ => ExitCode.Failed,
    };

    /// <summary>For calls the operator asks for at the command line; a redirect would carry the key elsewhere.</summary>
    internal static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, UseCookies = false });

    static async Task<int> Run(ParseResult given, CrmConnection connection, string folder, bool fresh, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        using var client = Client();
        try
        {
            var crm = CrmSources.Open(connection, client);
            var order = new FetchOrder(folder, connection.BaseAddress?.Authority ?? connection.Source, connection.Currency, fresh);
            var report = await terminal.WithProgress(bars => Fetch.Run(crm, order, new Onto(bars), stop: stop));
            foreach (var gap in report.Gaps)
                terminal.Say($"Notice: {gap.Notice}");
            terminal.Answer(report, string.Create(CultureInfo.InvariantCulture, $"{report.Counts.Values.Sum():n0} records of {report.Source} are in {folder}: {string.Join(", ", report.Counts.Select(c => $"{c.Value:n0} {c.Key}"))}."));
            return (int)(report.Complete ? ExitCode.Done : ExitCode.Partial);
        }
        catch (CrmFault fault)
        {
            terminal.Say(fault.Message + (fault.CorrelationId is { } id ? $" (for their support: {id})" : ""));
            if (fault.RetryAt is { } at)
                terminal.Say($"It makes sense to try again from {at:u}.");
            terminal.Say("What was read is kept: the same command goes on from there.");
            return (int)ExitOf(fault);
        }
    }

    sealed class Onto(IProgress<Progress> bars) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => bars.Report(new(value.Resumed ? $"{value.Kind}, going on behind {value.Count.ToString("n0", CultureInfo.InvariantCulture)}" : value.Kind, value.Count, null));
    }
}
