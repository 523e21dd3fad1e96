using Microsoft.Playwright;
using Rainmaker.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Rainmaker.Browser.Tests;

/// <summary>One real Chromium for all journeys; every test opens a window of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    IPlaywright? _playwright;
    IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("There is no Chromium; ./test installs it."),
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    /// <summary>A fresh window: no cookies, no cache. What the page complains of gathers in <see cref="Window.Complaints"/>.</summary>
    public async Task<Window> Open(Uri address, Look look)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = address.ToString(), ViewportSize = new() { Width = look.Width, Height = look.Height },
            ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light, JavaScriptEnabled = look.Script, HasTouch = look.Width < 500, ReducedMotion = ReducedMotion.Reduce,
        });
        return new Window(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

public sealed record Look(int Width = 1440, int Height = 900, bool Dark = false, bool Script = true)
{
    public static readonly Look Desk = new();
    public static readonly Look Phone = new(390, 844);
}

public sealed class Window : IAsyncDisposable
{
    readonly IBrowserContext _context;
    readonly List<string> _complaints = [];

    public Window(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.SetDefaultTimeout(15_000);
    }

    public IPage Page { get; }

    /// <summary>From here on the browser sends this cookie to that server.</summary>
    public Task Carry(string cookie, string value, Uri server) => _context.AddCookiesAsync([new() { Name = cookie, Value = value, Url = server.ToString() }]);

    /// <summary>Console errors, script errors and refusals of the content security policy.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
