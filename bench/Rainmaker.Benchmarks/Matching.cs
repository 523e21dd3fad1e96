using System.Globalization;

namespace Rainmaker.Benchmarks;

/// <summary>
/// Matching by the verb that users have, in a process of its own, so that seconds and memory hold reading the file as well: public data with the truth, and made-up people
/// for the cost at scale.
/// </summary>
static class Matching
{
    const string Person = "given_name:first_name,surname:last_name,street_number:street_number,address_1:street,suburb:city,postcode:postcode,state:state";
    const string Whole = Person + ",address_2:street,date_of_birth:date,soc_sec_id:number";

    /// <param name="data">Folder with the public data, or null where it is not there.</param>
    /// <param name="sizes">Rows of the made-up files.</param>
    public static async Task Run(string? data, int[] sizes)
    {
        Console.WriteLine($"\n| data | asked F1 | precision | recall | F1 | trained: asked | F1 | seconds |\n|---|---|---|---|---|---|---|---|");
        if (data is not null)
        {
            foreach (var (number, asked, all, crm) in ((int, string, string, string)[])[(1, ".97", ".998", ".986"), (2, ".95", ".996", ".973"), (3, ".95", ".998", ".977")])
            {
                string[] file = ["--csv", Path.Combine(data, "febrl", $"dataset{number}.csv"), "--id", "rec_id", "--truth-pattern", @"rec-(\d+)-"];
                await Quality($"Febrl{number}", number == 3 ? ".990" : "", all, [.. file, "--fields", Whole]);
                await Quality($"Febrl{number}, CRM fields", asked, crm, [.. file, "--fields", Person]);
            }
            await Quality("fake_1000_v4", ".90", ".946", ["--csv", Path.Combine(data, "splink", "fake_1000_v4.csv"), "--id", "unique_id", "--truth", "cluster", "--fields", "first_name:first_name,surname:last_name,dob:date,city:city,email:email"]);
            var restaurants = Path.Combine(data, "fodors-zagats");
            await Quality("Fodors-Zagats, linked", ".96", ".978", ["--csv", Path.Combine(restaurants, "fodors.csv"), "--link", Path.Combine(restaurants, "zagats.csv"), "--id", "id", "--truth-pairs", Path.Combine(restaurants, "matches_fodors_zagats.csv"), "--fields", "name:name,addr:street,city:city,phone:phone,type:text"]);
        }
        Console.WriteLine($"\n| made-up people | asked | seconds | of them for 100,000 rows | peak MB | precision | recall | F1 |\n|---|---|---|---|---|---|---|---|");
        foreach (var rows in sizes)
        {
            var path = Path.Combine(Path.GetTempPath(), $"rainmaker-people-{rows}.csv");
            MadeUpPeople.Write(path, rows, 11);
            using var answer = await Verb(["--csv", path, "--id", "id", "--fields", MadeUpPeople.Fields, "--truth-pattern", @"^p(\d+)-"]);
            var root = answer.RootElement;
            var seconds = root.GetProperty("seconds").GetDouble();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {rows:N0} | {(rows == 1_000_000 ? "60 s, 4096 MB" : "")} | {seconds:0.0} | {seconds / rows * 100_000:0.00} | {root.GetProperty("peak_mb")} | {Shown(root, "precision")} | {Shown(root, "recall")} | {Shown(root, "f1")} |"));
            File.Delete(path);
        }
    }

    static async Task Quality(string name, string asked, string askedTrained, string[] arguments)
    {
        using var without = await Verb(arguments);
        using var trained = await Verb([.. arguments, "--train"]);
        Console.WriteLine($"| {name} | {asked} | {Shown(without.RootElement, "precision")} | {Shown(without.RootElement, "recall")} | {Shown(without.RootElement, "f1")} | {askedTrained} | {Shown(trained.RootElement, "f1")} | {without.RootElement.GetProperty("seconds")} |");
    }

    static string Shown(JsonElement answer, string figure) => answer.GetProperty(figure).GetDouble().ToString("0.0000", CultureInfo.InvariantCulture);

    static async Task<JsonDocument> Verb(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Rainmaker.dll"), "evaluate", "match", .. arguments, "--json"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? JsonDocument.Parse(output) : throw new InvalidOperationException($"evaluate match {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
