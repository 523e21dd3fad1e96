using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rainmaker.Benchmarks;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Postgres;

// bare CONNECTION TENANT PORT: the endpoint the list is measured against.
if (args is ["bare", var connection, var of, var at])
{
    await Bare.Serve(connection, Guid.Parse(of), int.Parse(at, CultureInfo.InvariantCulture));
    return 0;
}

// matching [FOLDER of public data]: quality where the truth is known, cost at scale.
if (args is ["matching", .. var given])
{
    await Matching.Run(given is [var folderOfData, ..] ? folderOfData : null, [100_000, 1_000_000, 2_000_000]);
    return 0;
}

// scoring FOLDER of public data: the learned score against its targets.
if (args is ["scoring", var publicData])
{
    await ScoringBench.Run(publicData);
    return 0;
}

// foretelling [FOLDER of public data]: forecasts and alarms held against what came, and what they cost.
if (args is ["foretelling", .. var past])
{
    Foretelling.Run(past is [var folderOfPast, ..] ? folderOfPast : null);
    return 0;
}

// fetching [ROUNDS]: a whole fetch of a CRM against what its limit makes it wait.
if (args is ["fetching", .. var often])
{
    await Fetching.Run(often is [var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 1);
    return 0;
}

// history [DEALS]: what it costs to keep the pipeline as it stood, and to look back.
if (args is ["history", .. var size])
{
    await History.Run(size is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 200_000);
    return 0;
}

// walk DIR: what analysis is held to. analysis [ROUNDS]: that, at the usual volume and at ten times.
if (args is ["walk", var raw])
{
    Analysis.Walk(raw);
    return 0;
}
if (args is ["analysis", .. var how])
{
    await Analysis.Run(how is [var n] ? int.Parse(n, CultureInfo.InvariantCulture) : 5, 10);
    return 0;
}

var seconds = TimeSpan.FromSeconds(args is ["quick"] ? 1 : 4);
var (rounds, leads, deals) = args is ["quick"] ? (1, 5_000, 10_000) : args is ["only", ..] ? (2, 100_000, 200_000) : (5, 100_000, 200_000);

var folder = Directory.CreateTempSubdirectory("rainmaker-bench-");
File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
var report = new Report();
try
{
    await using var product = new Product(Path.Combine(folder.FullName, "data"));
    await using var store = await Store.Open(new DataFolder(product.Data), new ConfigurationBuilder().Build(), NullLogger.Instance, TimeProvider.System, CancellationToken.None);
    await product.Verb("migrate");
    await product.NewTenant("bench");
    await using var owner = NpgsqlDataSource.Create(store.Owner + ";Command Timeout=600");
    // What the product is compared with writes elsewhere: rows it did not write would be work for its readers.
    await owner.CreateCommand("create database bare").ExecuteNonQueryAsync();
    var bare = new NpgsqlConnectionStringBuilder(store.Owner) { Database = "bare" }.ConnectionString;
    await Migrator.Migrate(bare, MigrationScript.All(), CancellationToken.None);
    var tenant = (Guid)(await owner.CreateCommand("select id from tenant where key = 'bench'").ExecuteScalarAsync())!;

    var scenarios = new Scenarios(product, owner, store.Owner, bare, tenant, seconds, rounds, folder.FullName, report);
    // "only capture": one scenario alone, on an empty tenant.
    var only = args is ["only", .. var names] ? names : null;
    foreach (var (name, scenario) in ((string, Func<Task>)[])
    [
        ("import", () => scenarios.ImportLeads(leads)), ("start", scenarios.Starting), ("list", scenarios.ListOfFifty), ("capture", scenarios.Capture),
        ("dashboard", () => scenarios.Dashboard(deals)), ("report", scenarios.SalesReport), ("pages", scenarios.PageWeights), ("kill", scenarios.KilledAndBack),
    ])
    {
        if (only is null || only.Contains(name))
            await scenario();
    }
}
finally
{
    NpgsqlConnection.ClearAllPools();
    folder.Delete(recursive: true);
}
report.Print();
return 0;
