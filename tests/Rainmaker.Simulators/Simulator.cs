using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Rainmaker.Simulators;

/// <summary>A CRM that is not there: a real web server with state, limits and moods. <c>/_ledger</c> tells what it knows, <c>/_faults</c> what shall go wrong.</summary>
public abstract class Simulator : IAsyncDisposable
{
    public static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    readonly Lock _lock = new();
    readonly Dictionary<string, int> _answers = [];
    readonly List<object> _written = [];
    WebApplication? _app;

    protected Simulator(TimeProvider? clock) => Clock = clock ?? TimeProvider.System;

    public abstract string Name { get; }
    public Faults Faults { get; } = new();
    public TimeProvider Clock { get; }

    /// <summary>Where it listens, once started.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Requests answered since the start, without the simulator's own pages.</summary>
    public int Requests { get; private set; }

    /// <summary>Guards what the simulator keeps: requests come in parallel.</summary>
    protected Lock State => _lock;

    /// <param name="port">0 takes any free one.</param>
    public async Task Start(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = 64 << 20);
        _app = builder.Build();
        _app.Use(Watch);
        _app.MapGet("/_ledger", () => Results.Json(Ledger(), Wire));
        _app.MapGet("/_faults", () => Results.Json(Faults.All, Wire));
        _app.MapPost("/_faults", (Fault fault) => Faults.Add(fault));
        _app.MapDelete("/_faults", Faults.Clear);
        Map(_app);
        await _app.StartAsync();
        Address = new(_app.Urls.First() + "/");
    }

    protected abstract void Map(WebApplication app);

    /// <summary>What it knows, for whoever checks figures against it. Documented in docs/connectors.md.</summary>
    public abstract object Ledger();

    /// <summary>How often it was asked, by status, and what was written to it.</summary>
    protected object Traffic()
    {
        lock (_lock)
            return new { Requests, ByStatus = _answers.ToDictionary(), Written = _written.ToList() };
    }

    protected void Wrote(string what, string id, object? values)
    {
        lock (_lock)
            _written.Add(new { At = Clock.GetUtcNow(), What = what, Id = id, Values = values });
    }

    /// <summary>A fault with the vendor's own body. False leaves it to the usual ones.</summary>
    protected abstract Task<bool> Strike(Fault fault, HttpContext http);

    /// <summary>Changes what the vendor calls its cursor so that it leads back to the page just read.</summary>
    protected virtual string Repeat(string body, HttpContext http) => body;

    /// <summary>Puts one more record in while somebody reads.</summary>
    protected virtual void Grow()
    {
    }

    /// <summary>Limits and keys, before the answer. False when the request was turned away.</summary>
    protected virtual Task<bool> Admit(HttpContext http) => Task.FromResult(true);

    protected static async Task Json(HttpContext http, int status, object body)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(body, new JsonSerializerOptions());
    }

    protected static async Task Page(HttpContext http, int status, string type, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.WriteAsync(text);
    }

    async Task Watch(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments("/_ledger", StringComparison.Ordinal) || http.Request.Path.StartsWithSegments("/_faults", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }
        lock (_lock)
            Requests++;
        var fault = Faults.Strike(http.Request.Path.Value ?? "");
        if (fault is not null && await Struck(fault, http, next))
        {
            Count(http);
            return;
        }
        if (await Admit(http))
            await next(http);
        Count(http);
    }

    void Count(HttpContext http)
    {
        lock (_lock)
        {
            var status = http.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
            _answers[status] = _answers.GetValueOrDefault(status) + 1;
        }
    }

    async Task<bool> Struck(Fault fault, HttpContext http, RequestDelegate next)
    {
        if (fault.RetryAfter is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (await Strike(fault, http))
            return true;
        switch (fault.Kind)
        {
            case "html":
                await Page(http, 200, "text/html", "<!doctype html><title>Maintenance</title><h1>We will be right back</h1>");
                return true;
            case "text":
                await Page(http, 200, "text/plain", "upstream connect error");
                return true;
            case "echo":
                await Json(http, 400, new { message = $"You sent: {http.Request.Headers.Authorization} {http.Request.Headers["x-api-token"]}" });
                return true;
            case "reset":
                http.Abort();
                return true;
            case "lost_answer":
                // What was asked is done; who asked never hears of it.
                http.Response.Body = Stream.Null;
                if (await Admit(http))
                    await next(http);
                http.Abort();
                return true;
            case "slow":
                await Task.Delay(fault.Milliseconds);
                return false;
            case "grow":
                Grow();
                return false;
            case "half_json" or "repeat_cursor":
                await Changed(http, next, fault.Kind == "half_json" ? text => text[..(text.Length / 2)] : text => Repeat(text, http));
                return true;
            default:
                return false;
        }
    }

    async Task Changed(HttpContext http, RequestDelegate next, Func<string, string> change)
    {
        var line = http.Response.Body;
        using var kept = new MemoryStream();
        http.Response.Body = kept;
        if (await Admit(http))
            await next(http);
        http.Response.Body = line;
        var text = System.Text.Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
        http.Response.ContentLength = null;
        await http.Response.WriteAsync(change(text));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
            await _app.DisposeAsync();
    }
}
