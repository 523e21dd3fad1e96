using System.CommandLine;

namespace Rainmaker.Cli;

/// <summary>How a verb and its parts are written on the command line.</summary>
static class Spelling
{
    /// <summary><c>./run tenant create</c></summary>
    public static string Of(Command command) => string.Join(' ', Path(command).Select(c => c is RootCommand ? "./run" : c.Name));

    public static string Of(Argument argument) => argument.HelpName ?? argument.Name.ToUpperInvariant();

    public static string Of(Option option) => (option.ValueType == typeof(bool), option.HelpName) switch
    {
        (true, _) => option.Name,
        (_, { } name) => $"{option.Name} {name}",
        _ => $"{option.Name} {option.Name.TrimStart('-').ToUpperInvariant()}",
    };

    static IEnumerable<Command> Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Path(parent).Append(command) : [command];
}
