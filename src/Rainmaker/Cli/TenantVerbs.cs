using System.CommandLine;

namespace Rainmaker.Cli;

static class TenantVerbs
{
    public static Command Command()
    {
        var key = new Argument<string>("tenant") { Description = "Key of the new tenant: small letters, digits and dashes.", HelpName = "T" };
        var name = new Option<string>("--name") { Description = "The organisation's name; the key where left out.", HelpName = "NAME" };
        var (currency, zone) = (Given.Currency(), Given.TimeZone());
        var create = new Command("create", "Open a closed world for one organisation.") { key, name, currency, zone, Given.Data(), Given.Json() };
        create.SetAction((given, stop) =>
            Create(given, new(given.GetRequiredValue(key), given.GetValue(name), given.GetRequiredValue(currency), given.GetRequiredValue(zone)), stop));
        return new("tenant", "Tenants of this installation.") { create };
    }

    static async Task<int> Create(ParseResult given, CreateTenant.Request request, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        await using var place = await Workplace.Open(given, stop);
        var created = await CreateTenant.Handle(
            request, place.Get<Database>(), place.Installation, place.Get<IEnumerable<ITenantBeginning>>(), place.Get<TimeProvider>(), stop);
        if (created.Refused(out var refusal))
            return terminal.Refuse(refusal);
        terminal.Answer(new { Tenant = request.Key, Id = created.Value }, $"Tenant {request.Key} is there. Next: ./run setup --tenant {request.Key} --email ... --password-file ...");
        return (int)ExitCode.Done;
    }
}
