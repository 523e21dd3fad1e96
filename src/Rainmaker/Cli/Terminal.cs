using System.CommandLine;
using System.Text.Json;
using Rainmaker.Platform;
using Spectre.Console;
using Progress = Rainmaker.Platform.Progress;

namespace Rainmaker.Cli;

/// <summary>What a verb says to a person (standard error) and answers (standard output).</summary>
sealed class Terminal(ParseResult given)
{
    static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    readonly TextWriter _output = given.InvocationConfiguration.Output;
    readonly TextWriter _error = given.InvocationConfiguration.Error;

    public void Say(string message) => _error.WriteLine(message);

    /// <summary>A line of data.</summary>
    public void Answer(string line) => _output.WriteLine(line);

    /// <summary>With <c>--json</c> the object on standard output, else the sentence for a person.</summary>
    public void Answer<T>(T data, string sentence)
    {
        if (given.WantsJson())
            _output.WriteLine(JsonSerializer.Serialize(data, Wire));
        else
            Say(sentence);
    }

    /// <summary>Says an expected "no", each fault by the option or column it is about.</summary>
    public int Refuse(Refusal refusal)
    {
        foreach (var why in refusal is Faults faults ? faults.All.Select(f => f.Why) : [refusal.Why])
            Say(why);
        return (int)(refusal switch { Invalid or Faults => ExitCode.Usage, Forbidden => ExitCode.NotAuthorised, _ => ExitCode.Failed });
    }

    /// <summary>Draws a bar on a terminal; elsewhere (a log, a pipe) names each step once.</summary>
    public async Task<T> WithProgress<T>(Func<IProgress<Progress>, Task<T>> work)
    {
        if (_error != Console.Error || Console.IsErrorRedirected)
            return await work(new Steps(this));

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(_error),
            ColorSystem = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(bars => work(new Bars(bars)));
    }

    sealed class Steps(Terminal terminal) : IProgress<Progress>
    {
        string? _step;

        public void Report(Progress value)
        {
            if (Interlocked.Exchange(ref _step, value.Step) != value.Step)
                terminal.Say($"{value.Step} ...");
        }
    }

    sealed class Bars(ProgressContext bars) : IProgress<Progress>
    {
        readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);

        public void Report(Progress value)
        {
            lock (_tasks)
            {
                if (!_tasks.TryGetValue(value.Step, out var task))
                {
                    foreach (var earlier in _tasks.Values)
                        (earlier.IsIndeterminate, earlier.Value) = (false, earlier.MaxValue);
                    _tasks[value.Step] = task = bars.AddTask(Markup.Escape(value.Step));
                }
                task.IsIndeterminate = value.Total is null;
                (task.MaxValue, task.Value) = (value.Total ?? Math.Max(1, value.Done), value.Done);
            }
        }
    }
}
