using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rainmaker.Benchmarks;
using Rainmaker.Platform.Postgres;

// bare CONNECTION TENANT PORT: the endpoint the list is measured against.
if (args is ["bare", var connection, var of, var at])
{
    await Bare.Serve(connection, Guid.Parse(of), int.Parse(at, CultureInfo.InvariantCulture));
    return 0;
}

var seconds = TimeSpan.FromSeconds(args is ["quick"] ? 1 : 4);
var (rounds, leads, deals) = args is ["quick"] ? (1, 5_000, 10_000) : (5, 100_000, 200_000);

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
    var tenant = (Guid)(await owner.CreateCommand("select id from tenant where key = 'bench'").ExecuteScalarAsync())!;

    var scenarios = new Scenarios(product, owner, store.Owner, tenant, seconds, rounds, folder.FullName, report);
    await scenarios.ImportLeads(leads);
    await scenarios.Starting();
    await scenarios.ListOfFifty();
    await scenarios.Capture();
    await scenarios.Dashboard(deals);
    await scenarios.PageWeights();
    await scenarios.KilledAndBack();
}
finally
{
    NpgsqlConnection.ClearAllPools();
    folder.Delete(recursive: true);
}
report.Print();
return 0;
