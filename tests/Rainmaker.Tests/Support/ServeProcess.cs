using System.Diagnostics;
using System.Globalization;

namespace Rainmaker.Tests.Support;

/// <summary>The real program, <c>serve</c>, in a process of its own: for tests that kill it.</summary>
public sealed class ServeProcess : IAsyncDisposable
{
    const string Ready = "Rainmaker is at ";

    readonly Process _process;
    readonly List<string> _said = [];

    ServeProcess(Process process) => _process = process;

    /// <summary>Where it listens, on a free port of this machine.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Everything it told the operator so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return string.Join('\n', _said);
        }
    }

    /// <summary>Returns when it serves; throws with what it said when it ended instead.</summary>
    public static async Task<ServeProcess> Start(string dataFolder, params string[] more)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rainmaker.dll"), "serve", "--port", "0", "--data", dataFolder, .. more])
        {
            RedirectStandardError = true,
            WorkingDirectory = dataFolder,
        })!;
        var serve = new ServeProcess(process);
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                address.TrySetException(new InvalidOperationException($"serve ended: {serve.Said}"));
                return;
            }
            lock (serve._said)
                serve._said.Add(line.Data);
            if (line.Data.StartsWith(Ready, StringComparison.Ordinal))
                address.TrySetResult(new(line.Data[Ready.Length..]));
        };
        process.BeginErrorReadLine();
        serve.Address = await address.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return serve;
    }

    /// <summary>What a power cut would do to it alone: PostgreSQL goes on.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <returns>Its exit code.</returns>
    public async Task<int> Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Terminate();
        _process.Dispose();
    }
}
