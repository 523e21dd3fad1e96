using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Postgres;

namespace Rainmaker.Benchmarks;

/// <summary>What it costs to keep the pipeline as it stood: the first snapshot, the nightly ones, their room, and reading a day of the past, each against the plain statement or the present.</summary>
static class History
{
    const int Nights = 10;

    const string Deals = """
        insert into deal (tenant_id, id, name, company, pipeline_id, stage_id, status, probability, value, currency, base_value, expected_close_date, closed_on, stage_entered_at, last_change_at, created_at, updated_at)
        select s.tenant_id, gen_random_uuid(), 'Deal ' || n, 'Company ' || n % 5000, s.pipeline_id, s.id, s.kind, coalesce(s.probability, 50), n % 90000, 'EUR', n % 90000, current_date + n % 200 - 20,
          case when s.kind <> 'open' then current_date - n % 700 end, now() - n % 300 * interval '1 day', now(), now() - n % 700 * interval '1 day', now()
        from generate_series(1, $2) n join lateral (select * from stage where tenant_id = $1 order by kind <> 'open', position offset case when n % 10 = 0 then n / 10 % 4 else 4 + n % 2 end limit 1) s on true
        """;

    /// <param name="deals">How many; one in ten is open.</param>
    public static async Task Run(int deals)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var folder = Directory.CreateTempSubdirectory("rainmaker-bench-");
        File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            await using var product = new Product(Path.Combine(folder.FullName, "data"));
            await using var store = await Store.Open(new DataFolder(product.Data), new ConfigurationBuilder().Build(), NullLogger.Instance, TimeProvider.System, CancellationToken.None);
            await product.Verb("migrate");
            await product.NewTenant("bench");
            await using var owner = NpgsqlDataSource.Create(store.Owner + ";Command Timeout=600");
            var tenant = (Guid)(await Ask(owner, "select id from tenant where key = 'bench'"))!;
            await Ask(owner, Deals, tenant, deals);
            await Ask(owner, "analyze deal");
            await product.Serve();
            using var client = product.Client();
            Console.WriteLine($"\n| what, {deals:N0} deals | measured | against | ratio |\n|---|---|---|---|");
            await Measure(client, owner, deals);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task Measure(HttpClient client, NpgsqlDataSource owner, int deals)
    {
        var copy = await Time(() => Ask(owner, "create table copied as select * from deal"));
        Row("first snapshot, over HTTP", await Time(() => Take(client)), "the same rows by CREATE TABLE AS", copy);

        var nights = new List<double>();
        for (var night = 0; night < Nights; night++)
        {
            await Ask(owner, "update deal set base_value = base_value + 1, value = value + 1 where id in (select id from deal order by random() limit $1)", deals / 100);
            nights.Add(await Time(() => Take(client)));
        }
        Row("a nightly one after one in a hundred changed", Median(nights), "the same rows by CREATE TABLE AS", copy);
        var (versions, bytes) = ((long)(await Ask(owner, "select count(*) from deal_state"))!, (long)(await Ask(owner, "select pg_total_relation_size('deal_state')"))!);
        Console.WriteLine($"| room of {Nights + 1} snapshots | {versions:N0} rows, {bytes / 1048576:N0} MB with indexes | a row for each deal and snapshot: {(Nights + 1L) * deals:N0} rows | {(double)versions / ((Nights + 1L) * deals):0.00} |");
        await Ask(owner, "vacuum analyze deal_state");

        var today = $"{DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime):yyyy-MM-dd}";
        Row("50 deals as they stood, over HTTP", await Often(client, $"/api/snapshots/deals?on={today}"), "50 deals of now", await Often(client, "/api/opportunities?status=open&sort=-value&limit=50"));
        Row("the forecast as it stood, over HTTP", await Often(client, $"/api/sales/history/forecast?on={today}"), "the sums of then by the bare statement",
            await Often(() => Ask(owner, "select stage_id, sum(base_value) from deal_state where from_at <= now() and until_at > now() group by 1")));
    }

    static async Task Take(HttpClient client)
    {
        using var taken = await client.PostAsync("/api/snapshots", null);
        taken.EnsureSuccessStatusCode();
    }

    static Task<double> Often(HttpClient client, string path) => Often(() => client.GetStringAsync(path));

    static async Task<double> Often(Func<Task> what)
    {
        var times = new List<double>();
        for (var i = 0; i < 15; i++)
            times.Add(await Time(what));
        return Median(times);
    }

    static async Task<double> Time(Func<Task> what)
    {
        var began = Stopwatch.GetTimestamp();
        await what();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    static void Row(string what, double measured, string against, double other) => Console.WriteLine($"| {what} | {measured:N0} ms | {against}: {other:N0} ms | {measured / other:0.0} |");

    static async Task<object?> Ask(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        return await command.ExecuteScalarAsync();
    }
}
