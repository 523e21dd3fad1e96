using System.CommandLine;
using System.Globalization;
using Rainmaker.Platform;
using Rainmaker.Reports;

namespace Rainmaker.Cli;

/// <summary>From figures to the one-file dashboard. Needs no installation and no database.</summary>
static class CrmDashboardVerb
{
    public static Command Command()
    {
        var metrics = new Option<FileInfo>("--metrics") { Description = "What 'analyze' wrote.", HelpName = "FILE", DefaultValueFactory = _ => new(CrmAnalyzeVerb.Metrics) };
        var file = new Option<FileInfo>("--out") { Description = "The page: one file, which opens from a disk and can be mailed or put on any web server.", HelpName = "FILE.html", DefaultValueFactory = _ => new("dashboard/sales.html") };
        var serve = new Option<bool>("--serve") { Description = "Show it at an address of this machine until Ctrl-C; read anew at every visit." };
        var port = new Option<int>("--port") { Description = "For --serve. 0 takes any free one.", HelpName = "N", DefaultValueFactory = _ => 8001 };
        var verb = new Command("dashboard", "Turn figures into a dashboard that is one file.") { metrics, file, serve, port, Given.Json() };
        verb.SetAction(async (given, stop) =>
        {
            var terminal = new Terminal(given);
            var from = given.GetRequiredValue(metrics).FullName;
            var to = given.GetRequiredValue(file).FullName;
            var page = Page(from);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            await File.WriteAllBytesAsync(to, page, stop);
            terminal.Answer(new { File = to, Bytes = page.Length }, string.Create(CultureInfo.InvariantCulture, $"The dashboard is in {to} ({page.Length / 1024} KB)."));
            if (given.GetValue(serve))
                await Serve(from, given.GetValue(port), terminal, stop);
            return (int)ExitCode.Done;
        });
        return verb;
    }

    static byte[] Page(string metrics)
    {
        if (!File.Exists(metrics))
            throw new CannotContinue($"There is no file {metrics}. './run crm analyze' makes it.", ExitCode.Usage);
        try
        {
            return DashboardFile.Of(File.ReadAllBytes(metrics));
        }
        catch (FormatException e)
        {
            throw new CannotContinue($"{metrics}: {e.Message}");
        }
    }

    static async Task Serve(string metrics, int port, Terminal terminal, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.MapGet("/", () => Now(metrics));
        await app.StartAsync(stop);
        terminal.Say($"The dashboard is at {app.Urls.First()}. Ctrl-C ends it.");
        await app.WaitForShutdownAsync(stop);
    }

    static IResult Now(string metrics)
    {
        try
        {
            return Results.Bytes(Page(metrics), "text/html; charset=utf-8");
        }
        catch (CannotContinue e)
        {
            return Results.Text(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
