using System.Diagnostics;
using System.Globalization;
using System.Net;
using Rainmaker.Cli;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli;

public sealed class ServeTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Other_verbs_work_beside_it_and_its_end_is_clean()
    {
        await using var serve = await ServeProcess.Start(_folder.Path);
        Assert.NotEqual(5000, serve.Address.Port);

        Assert.Contains("(was running)", (await Run("migrate")).Error, StringComparison.Ordinal);
        Assert.True(DatabaseRuns);

        Assert.Equal(0, await serve.Terminate());
        Assert.False(DatabaseRuns);
    }

    [Fact]
    public async Task A_folder_is_served_once()
    {
        await using var serve = await ServeProcess.Start(_folder.Path);

        var second = await Run("serve", "--port", "0");

        Assert.Equal((1, $"{_folder.Path} is already served by another process. Stop it, or give this one another folder with --data.\n"), second);
    }

    [Fact]
    public async Task A_killed_one_leaves_its_database_to_the_next()
    {
        await using (var first = await ServeProcess.Start(_folder.Path))
            await first.Kill();
        Assert.True(DatabaseRuns);

        await using var second = await ServeProcess.Start(_folder.Path);

        Assert.Contains("(was running)", second.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var serve = await ServeProcess.Start(_folder.Path);
        using var elsewhere = new TempFolder();
        using StringWriter error = new();

        var exit = await CommandLine.Run(["serve", "--port", $"{serve.Address.Port}", "--data", elsewhere.Path], TextWriter.Null, error);

        Assert.Equal(1, exit);
        Assert.Equal($"Rainmaker cannot listen on 127.0.0.1:{serve.Address.Port}: Address already in use. Choose another with --port or --bind.\n", error.ToString());
    }

    [Fact]
    public async Task A_killed_database_is_back_by_itself_and_the_server_ready_again()
    {
        await using var serve = await ServeProcess.Start(_folder.Path);
        using var http = new HttpClient { BaseAddress = serve.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready", Stop)).StatusCode);
        var killed = DatabaseProcess();

        Process.GetProcessById(killed).Kill();

        for (var left = 100; DatabaseProcess() == killed || (await http.GetAsync("/health/ready", Stop)).StatusCode != HttpStatusCode.OK; left--)
        {
            Assert.True(left > 0, serve.Said);
            await Task.Delay(200, Stop);
        }
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live", Stop)).StatusCode);
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    string PidFile => Path.Combine(_folder.Path, "postgres", "postmaster.pid");

    int DatabaseProcess() => File.Exists(PidFile) ? int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture) : 0;

    bool DatabaseRuns => File.Exists(PidFile);

    async Task<(int Exit, string Error)> Run(params string[] arguments)
    {
        using StringWriter error = new();
        return (await CommandLine.Run([.. arguments, "--data", _folder.Path], TextWriter.Null, error), error.ToString());
    }
}
