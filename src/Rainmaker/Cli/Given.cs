using System.CommandLine;
using System.CommandLine.Parsing;
using Rainmaker.Platform.Postgres;

namespace Rainmaker.Cli;

/// <summary>The options that many verbs take, said the same way everywhere.</summary>
static class Given
{
    public static Option<string> Data() => new("--data")
    {
        Description = "Folder of this installation: keys, files, the private PostgreSQL. Made where it is not there.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "./data",
    };

    public static Option<bool> Json() => new("--json") { Description = "Answer with one JSON object on standard output." };

    public static Option<string> Tenant() => new("--tenant") { Description = "Key of the tenant, as given to 'tenant create'.", HelpName = "T", Required = true };

    public static Option<string> Currency() => new("--currency") { Description = "ISO 4217 code that all sums are in.", HelpName = "CODE", DefaultValueFactory = _ => "EUR" };

    public static Option<string> TimeZone() => new("--time-zone") { Description = "IANA name; where days and months begin.", HelpName = "NAME", DefaultValueFactory = _ => "UTC" };

    public static DataFolder Folder(this ParseResult given) => new(given.GetRequiredValue<string>("--data"));

    /// <summary>What <c>TryParse</c> of a type looks like.</summary>
    public delegate bool Reader<T>(string word, out T? value);

    /// <summary>The word read as a value, or a fault that names option, word and what is expected.</summary>
    public static T? Parsed<T>(this ArgumentResult given, Reader<T> read, string expected)
    {
        var word = given.Tokens[0].Value;
        if (!read(word, out var value))
            given.AddError($"{(given.Parent as OptionResult)?.Option.Name} takes {expected}, not '{word}'.");
        return value;
    }

    public static bool WantsJson(this ParseResult given) => given.GetValue<bool>("--json");
}
