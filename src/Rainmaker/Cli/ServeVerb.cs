using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Rainmaker.Platform;
using Rainmaker.Platform.Postgres;

namespace Rainmaker.Cli;

static class ServeVerb
{
    public static Command Command()
    {
        var port = new Option<int>("--port")
        {
            Description = "Port to listen on; 0 takes a free one.",
            HelpName = "N",
            DefaultValueFactory = _ => 5080,
            CustomParser = text => text.Parsed<int>((string word, out int value) => int.TryParse(word, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 65_535, "0 to 65535"),
        };
        var bind = new Option<IPAddress>("--bind")
        {
            Description = "Address to listen on. 0.0.0.0 opens it to the network: put a proxy with TLS before it.",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = text => text.Parsed<IPAddress>(IPAddress.TryParse, "an IP address"),
        };
        var demo = new Option<bool>("--demo") { Description = "Make up the demo's tenant first, where it is not there yet." };
        var none = new Option<bool>("--no-demo") { Description = "Serve what is there. Where nobody can sign in yet, a link for the first administrator is printed. This is what happens without either." };
        var verb = new Command("serve", "Serve Rainmaker until Ctrl-C.") { port, bind, demo, none, Given.Data() };
        verb.Validators.Add(given =>
        {
            if (given.GetValue(demo) && given.GetValue(none))
                given.AddError("--demo and --no-demo contradict each other.");
        });
        verb.SetAction((given, stop) => Run(given, given.GetRequiredValue(bind), given.GetValue(port), given.GetValue(demo), stop));
        return verb;
    }

    static async Task<int> Run(ParseResult given, IPAddress bind, int port, bool demo, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        MustBeFree(bind, port);
        using var alone = ServeLock.Take(given.Folder());
        await using var place = await Workplace.Open(given, stop);
        terminal.Say(place.Store.Description);
        var signIns = demo ? await DemoVerb.Seed(terminal, place, scale: 1, stop) : null;

        await using var app = App.Build(place.Installation, $"http://{new IPEndPoint(bind, port)}", settings: place.Settings);
        await app.StartAsync(stop);
        foreach (var address in app.Urls)
            terminal.Say($"Rainmaker is at {address}");
        if (await app.Services.GetRequiredService<SetUpLink>().Issue(stop) is { } token)
            terminal.Say($"Nobody can sign in yet. For {SetUpLink.Lifetime.TotalMinutes:0} minutes this link makes the first administrator: {app.Services.GetRequiredService<PublicAddress>().Url?.GetLeftPart(UriPartial.Authority) ?? app.Urls.First()}/setup?token={token}");

        if (signIns is not null)
            DemoVerb.Say(terminal, signIns);

        await app.WaitForShutdownAsync(stop);
        return (int)ExitCode.Done;
    }

    /// <summary>Asked before anything is started: the web server would say it late and with its whole stack.</summary>
    static void MustBeFree(IPAddress bind, int port)
    {
        using var trial = new TcpListener(bind, port);
        try
        {
            trial.Start();
        }
        catch (SocketException e)
        {
            throw new CannotContinue($"Rainmaker cannot listen on {new IPEndPoint(bind, port)}: {e.Message}. Choose another with --port or --bind.");
        }
    }
}
