using System.CommandLine;
using System.Globalization;
using Rainmaker.Demo;

namespace Rainmaker.Cli;

static class DemoVerb
{
    public static Command Command()
    {
        var scale = new Option<int>("--scale")
        {
            Description = "1 to 1000: that many times about 2,000 leads and 600 deals. What is there already counts.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
            CustomParser = text => text.Parsed<int>((string word, out int value) => int.TryParse(word, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= 1_000, "1 to 1000"),
        };
        var verb = new Command("demo", "Make up the demo: the tenant 'demo' with people, leads, deals and their history. Running it again is harmless.") { scale, Given.Data(), Given.Json() };
        verb.SetAction((given, stop) => Run(given, given.GetValue(scale), stop));
        return verb;
    }

    static async Task<int> Run(ParseResult given, int scale, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        await using var place = await Workplace.Open(given, stop);
        var answer = await Seed(terminal, place, scale, stop);
        terminal.Answer(
            new { Tenant = SeedDemo.Key, answer.Seeded, Scale = answer.Waves, SignIns = answer.SignIns.Select(s => new { s.Email, s.Name, Role = Words<Role>.ToWord[s.Role], s.Password }) },
            answer.Seeded ? "The demo is there. Next: ./run serve --demo" : "The demo was there already.");
        return (int)ExitCode.Done;
    }

    /// <summary>For the verbs that need the demo to be there.</summary>
    internal static async Task<SeedDemo.Answer> Seed(Terminal terminal, Workplace place, int scale, CancellationToken stop)
    {
        var answer = await terminal.WithProgress(progress => place.Get<SeedDemo>().Handle(scale, progress, stop));
        return answer.Refused(out var refusal) ? throw new CannotContinue(refusal.Why) : answer.Value;
    }

    internal static void Say(Terminal terminal, SeedDemo.Answer demo)
    {
        terminal.Say($"Sign in to the demo with the password {demo.SignIns[0].Password}, or with one click on the sign-in page:");
        foreach (var user in demo.SignIns.DistinctBy(s => s.Role))
            terminal.Say($"  {user.Email,-45} {Words<Role>.ToWord[user.Role]}");
    }
}
