using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Rainmaker.Deals;
using Rainmaker.Leads;
using Rainmaker.Platform.Files;

namespace Rainmaker.Cli;

static class ImportVerb
{
    public static Command Command() => new("import", "Bring records in from a file.")
    {
        Of("leads", "Bring leads in from a CSV or .xlsx file. Importing the same file again changes nothing.", (place, order, actor, progress, stop) => ImportLeads.Handle(order, actor, place.Get<Database>(), place.Get<LeadDesks>(), progress, stop)),
        Of("deals", "Bring deals in from a CSV or .xlsx file. Importing the same file again changes nothing.", (place, order, actor, progress, stop) => ImportDeals.Handle(order, actor, place.Get<Database>(), place.Get<PipelineBooks>(), progress, stop)),
    };

    delegate Task<Result<ImportRun>> Import(Workplace place, ImportOrder order, Actor actor, IProgress<Progress> progress, CancellationToken stop);

    static Command Of(string kind, string says, Import import)
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV (any separator, any common encoding) or .xlsx, with a header.", HelpName = "FILE" };
        var map = new Option<FileInfo?>("--map") { Description = "JSON: which column means which field, and what its words mean; see samples/. Columns are recognised by their names where left out.", HelpName = "FILE" };
        var mode = new Option<ImportMode>("--mode")
        {
            Description = "create (leave what is known), update (nothing new), or upsert (both).",
            HelpName = "MODE",
            DefaultValueFactory = _ => ImportMode.Upsert,
            CustomParser = text => text.Parsed<ImportMode>((string word, out ImportMode value) => Words<ImportMode>.FromWord.TryGetValue(word, out value), string.Join(", ", Words<ImportMode>.All)),
        };
        var dry = new Option<bool>("--dry-run") { Description = "Judge and count everything, write nothing." };
        var rejected = new Option<FileInfo?>("--rejected") { Description = "Where to write the rows that are not taken, each with its reason; beside the working folder where left out.", HelpName = "FILE" };
        var verb = new Command(kind, says) { file, Given.Tenant(), map, mode, dry, rejected, Given.Data(), Given.Json() };
        verb.SetAction((given, stop) => Run(given, kind, given.GetRequiredValue(file), given.GetValue(map), given.GetValue(mode), given.GetValue(dry), given.GetValue(rejected), import, stop));
        return verb;
    }

    static async Task<int> Run(ParseResult given, string kind, FileInfo file, FileInfo? mapFile, ImportMode mode, bool dry, FileInfo? rejectedFile, Import import, CancellationToken stop)
    {
        var terminal = new Terminal(given);
        foreach (var missing in new[] { file, mapFile }.Where(f => f?.Exists == false))
            throw new CannotContinue($"There is no file {missing!.FullName}.", ExitCode.Usage);
        var map = mapFile is null ? (Result<ImportMap>?)null : ImportMap.Parse(await File.ReadAllTextAsync(mapFile.FullName, stop));
        if (map is { } read && read.Refused(out var refusal))
            return terminal.Refuse(refusal);

        await using var place = await Workplace.Open(given, stop);
        var tenant = await place.Tenant(given.GetRequiredValue<string>("--tenant"), stop);
        await using var content = file.OpenRead();
        using var rejected = new RejectedRowsFile(rejectedFile?.FullName ?? Path.GetFullPath($"{Path.GetFileNameWithoutExtension(file.Name)}.rejected.csv"));
        var id = Ids.New(place.Get<TimeProvider>());
        var result = await terminal.WithProgress(progress => import(place, new(id, content, file.Name, map?.Value, mode, dry, rejected), Actor.System(tenant), progress, stop));
        if (result.Refused(out refusal))
            return terminal.Refuse(refusal);

        var run = result.Value;
        terminal.Answer(new { run.Id, run.Kind, run.FileName, Mode = Words<ImportMode>.ToWord[run.Mode], DryRun = run.IsDry, State = Words<ImportState>.ToWord[run.State], run.Total, run.Created, run.Updated, run.Unchanged, run.Rejected, run.Notices, RejectedFile = run.Rejected > 0 ? rejected.Path : null }, Said(run));
        if (!given.WantsJson())
            foreach (var notice in run.Notices)
                terminal.Say($"  {notice.Text}");
        if (run.Rejected > 0)
            terminal.Say($"  The rejected rows and why: {rejected.Path}. Mend them there and import that file.");
        return (int)(run.State == ImportState.Failed ? ExitCode.Failed : run.Rejected > 0 ? ExitCode.Partial : ExitCode.Done);
    }

    static string Said(ImportRun run) => string.Create(CultureInfo.InvariantCulture,
        $"{(run.IsDry ? "Would import" : "Imported")} {run.Total:N0} rows of {run.Kind}: {run.Created:N0} new, {run.Updated:N0} changed, {run.Unchanged:N0} as they were, {run.Rejected:N0} rejected.");
}
