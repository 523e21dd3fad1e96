using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rainmaker.Platform;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Events;
using Rainmaker.Simulators;
using Rainmaker.Simulators.HubSpot;
using Rainmaker.Simulators.Nutshell;
using Rainmaker.Simulators.Pipedrive;
using Rainmaker.Simulators.Salesforce;
using Rainmaker.Sync;

namespace Rainmaker.Tests.Sync;

/// <summary>What a stranger's form brings reaches the connected CRM: at once where it answers, later and once where it does not.</summary>
public sealed class HandOverTests(TestServer server)
{
    static readonly object _kim = new { email = "kim@harbor.example", name = "Kim Sommer", company = "Harbor Foods" };

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hubspot"), InlineData("salesforce"), InlineData("pipedrive"), InlineData("nutshell")]
    public async Task A_form_makes_then_knows_then_changes_a_contact_and_tells_its_id(string source)
    {
        await using var world = await CrmWorld.Start(server, source);
        await world.Connect(source);

        var made = await Capture(world, _kim);
        var same = await Capture(world, _kim);
        var changed = await Capture(world, new { email = "kim@harbor.example", name = "Kim Sommer", company = "Harbor Foods", phone = "+49 30 5550100" });

        Assert.Equal(["status", "crm_contact_id", "email"], made.AsObject().Select(p => p.Key));
        Assert.Equal(("ok", "exists", "updated"), (Status(made), Status(same), Status(changed)));
        Assert.NotNull(Id(made));
        Assert.Equal((Id(made), Id(made)), (Id(same), Id(changed)));
        Assert.Equal([Id(made)!], People(world.Crm, "kim@harbor.example"));
    }

    [Fact]
    public async Task Whom_the_crm_knows_is_known_though_the_lead_is_new_here_and_nothing_of_theirs_is_overwritten()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        await world.Connect("hubspot");
        var portal = (HubSpotSimulator)world.Crm;
        var id = portal.Write("contacts", null, ("email", "kim@harbor.example"), ("firstname", "Kimberly"), ("lastname", "Sommer"), ("company", "Harbor"));

        var known = await Capture(world, _kim);
        var learnt = await Capture(world, new { email = "kim@harbor.example", name = "Kim Sommer", company = "Harbor Foods", phone = "+49 30 5550100" });

