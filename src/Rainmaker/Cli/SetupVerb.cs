using System.CommandLine;

namespace Rainmaker.Cli;

static class SetupVerb
{
    public static Command Command()
    {
        var email = new Option<string>("--email") { Description = "Sign-in of the administrator.", HelpName = "EMAIL", Required = true };
        var password = new Option<string>("--password-file") { Description = "File whose first line is the password; - reads standard input. On the command line itself it would show in the list of processes.", HelpName = "FILE", Required = true };
        var name = new Option<string>("--name") { Description = "Name of the administrator; from the address where left out.", HelpName = "NAME" };
        var organisation = new Option<string>("--organisation") { Description = "Name of a tenant that is not there yet; its key where left out.", HelpName = "NAME" };
        var (currency, zone) = (Given.Currency(), Given.TimeZone());
        var verb = new Command("setup", "Make a tenant and its first administrator, without a browser. What is there already stays as it is.")
        {
            Given.Tenant(), email, password, name, organisation, currency, zone, Given.Data(), Given.Json(),
        };
        verb.SetAction(async (given, stop) => await Run(given, new(
            given.GetRequiredValue<string>("--tenant"), given.GetRequiredValue(email), await Password(given.GetRequiredValue(password), stop), given.GetValue(organisation), given.GetValue(name),
            given.GetRequiredValue(currency), given.GetRequiredValue(zone)), stop));
        return verb;
    }

    static async Task<int> Run(ParseResult given, SetUpOwner.Request request, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        await using var place = await Workplace.Open(given, stop);
        var answer = await SetUpOwner.Handle(request, place.Get<Database>(), place.Get<Tenants>(), place.Installation, place.Get<IEnumerable<ITenantBeginning>>(), place.Get<Accounts>(), place.Get<TimeProvider>(), stop);
        if (answer.Refused(out var refusal))
            return terminal.Refuse(refusal);
        terminal.Answer(
            new { request.Tenant, request.Email, answer.Value.User, AlreadyThere = answer.Value.WasThere },
            answer.Value.WasThere ? $"{request.Email} is an administrator of {request.Tenant} already." : $"{request.Email} can sign in as an administrator of {request.Tenant}.");
        return (int)ExitCode.Done;
    }

    static async Task<string> Password(string file, CancellationToken stop)
    {
        using var reader = file == "-" ? Console.In : File.Exists(file) ? File.OpenText(file) : throw new CannotContinue($"--password-file names {file}, which is not there.", ExitCode.Usage);
        return await reader.ReadLineAsync(stop) ?? "";
    }
}
