using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rainmaker.Tests.Trust;

/// <summary>Everything the product logged, with the exceptions.</summary>
public sealed class LogBook : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}

static class Findings
{
    /// <summary>Fails with all of them, and with what the log says of those that broke something.</summary>
    public static void MustBeNone(this IReadOnlyCollection<string> faults, TwoTenants world)
    {
        var broken = world.Log.Lines.Where(l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Critical", StringComparison.Ordinal)).Select(l => l[..Math.Min(l.Length, 900)]).Distinct().Take(20);
        Assert.True(faults.Count == 0, $"{faults.Count} findings:\n{string.Join('\n', faults.Take(60))}\n{string.Join('\n', broken)}");
    }
}
