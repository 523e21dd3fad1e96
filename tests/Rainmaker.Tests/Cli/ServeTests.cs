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

    bool DatabaseRuns => File.Exists(Path.Combine(_folder.Path, "postgres", "postmaster.pid"));

    async Task<(int Exit, string Error)> Run(params string[] arguments)
    {
        using StringWriter error = new();
        return (await CommandLine.Run([.. arguments, "--data", _folder.Path], TextWriter.Null, error), error.ToString());
    }
}
