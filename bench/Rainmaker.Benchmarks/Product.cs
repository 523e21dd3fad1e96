using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Rainmaker.Benchmarks;

/// <summary>The product as people run it: its own process, its own data folder, the verbs of the command line.</summary>
sealed class Product(string data) : IAsyncDisposable
{
    static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "Rainmaker.dll");
    Process? _serve;

    public string Data => data;
    public int Port { get; } = FreePort();
    public string Token { get; private set; } = "";

    /// <summary>Runs a verb to its end and answers what it printed.</summary>
    public async Task<string> Verb(params string[] words)
    {
        using var process = Begin([.. words, "--data", data]);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode is 0 or 3 ? (await output).Trim() : throw new InvalidOperationException($"{string.Join(' ', words)}: {await errors}");
    }

    public async Task<string> NewTenant(string key)
    {
        await Verb("tenant", "create", key);
        return Token = (await Verb("token", "create", "--tenant", key, "--role", "admin")).Split('\n')[^1];
    }

    /// <summary>Starts serving and answers how long it took until the first good answer of <c>/health/ready</c>.</summary>
    public async Task<TimeSpan> Serve()
    {
        var began = Stopwatch.GetTimestamp();
        _serve = Begin(["serve", "--port", $"{Port}", "--data", data]);
        _ = _serve.StandardOutput.ReadToEndAsync();
        _ = _serve.StandardError.ReadToEndAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        for (var tries = 0; tries < 3000; tries++)
        {
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode)
                    return Stopwatch.GetElapsedTime(began);
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            if (_serve.HasExited)
                throw new InvalidOperationException("serve ended.");
            await Task.Delay(10);
        }
        throw new TimeoutException("serve did not become ready.");
    }

    public void Kill()
    {
        _serve!.Kill();
        _serve.WaitForExit();
    }

    /// <summary>Megabytes of memory the server's process holds.</summary>
    public double Memory()
    {
        _serve!.Refresh();
        return _serve.WorkingSet64 / 1048576.0;
    }

    public HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_serve is { HasExited: false })
        {
            using var end = Process.Start("kill", $"-TERM {_serve.Id}");
            await _serve.WaitForExitAsync();
        }
        _serve?.Dispose();
    }

    static Process Begin(IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Dll);
        foreach (var word in words)
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
