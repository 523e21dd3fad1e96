using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Rainmaker.Platform.Jobs;

namespace Rainmaker.Tests.Platform;

public sealed class JobsTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_schedule_of_every_job_stands_in_the_store_as_it_was_promised()
    {
        await using var app = await TestApp.Start(server, builder => builder.Configuration["RAINMAKER_JOBS"] = "on");
        var jobs = app.Server.Services.GetServices<Recurring>().ToList();

        for (var tries = 0; await Scheduled(app) < jobs.Count && tries < 200; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);

        Assert.Equal(jobs.Count, await Scheduled(app));
        Assert.Equal("0 0/5 * * * ?", await app.Store.Ask<string>("select cron_expression from quartz.qrtz_cron_triggers where trigger_name = 'lead_scores'"));
        Assert.Equal("0 0 0/2 * * ?", await app.Store.Ask<string>("select cron_expression from quartz.qrtz_cron_triggers where trigger_name = 'stalled_deals'"));
        Assert.Equal("0 0 0 * * ?", await app.Store.Ask<string>("select cron_expression from quartz.qrtz_cron_triggers where trigger_name = 'forecasts'"));
    }

    // The tables are Quartz' own to make.
    static async Task<long> Scheduled(TestApp app) => await app.Store.Ask<string>("select to_regclass('quartz.qrtz_cron_triggers')::text") is null ? 0 : await app.Store.Ask<long>("select count(*) from quartz.qrtz_cron_triggers");

    [Fact]
    public async Task Of_two_processes_one_runs_a_job()
    {
        var fired = new ConcurrentQueue<DateTimeOffset>();
        void EverySecond(WebApplicationBuilder builder)
        {
            builder.Configuration["RAINMAKER_JOBS"] = "on";
            builder.Services.AddSingleton(Recurring.Once("tick", "0/1 * * * * ?", (_, _) =>
            {
                fired.Enqueue(TimeProvider.System.GetUtcNow());
                return Task.CompletedTask;
            }));
        }
        await using var one = await TestApp.Start(server, EverySecond);
        await using var two = Rainmaker.App.Build(one.Get<Installation>(), "http://127.0.0.1:0", EverySecond);
        await two.StartAsync(Stop);

        for (var tries = 0; fired.Count < 4 && tries < 300; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
        await two.StopAsync(Stop);

        Assert.True(fired.Count >= 4, "It never ran.");
        // Fired a little late is well; twice for one second is not.
        var seconds = (fired.Max() - fired.Min()).TotalSeconds;
        Assert.InRange(fired.Count, 4, (int)Math.Ceiling(seconds) + 2);
    }

    [Fact]
    public async Task Every_job_runs_and_may_run_twice()
    {
        await using var app = await TestApp.Start(server);
        await app.NewTenant("globex");
        var run = app.Get<RunRecurring>();

        foreach (var work in app.Server.Services.GetServices<Recurring>())
        {
            await work.Run(app.Server.Services, app.Tenant, Stop);
            await run.Run(work, Stop);
        }

        Assert.Equal(2L, await app.Store.Ask<long>("select count(*) from forecast_snapshot where jsonb_array_length(months) = 12"));
    }

    [Theory]
    [InlineData("sales_leads", "id,tenant_id,external_id,email,first_name,last_name,company,source,status,is_converted,is_spam,ai_score,ai_qualification_summary,created_at,updated_at")]
    [InlineData("deals", "id,tenant_id,name,company,value,stage,probability,source,health_score,risk_level,expected_close_date,created_at,updated_at")]
    [InlineData("sales_activities", "id,tenant_id,deal_id,user_id,type,description,timestamp")]
    [InlineData("saas_audit_logs", "id,tenant_id,user_id,action,resource_type,resource_id,outcome,metadata,timestamp")]
    public async Task Reports_find_the_tables_under_their_agreed_names_within_their_tenant(string view, string columns)
    {
        await using var app = await TestApp.Start(server);
        var other = await app.NewTenant("globex");
        var book = await Insights.DealBook.Of(app);
        await book.Add(book.Deal("Licence", value: 5));

        Assert.Equal(columns, await app.Store.Ask<string>("select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns where table_name = $1", view));
        await using var theirs = await app.Database.Open(Actor.System(other), Stop);
        Assert.Equal(0, await theirs.Query<int>($"select count(*)::int as \"Value\" from deals").SingleAsync(Stop));
        await using var ours = await app.Database.Open(Actor.System(app.Tenant), Stop);
        Assert.Equal(1, await ours.Query<int>($"select count(*)::int as \"Value\" from deals").SingleAsync(Stop));
    }
}
