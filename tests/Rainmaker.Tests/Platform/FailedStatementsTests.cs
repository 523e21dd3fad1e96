using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Platform;

/// <summary>What PostgreSQL refuses one caller leaves no broken connection behind for the next; each number makes a statement of its own, since one is prepared once.</summary>
public sealed class FailedStatementsTests(TestServer server)
{
    const string Refused = "a\0b";

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_refused_batch_breaks_nobody_elses_connection() => Use(async (app, n, text) =>
    {
        await using var batch = app.Database.Batch(Actor.System(app.Tenant)).Add($"select $1 || '{n}'", new NpgsqlParameter<string> { TypedValue = text });
        await using var row = await batch.Read(Stop);
        await row.ReadAsync(Stop);
        Assert.Equal(text + n, row.GetString(0));
    });

    [Fact]
    public Task A_refused_question_breaks_nobody_elses_connection() => Use(async (app, n, text) =>
        Assert.Equal([text + n], await app.Database.Ask($"select $1 || '{n}'", text, row => row.GetString(0), Stop)));

    [Fact]
    public Task A_refused_query_breaks_nobody_elses_connection() => Use(async (app, n, text) =>
    {
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        var names = db.Users.Select(u => u.Name);
        for (var more = 0; more <= n; more++)
            names = names.Where(name => name != text);
        Assert.Empty(await names.ToListAsync(Stop));
    });

    [Fact]
    public Task Refused_rows_break_nobody_elses_connection() => Use(async (app, _, text) =>
    {
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);
        await db.InsertAll([db.NewAudit("test.row", "test", null, $"\"{text}\"")], Stop);
    });

    async Task Use(Func<TestApp, int, string, Task> use)
    {
        await using var app = await TestApp.Start(server);
        for (var n = 0; n < 25; n++)
        {
            // The second use is the one that prepares.
            foreach (var text in new[] { "a", Refused, "a", "a", Refused, Refused, "a", "a" })
            {
                if (text == Refused)
                    await Assert.ThrowsAsync<PostgresException>(() => use(app, n, text));
                else
                    await use(app, n, text);
            }
        }
    }
}