        Assert.Equal(("exists", id, "updated", id), (Status(known), Id(known), Status(learnt), Id(learnt)));
        var kept = portal.Store.Find("contacts", id, null)!;
        Assert.Equal(("Kimberly", "Harbor", true), (kept["firstname"], kept["company"], kept["phone"]?.Length > 0));
    }

    [Theory]
    [InlineData("error"), InlineData("reset"), InlineData("html"), InlineData("unauthorised"), InlineData("daily_limit")]
    public async Task A_crm_that_is_away_loses_nothing_and_nobody_waits_for_it(string fault)
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var connection = await world.Connect("hubspot");
        await Capture(world, new { email = "first@harbor.example" });
        world.Crm.Faults.Add(new(fault, "/contacts", Times: -1));

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var answer = await Capture(world, _kim);
        Assert.Equal(("ok", (string?)null), (Status(answer), Id(answer)));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await Eventually(async () => (await Waiting(world)).Any(w => w!["last_error"] is not null));
        clock.Restart();
        await Capture(world, new { email = "third@harbor.example" });
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));

        world.Crm.Faults.Clear();
        using (await world.Admin.PutAsJsonAsync($"/api/connections/{connection}", new { credentials = world.Credentials }, Stop))
            await Eventually(async () => (await Waiting(world)).Count == 0);

        Assert.Single(People(world.Crm, "kim@harbor.example"));
        Assert.Single(People(world.Crm, "third@harbor.example"));
        Assert.Equal("exists", Status(await Capture(world, _kim)));
    }

    [Theory]
    [InlineData("hubspot", true), InlineData("salesforce", true), InlineData("pipedrive", true), InlineData("nutshell", true)]
    [InlineData("hubspot", false), InlineData("salesforce", false), InlineData("pipedrive", false), InlineData("nutshell", false)]
    public async Task What_the_crm_took_without_our_hearing_it_is_not_made_twice(string source, bool hasEmail)
    {
        var clock = new ShiftedClock();
        await using var world = await CrmWorld.Start(server, source, hubspot: o => o with { IndexLag = TimeSpan.Zero }, adjust: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await world.Connect(source);
        await Capture(world, new { email = "first@harbor.example" });
        var before = People(world.Crm, null).Count;
        object lead = hasEmail ? _kim : new { name = "Kim Sommer", phone = "+49 30 5550100" };
        // The one call that writes, on each vendor's own path; two look before they write.
        var path = source switch { "hubspot" => hasEmail ? "/batch/upsert" : "/contacts", "salesforce" => "/sobjects/Lead", "pipedrive" => "v2/persons", _ => "rest/contacts" };
        world.Crm.Faults.Add(new("lost_answer", path, Skip: hasEmail && source is ("pipedrive" or "nutshell") ? 1 : 0));

        var answer = await Capture(world, lead);
        await Eventually(async () => await Waiting(world) is not [var one, ..] || one!["last_error"] is not null);
        // Whom no address tells is looked for among what is new, and an index takes its time.
        if (!hasEmail)
            Assert.All(await Waiting(world), w => Assert.True(w!["next_try_at"]!.GetValue<DateTimeOffset>() > clock.GetUtcNow().AddSeconds(80)));
        clock.Ahead += TimeSpan.FromMinutes(3);
        await Eventually(async () => (await Waiting(world)).Count == 0);

        Assert.Equal(before + 1, People(world.Crm, null).Count);
        Assert.True(hasEmail || Id(answer) is null);
    }

    sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }

    [Fact]
    public async Task A_process_that_died_after_the_crm_took_it_leaves_it_to_the_next_who_finds_it()
    {
        await using var world = await CrmWorld.Start(server, "pipedrive");
        var connection = await world.Connect("pipedrive");
        await Capture(world, new { email = "first@harbor.example" });
        world.Crm.Faults.Add(new("error", "persons", Times: -1, Status: 503));
        await Capture(world, _kim);
        await Eventually(async () => (await Waiting(world)).Any(w => w!["last_error"] is not null));
        // What is left by one who was killed: the contact there, the lease not given back, nothing marked.
        world.Crm.Faults.Clear();
        await Sql(world, $"update delivery set leased_until = now() + interval '3 seconds', attempts = 1, last_error = null, next_try_at = now() - interval '1 second' where subscriber = 'crm' and state = 'due'");
        await (await world.App.Get<OpenCrms>().Of(world.App.Tenant, connection, Stop))!.UpsertContact(new() { Email = "kim@harbor.example", FirstName = "Kim", LastName = "Sommer" }, Stop);

        await Eventually(async () => (await Waiting(world)).Count == 0, 30);

        Assert.Single(People(world.Crm, "kim@harbor.example"));
        Assert.Equal("exists", Status(await Capture(world, _kim)));
    }

    [Fact]
    public async Task What_the_crm_does_not_accept_is_dead_in_the_end_shown_and_sent_again()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        await world.Connect("hubspot");
        await Capture(world, new { email = "first@harbor.example" });
        world.Crm.Faults.Add(new("error", "/contacts", Times: -1, Status: 400));
        await Capture(world, _kim);
        for (var tries = 0; tries < 12; tries++)
        {
            await Task.Delay(300, Stop);
            await Overtake(world);
        }
        await Eventually(async () => (await Waiting(world)).Any(w => w!["state"]!.GetValue<string>() == "dead"), 30);
        Assert.Contains("does not accept", (await Waiting(world))[0]!["last_error"]!.GetValue<string>(), StringComparison.Ordinal);

        world.Crm.Faults.Clear();
        Assert.Equal(1, (await world.Post("/api/connections/handovers/replay"))["replayed"]!.GetValue<int>());

        await Eventually(async () => (await Waiting(world)).Count == 0);
        Assert.Single(People(world.Crm, "kim@harbor.example"));
    }

    [Fact]
    public async Task Spam_goes_nowhere_and_a_crm_that_takes_no_leads_gets_none()
    {
        await using var world = await CrmWorld.Start(server, "hubspot");
        var connection = await world.Connect("hubspot");
        var before = People(world.Crm, null).Count;

        await Capture(world, new { email = "bot@spam.example", name = "Bot", website_url = "http://x.example", honeypot = "filled" });
        using (await world.Admin.PutAsJsonAsync($"/api/connections/{connection}", new { takes_leads = false }, Stop))
            Assert.Null(Id(await Capture(world, _kim)));

        await Task.Delay(1_500, Stop);
        Assert.Equal((before, 0), (People(world.Crm, null).Count, (await Waiting(world)).Count));
    }

    [Fact]
    public async Task Twenty_posts_of_one_person_at_once_make_one_contact()
    {
        await using var world = await CrmWorld.Start(server, "nutshell");
        await world.Connect("nutshell");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Capture(world, _kim)));

        await Eventually(async () => (await Waiting(world)).Count == 0, 30);
        Assert.Single(People(world.Crm, "kim@harbor.example"));
        Assert.Single(answers.Select(Id).OfType<string>().Distinct());
        Assert.Single(answers, a => Status(a) == "ok" && Id(a) is not null);
    }

    static async Task<JsonNode> Capture(CrmWorld world, object lead)
    {
        using var stranger = world.App.Anyone();
        using var answer = await stranger.PostAsJsonAsync("/public/leads", lead, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    static string Status(JsonNode answer) => answer["status"]!.GetValue<string>();

    static string? Id(JsonNode answer) => answer["crm_contact_id"]?.GetValue<string>();

    static async Task<JsonArray> Waiting(CrmWorld world) => (await world.Get("/api/connections/handovers"))["data"]!.AsArray();

    /// <summary>Lets what waits for its next try come at once.</summary>
    static Task Overtake(CrmWorld world) => Sql(world, $"update delivery set next_try_at = now() - interval '1 second' where subscriber = 'crm' and state = 'due' and last_error is not null");

    static async Task Sql(CrmWorld world, FormattableString sql)
    {
        await using var db = await world.App.Database.Open(Actor.System(world.App.Tenant), Stop);
        await db.Execute(sql, Stop);
        await db.Finish(Stop);
    }

    static async Task Eventually(Func<Task<bool>> isSo, int seconds = 20)
    {
        for (var waited = 0; !await isSo(); waited++)
        {
            Assert.True(waited < seconds * 10, "It never came to that.");
            await Task.Delay(100, Stop);
        }
    }

    /// <summary>The ids of the people the CRM has, all or those of an address.</summary>
    static List<string> People(Simulator crm, string? email) => crm switch
    {
        HubSpotSimulator h => [.. h.Store.All("contacts").Where(c => email is null || c["email"] == email).Select(c => c["hs_object_id"]!)],
        SalesforceSimulator s => [.. s.Store.All("Contact").Concat(s.Store.All("Lead")).Where(c => email is null || c.GetValueOrDefault("Email") as string == email).Select(c => (string)c["Id"]!)],
        PipedriveSimulator p => [.. p.Store.All("persons").Where(c => email is null || c["emails"]!.AsArray().Any(e => e!["value"]!.ToString() == email)).Select(c => c["id"]!.ToString())],
        _ => [.. ((NutshellSimulator)crm).Store.All("contacts").Where(c => email is null || c["emails"]?.AsArray().Any(e => e!["value"]!.ToString() == email) == true).Select(c => c["id"]!.ToString())],
    };
}
