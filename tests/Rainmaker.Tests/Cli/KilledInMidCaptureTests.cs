using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rainmaker.Cli;
using Rainmaker.Platform.Postgres;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli;

public sealed class KilledInMidCaptureTests : IDisposable
{
    const int Callers = 4;
    const string HalfWritten = """
        select count(*) from lead l
        where not exists (select from event e where e.tenant_id = l.tenant_id and e.entity_id = l.id and e.kind = 'lead.created')
           or not exists (select from activity a where a.tenant_id = l.tenant_id and a.entity_id = l.id)
           or not exists (select from audit u where u.tenant_id = l.tenant_id and u.resource_id = l.id)
        """;

    readonly TempFolder _folder = new();
    readonly ConcurrentBag<Guid> _acknowledged = [];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_is_killed_nothing_acknowledged_is_lost_and_nothing_is_half_written()
    {
        await Run("tenant", "create", "acme");
        var token = (await Run("token", "create", "--tenant", "acme", "--role", "admin")).Trim();
        await using (var serve = await ServeProcess.Start(_folder.Path))
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var writers = Enumerable.Range(0, Callers).Select(caller => Write(serve.Address, token, caller, end.Token)).ToList();
            await Acknowledged(50);
            // First the database alone: the server goes on, and takes leads again when it is back.
            Process.GetProcessById(int.Parse(File.ReadLines(Path.Combine(_folder.Path, "postgres", "postmaster.pid")).First(), CultureInfo.InvariantCulture)).Kill();
            await Acknowledged(_acknowledged.Count + 50);
            await serve.Kill();
            await end.CancelAsync();
            await Task.WhenAll(writers);
        }

        await using var again = await ServeProcess.Start(_folder.Path);

        await using var store = await Store.Open(new(_folder.Path), new ConfigurationBuilder().Build(), NullLogger.Instance, TimeProvider.System, Stop);
        Assert.Equal(_acknowledged.Count, await Ask(store, "select count(*) from lead where id = any($1)", _acknowledged.ToArray()));
        Assert.Equal(0L, await Ask(store, HalfWritten));
    }

    /// <summary>Writes until told to stop, and remembers what was answered with success.</summary>
    async Task Write(Uri address, string token, int caller, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        for (var n = 0; !end.IsCancellationRequested; n++)
        {
            try
            {
                using var answer = await http.PostAsJsonAsync("/api/leads", new { name = $"Caller {caller}", email = $"lead{n}@caller{caller}.example" }, end);
                if (answer.IsSuccessStatusCode)
                    _acknowledged.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(end)).GetProperty("id").GetGuid());
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
            }
        }
    }

    async Task Acknowledged(int count)
    {
        for (var left = 300; _acknowledged.Count < count; left--)
        {
            Assert.True(left > 0, $"Only {_acknowledged.Count} leads were taken.");
            await Task.Delay(100, Stop);
        }
    }

    async Task<string> Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        Assert.True(await CommandLine.Run([.. arguments, "--data", _folder.Path], output, error) == 0, error.ToString());
        return output.ToString();
    }

    static async Task<long> Ask(Store store, string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(store.Owner + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(Stop))!;
    }
}
