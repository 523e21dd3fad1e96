using System.Diagnostics;
using System.Text.Json;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Simulators.Nutshell;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli;

public sealed class CrmFetchTests : IDisposable
{
    static readonly string _key = new HubSpotOptions().Token;
    readonly TempFolder _folder = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fetch_takes_its_settings_from_a_file_and_tells_what_it_brought()
    {
        await using var portal = await Portal();
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, ".env.local"), $"HUBSPOT_API_KEY={_key}\nHUBSPOT_BASE_URL={portal.Address}\n", Stop);

        var (exit, output, _) = await Run([], "hubspot", "fetch", "--json");

        Assert.Equal(0, exit);
        using var told = JsonDocument.Parse(output);
        Assert.Equal(60, told.RootElement.GetProperty("counts").GetProperty("contacts").GetInt32());
        Assert.Equal(14, Directory.GetFiles(Path.Combine(_folder.Path, "data", "raw"), "hubspot_*.json").Length);
    }

    [Fact]
    public async Task The_general_names_choose_source_key_and_address_and_a_flag_goes_before_them()
    {
        await using var portal = await Portal();
        await using var shell = new NutshellSimulator(new() { Contacts = 20 });
        await shell.Start();
        (string, string)[] settings =
        [
            ("SALES_PIPELINE_SOURCE", "hubspot"), ("SALES_PIPELINE_API_KEY", _key), ("SALES_PIPELINE_ENDPOINT", $"{portal.Address}crm/v3/objects/deals"), ("CRM_PROVIDER", "pipedrive"),
            ("NUTSHELL_API_KEY", new NutshellOptions().Key), ("NUTSHELL_USER", new NutshellOptions().User), ("NUTSHELL_BASE_URL", shell.Address.AbsoluteUri),
        ];

        var general = await Run(settings, "crm", "fetch", "--out", "general");
        var flag = await Run(settings, "crm", "fetch", "--out", "flag", "--source", "nutshell");

        Assert.Equal((0, 0), (general.Exit, flag.Exit));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder.Path, "general"), "hubspot_contacts_*.json"));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder.Path, "flag"), "nutshell_contacts_*.json"));
    }

    [Theory]
    [InlineData("unauthorised", 4), InlineData("missing_scope", 3), InlineData("daily_limit", 5), InlineData("reset", 5)]
    public async Task The_exit_code_tells_what_went_wrong_and_the_key_is_not_told(string fault, int exit)
    {
        await using var portal = await Portal();
        portal.Faults.Add(new(fault, "/companies", Times: -1));

        var told = await Run([("HUBSPOT_API_KEY", _key)], "crm", "fetch", "--source", "hubspot", "--base-url", portal.Address.AbsoluteUri);

        Assert.Equal(exit, told.Exit);
        Assert.DoesNotContain(_key, told.Output + told.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crm", "fetch"), InlineData("crm", "fetch", "--source", "siebel"), InlineData("crm", "fetch", "--source", "hubspot", "--base-url", "ftp://nowhere"), InlineData("crm", "fetch", "--source", "hubspot", "--fields", "missing.json")]
    public async Task What_is_set_wrongly_is_said_before_anything_is_asked(params string[] command)
    {
        var told = await Run([("HUBSPOT_API_KEY", _key)], command);

        Assert.NotEqual(0, told.Exit);
        Assert.NotEmpty(told.Error);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "data")));
    }

    [Fact]
    public async Task Nobody_at_the_other_end_is_unavailable_and_no_demo_comes_instead()
    {
        var told = await Run([("HUBSPOT_API_KEY", _key)], "crm", "fetch", "--source", "hubspot", "--base-url", "http://127.0.0.1:9");

        Assert.Equal(5, told.Exit);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "data", "raw"), "*.json"));
    }

    [Fact]
    public async Task Killed_in_the_middle_it_goes_on_and_nothing_is_missing_or_double()
    {
        await using var portal = await Portal(2_500);
        portal.Faults.Add(new("slow", "/contacts", Times: -1, Milliseconds: 150));
        string[] command = ["crm", "fetch", "--source", "hubspot", "--base-url", portal.Address.AbsoluteUri, "--out", "raw"];
        using (var first = Begin([("HUBSPOT_API_KEY", _key)], command))
        {
            while (!Directory.Exists(Raw) || !Directory.GetFiles(Raw, "hubspot_contacts_*.part").Any(f => new FileInfo(f).Length > 500_000))
                await Task.Delay(20, Stop);
            first.Kill();
            await first.WaitForExitAsync(Stop);
        }
        Assert.Empty(Directory.GetFiles(Raw, "*.json"));
        portal.Faults.Clear();

        var told = await Run([("HUBSPOT_API_KEY", _key)], command);

        Assert.Equal(0, told.Exit);
        Assert.Contains("contacts, going on behind", told.Error, StringComparison.Ordinal);
        using var contacts = JsonDocument.Parse(await File.ReadAllBytesAsync(Directory.GetFiles(Raw, "hubspot_contacts_*.json").Single(), Stop));
        Assert.Equal(portal.Store.All("contacts").Select(c => c["hs_object_id"]), contacts.RootElement.EnumerateArray().Select(c => c.GetProperty("id").GetString()));
    }

    string Raw => Path.Combine(_folder.Path, "raw");

    static async Task<HubSpotSimulator> Portal(int contacts = 60)
    {
        var portal = new HubSpotSimulator(new() { Volume = Volume.Of(contacts), CallsPer10Seconds = 1_000 });
        await portal.Start();
        return portal;
    }

    async Task<(int Exit, string Output, string Error)> Run((string Name, string Value)[] settings, params string[] command)
    {
        using var process = Begin(settings, command);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output, await error);
    }

    Process Begin((string Name, string Value)[] settings, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rainmaker.dll"), .. command]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
