using System.CommandLine;
using System.Globalization;
using Rainmaker.Simulators;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Simulators.Nutshell;
using Rainmaker.Simulators.Pipedrive;
using Rainmaker.Simulators.Salesforce;

var port = new Option<int>("--port") { Description = "0 takes any free one.", DefaultValueFactory = _ => 0 };
var contacts = new Option<int>("--contacts") { Description = "How many contacts; the rest in proportion.", DefaultValueFactory = _ => 1_000 };
var seed = new Option<int>("--seed") { Description = "The same seed makes the same data.", DefaultValueFactory = _ => 7 };
var asOf = new Option<DateOnly?>("--as-of") { Description = "The day the data reaches up to (yyyy-MM-dd); today where left out." };
var calls = new Option<int>("--calls-per-10s") { Description = "HubSpot's rolling limit.", DefaultValueFactory = _ => 100 };
var folder = new Argument<DirectoryInfo>("folder") { Description = "Where the files go." };

var hubspot = new Command("hubspot", "HubSpot, with private token or OAuth.") { port, contacts, seed, asOf, calls };
hubspot.SetAction((given, stop) => Serve(
    new HubSpotSimulator(new() { Volume = Volume.Of(given.GetValue(contacts)), Seed = given.GetValue(seed), Today = given.GetValue(asOf), CallsPer10Seconds = given.GetValue(calls), HasAppointments = false }),
    given.GetValue(port), $"key {new HubSpotOptions().Token}", stop));

var salesforce = new Command("salesforce", "Salesforce, with client credentials.") { port, contacts, seed };
salesforce.SetAction((given, stop) => Serve(new SalesforceSimulator(new() { Contacts = given.GetValue(contacts), Seed = given.GetValue(seed), PageSize = 2_000 }), given.GetValue(port),
    $"client {SalesforceSimulator.ClientId}, secret {SalesforceSimulator.ClientSecret}", stop));

var pipedrive = new Command("pipedrive", "Pipedrive, with an API token.") { port, contacts, seed };
pipedrive.SetAction((given, stop) => Serve(new PipedriveSimulator(new() { Contacts = given.GetValue(contacts), Seed = given.GetValue(seed) }), given.GetValue(port), $"key {new PipedriveOptions().Token}", stop));

var nutshell = new Command("nutshell", "Nutshell, with user and key.") { port, contacts, seed };
nutshell.SetAction((given, stop) => Serve(new NutshellSimulator(new() { Contacts = given.GetValue(contacts), Seed = given.GetValue(seed) }), given.GetValue(port), $"user {new NutshellOptions().User}, key {new NutshellOptions().Key}", stop));

var raw = new Command("raw", "Writes the raw files of a made-up HubSpot without any server, for any volume.") { folder, contacts, seed, asOf };
raw.SetAction(given => HubSpotRaw.Write(given.GetRequiredValue(folder).FullName, Volume.Of(given.GetValue(contacts)), given.GetValue(seed), given.GetValue(asOf) ?? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)));

return await new RootCommand("CRMs that are not there, for development and tests. /_ledger tells what they know, /_faults breaks them on demand.") { hubspot, salesforce, pipedrive, nutshell, raw }.Parse(args).InvokeAsync();

static async Task<int> Serve(Simulator simulator, int port, string key, CancellationToken stop)
{
    await using (simulator)
    {
        await simulator.Start(port);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{simulator.Name} listens at {simulator.Address} with the {key}. Ctrl-C ends it."));
        await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, TaskScheduler.Default);
    }
    return 0;
}
