using System.CommandLine;
using System.Globalization;

namespace Rainmaker.Cli;

static class TokenVerbs
{
    public static Command Command()
    {
        var role = new Option<Role>("--role")
        {
            Description = $"What the token may do: {string.Join(", ", Words<Role>.All)}. A sales_rep token without --user owns nothing and can only deliver.",
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
        var user = new Option<string>("--user") { Description = "Acts as the user with this e-mail address, with their sight; for the whole tenant where left out.", HelpName = "EMAIL" };
        var tenant = Given.Tenant();
        var create = new Command("create", "Make an API token. It is printed alone, as the last line of standard output, and cannot be read again.") { tenant, role, name, user, days, Given.Data(), Given.Json() };
        create.SetAction((given, stop) => Create(given, given.GetRequiredValue(tenant), given.GetValue(role), given.GetRequiredValue(name), given.GetValue(user), given.GetValue(days), stop));
        return new("token", "API tokens.") { create };
    }

    static async Task<int> Create(ParseResult given, string tenant, Role role, string name, string? email, int? days, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        await using var place = await Workplace.Open(given, stop);
        var actor = Actor.System(await place.Tenant(tenant, stop));
        var expires = days is { } n ? place.Get<TimeProvider>().GetUtcNow().AddDays(n) : (DateTimeOffset?)null;
        var user = email is null ? (Guid?)null : await UserOf(email, actor, place.Get<Database>(), stop);
        var created = await CreateToken.Handle(new(name, role, user, expires), actor, place.Get<Database>(), stop);
        if (created.Refused(out var refusal))
            return terminal.Refuse(refusal);
        terminal.Answer(
            new { created.Value.Id, created.Value.Token, Tenant = tenant, Role = Words<Role>.ToWord[role], created.Value.ExpiresAt },
            $"A token of {tenant} as {Words<Role>.ToWord[role]}. Use it as: Authorization: Bearer <token>");
        if (!given.WantsJson())
            terminal.Answer(created.Value.Token);
        return (int)ExitCode.Done;
    }

    static async Task<Guid> UserOf(string email, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var normalized = User.Normalize(email);
        return (await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized, stop))?.Id
            ?? throw new CannotContinue($"There is no user {email} in this tenant.", ExitCode.Usage);
    }

    static bool Days(string word, out int? days)
    {
        days = int.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : null;
        return days is >= 1 and <= 3650;
    }
}
