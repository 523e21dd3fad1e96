using System.CommandLine;
using System.Globalization;

namespace Rainmaker.Cli;

static class TokenVerbs
{
    public static Command Command()
    {
        var role = new Option<Role>("--role")
        {
            Description = $"What the token may do: {string.Join(", ", Words<Role>.All)}.",
            HelpName = "R",
            Required = true,
            CustomParser = text => text.Parsed<Role>(Words<Role>.FromWord.TryGetValue, string.Join(", ", Words<Role>.All)),
        };
        var name = new Option<string>("--name") { Description = "What it is for.", HelpName = "NAME", DefaultValueFactory = _ => "command line" };
        var days = new Option<int?>("--days")
        {
            Description = "Days until it expires; never where left out.",
            HelpName = "N",
            CustomParser = text => text.Parsed<int?>(Days, "1 to 3650"),
        };
        var tenant = Given.Tenant();
        var create = new Command("create", "Make an API token. It is printed alone, as the last line of standard output, and cannot be read again.") { tenant, role, name, days, Given.Data(), Given.Json() };
        create.SetAction((given, stop) => Create(given, given.GetRequiredValue(tenant), given.GetValue(role), given.GetRequiredValue(name), given.GetValue(days), stop));
        return new("token", "API tokens.") { create };
    }

    static async Task<int> Create(ParseResult given, string tenant, Role role, string name, int? days, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        await using var place = await Workplace.Open(given, stop);
        var actor = Actor.System(await place.Tenant(tenant, stop));
        var expires = days is { } n ? place.Get<TimeProvider>().GetUtcNow().AddDays(n) : (DateTimeOffset?)null;
        var created = await CreateToken.Handle(new(name, role, ExpiresAt: expires), actor, place.Get<Database>(), stop);
        if (created.Refused(out var refusal))
            return terminal.Refuse(refusal);
        terminal.Answer(
            new { created.Value.Id, created.Value.Token, Tenant = tenant, Role = Words<Role>.ToWord[role], created.Value.ExpiresAt },
            $"A token of {tenant} as {Words<Role>.ToWord[role]}. Use it as: Authorization: Bearer <token>");
        if (!given.WantsJson())
            terminal.Answer(created.Value.Token);
        return (int)ExitCode.Done;
    }

    static bool Days(string word, out int? days)
    {
        days = int.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : null;
        return days is >= 1 and <= 3650;
    }
}
