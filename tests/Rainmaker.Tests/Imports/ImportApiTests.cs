using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Rainmaker.Platform.Identity;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Imports;

public sealed class ImportApiTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_posted_as_it_is_comes_in_and_its_rejected_rows_can_be_fetched()
    {
        await using var app = await TestApp.Start(server);
        using var caller = await app.As(Role.Admin);

        using var posted = await caller.PostAsync("/api/imports/leads?file_name=fair.csv", Csv("name,email\nAda,ada@acme.example\nBob,bob at acme\n"), Stop);
        var run = await posted.Content.ReadFromJsonAsync<JsonElement>(Stop);

        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal(("leads", "fair.csv", "upsert", "done", 2, 1, 1), (run.GetProperty("kind").GetString(), run.GetProperty("file_name").GetString(), run.GetProperty("mode").GetString(),
            run.GetProperty("state").GetString(), run.GetProperty("total").GetInt32(), run.GetProperty("created").GetInt32(), run.GetProperty("rejected").GetInt32()));
        Assert.Equal(3, run.GetProperty("rejections")[0].GetProperty("line").GetInt32());
        var again = await caller.GetFromJsonAsync<JsonElement>($"/api/imports/{run.GetProperty("id").GetString()}", Stop);
        Assert.Equal(run.GetRawText(), again.GetRawText());
        var file = await caller.GetStringAsync(run.GetProperty("rejected_file").GetString(), Stop);
        Assert.Contains("Bob,bob at acme,3,", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_carries_file_map_mode_and_whether_it_is_dry()
    {
        await using var app = await TestApp.Start(server);
        using var caller = await app.As(Role.SalesManager);
        using var form = new MultipartFormDataContent
        {
            { Csv("Deal;Sum;Where\nRollout;1.500,50;Angebot\n"), "file", "deals.csv" },
            { new StringContent("""{"columns": {"Deal": "deal_name", "Sum": "value_estimate", "Where": {"field": "deal_stage", "values": {"Angebot": "proposal"}}}}"""), "map" },
            { new StringContent("create"), "mode" },
            { new StringContent("true"), "dry_run" },
        };

        using var posted = await caller.PostAsync("/api/imports/deals", form, Stop);
        var run = await posted.Content.ReadFromJsonAsync<JsonElement>(Stop);

        Assert.Equal((true, 1), (run.GetProperty("dry_run").GetBoolean(), run.GetProperty("created").GetInt32()));
        Assert.Equal(0L, await app.Store.Ask<long>("select count(*) from deal"));
    }

    [Theory]
    [InlineData("?mode=replace", "mode")]
    [InlineData("?dry_run=maybe", "dry_run")]
    [InlineData("?map=%7Bnot", "map")]
    public async Task What_cannot_be_right_is_refused_with_its_name(string query, string field)
    {
        await using var app = await TestApp.Start(server);
        using var caller = await app.As(Role.Admin);

        using var posted = await caller.PostAsync($"/api/imports/leads{query}", Csv("name\nAda\n"), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, posted.StatusCode);
        Assert.Equal(field, (await posted.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_rep_cannot_import_and_nobody_sees_another_tenants_run()
    {
        await using var app = await TestApp.Start(server);
        using var rep = await app.As(Role.SalesRep);
        using var admin = await app.As(Role.Admin);
        using var stranger = await app.As(Role.Admin, tenant: await app.NewTenant("globex"));

        using var refused = await rep.PostAsync("/api/imports/leads", Csv("name\nAda\n"), Stop);
        using var posted = await admin.PostAsync("/api/imports/leads", Csv("name\nAda\n"), Stop);
        var id = (await posted.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString();
        using var elsewhere = await stranger.GetAsync($"/api/imports/{id}", Stop);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.NotFound), (refused.StatusCode, posted.StatusCode, elsewhere.StatusCode));
    }

    static StringContent Csv(string content) => new(content, Encoding.UTF8, "text/csv");
}
