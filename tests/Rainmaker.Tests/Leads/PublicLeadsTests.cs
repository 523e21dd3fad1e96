using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Leads;
using Rainmaker.Platform.Audit;
using Rainmaker.Platform.Data;
using Rainmaker.Platform.Events;
using Rainmaker.Teams;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Leads;

public sealed class PublicLeadsTests(TestServer server)
{
    static readonly object Alex = new { email = "Alex@Example.test", name = "Alex Example", first_name = "Alex", last_name = "Example", phone = "555-0100", company = "Acme" };

    [Fact]
    public async Task A_strangers_lead_is_kept_scored_assigned_told_and_on_the_timeline()
    {
        await using var team = await LeadTeam.Start(server);

        var (response, body) = await team.Public(Alex);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["status", "crm_contact_id", "email"], body.EnumerateObject().Select(p => p.Name));
        Assert.Equal("ok", body.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("crm_contact_id").ValueKind);
        Assert.Equal("alex@example.test", body.GetProperty("email").GetString());
        var lead = await team.Read(db => db.Leads.SingleAsync());
        Assert.Equal(("Alex Example", "Alex", "Example", "Acme", "website", LeadStatus.New), (lead.Name, lead.FirstName, lead.LastName, lead.Company, lead.Source, lead.Status));
        Assert.Equal("555-0100", await team.Read(db => Task.FromResult(db.Vault.Open("lead.phone", lead.PhoneSealed))));
        Assert.False(lead.PhoneVerified);
        Assert.True(lead.AiScore > 0);
        Assert.NotEmpty(lead.ScoreReasons!.Missing);
        Assert.Contains("points", lead.AiQualificationSummary);
        Assert.Contains(lead.OwnerId, new Guid?[] { team.Ada.Id, team.Ben.Id });
        Assert.Equal(ActivityKind.LeadCreated, (await team.Read(db => db.Activities.SingleAsync(a => a.EntityId == lead.Id))).Kind);
        Assert.Contains((await team.Read(db => db.LeadAssignments.SingleAsync())).Trace, c => c.Chosen);
        Assert.Equal(["lead.assigned", "lead.created"], await team.Read(db => db.Set<Event>().Where(e => e.EntityId == lead.Id).Select(e => e.Kind).Order().ToListAsync()));
        Assert.NotNull(await team.Read(db => db.Set<AuditEntry>().SingleAsync(a => a.ResourceId == lead.Id)));
    }

    [Fact]
    public async Task Half_a_character_is_refused_and_not_a_fault_of_ours()
    {
        await using var team = await LeadTeam.Start(server);
        using var body = new StringContent("""{"email":"kim@harbor.example","name":"\ud800"}""", Encoding.UTF8, "application/json");

        using var answer = await team.App.Anyone().PostAsync("/public/leads", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("half_a_character", await answer.Content.ReadAsStringAsync());
        Assert.False(await team.Read(db => db.Leads.AnyAsync()));
    }

    [Fact]
    public async Task A_strangers_second_post_updates_and_a_third_finds_nothing_to_change()
    {
        await using var team = await LeadTeam.Start(server);
        await team.Public(new { email = "alex@example.test", name = "Alex Example" });

        var (_, second) = await team.Public(new { email = "ALEX@example.test", name = "Alex Example", company = "Acme" });
        var (_, third) = await team.Public(new { email = "alex@example.test", name = "Alex Example", company = "Acme" });

        Assert.Equal(("updated", "exists"), (second.GetProperty("status").GetString(), third.GetProperty("status").GetString()));
        var lead = await team.Read(db => db.Leads.SingleAsync());
        Assert.Equal("Acme", lead.Company);
        Assert.Equal(3, await team.Read(db => db.LeadTouches.CountAsync()));
        Assert.Equal(2, lead.Trace.Updates.Count);
    }

    [Fact]
    public async Task Fifty_posts_of_one_person_at_once_make_one_lead()
    {
        await using var team = await LeadTeam.Start(server);
        var anyone = team.App.Anyone();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => anyone.PostAsJsonAsync("/public/leads", Alex)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(1, await team.Read(db => db.Leads.CountAsync()));
        Assert.Equal(1, await team.Read(db => db.LeadAssignments.CountAsync()));
    }

    [Fact]
    public async Task A_stranger_never_overwrites_what_a_person_typed()
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.SignedIn(team.Ada);
        await ada.PostAsJsonAsync("/api/leads", new { name = "Alex Example", email = "alex@example.test", company = "Acme", job_title = "Head of Sales" });

        await team.Public(new { email = "alex@example.test", name = "Alex Wrong", company = "Other", country = "DE" });

        var lead = await team.Read(db => db.Leads.SingleAsync());
        Assert.Equal(("Alex Example", "Acme", "DE"), (lead.Name, lead.Company, lead.Country));
        Assert.Contains(lead.Trace.Updates.Single().Kept, k => k.Field == "company");
    }

    [Fact]
    public async Task A_value_that_another_form_gave_is_replaced_and_kept_beside()
    {
        await using var team = await LeadTeam.Start(server);
        await team.Public(new { email = "alex@example.test", name = "Alex Example", company = "Acme", phone = "030 901820" });

        await team.Public(new { email = "alex@example.test", name = "Alex Example", company = "Umbrella", phone = "030 901821" });

        var lead = await team.Read(db => db.Leads.SingleAsync());
        Assert.Equal("Umbrella", lead.Company);
        Assert.Contains(lead.OlderValues, v => v is { Field: "company", Value: "Acme" });
        Assert.Contains(lead.OlderValues, v => v is { Field: "phone", Value: null, Sealed: not null });
    }

    [Fact]
    public async Task A_likely_match_is_linked_for_review_and_never_merged()
    {
        await using var team = await LeadTeam.Start(server);
        await team.Public(new { email = "ada@home.test", name = "Ada Lovelace", company = "Analytical Engines Ltd" });

        await team.Public(new { email = "ada@work.test", name = "Lovelace, Ada", company = "Analytical Engines" });

        Assert.Equal(2, await team.Read(db => db.Leads.CountAsync()));
        var match = await team.Read(db => db.LeadMatches.SingleAsync());
        Assert.Equal(MatchState.Open, match.State);
        var owners = await team.Read(db => db.Leads.Select(l => l.OwnerId).Distinct().ToListAsync());
        Assert.Single(owners);
    }

    [Fact]
    public async Task Spam_is_kept_but_neither_judged_nor_given_to_anybody_nor_told()
    {
        await using var team = await LeadTeam.Start(server);

        var (response, body) = await team.Public(new { email = "bot@example.test", name = "Bot", honeypot = "x" });

        Assert.Equal((HttpStatusCode.OK, "ok"), (response.StatusCode, body.GetProperty("status").GetString()));
        var lead = await team.Read(db => db.Leads.SingleAsync());
        Assert.Equal((LeadStatus.Spam, null, null), (lead.Status, lead.OwnerId, lead.AiScore));
        Assert.NotNull(lead.SpamReason);
        Assert.DoesNotContain("lead.created", await team.Read(db => db.Set<Event>().Select(e => e.Kind).ToListAsync()));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_with_field_and_value()
    {
        await using var team = await LeadTeam.Start(server);

        var (response, body) = await team.Public(new { email = "not an address", company = new string('x', 300), phone = new { nested = 1 } });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid", body.GetProperty("code").GetString());
        Assert.Equal(["company", "email", "phone"], body.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString()!).Order());
        Assert.Equal(0, await team.Read(db => db.Leads.CountAsync()));
    }

    [Fact]
    public async Task A_lead_that_leaves_no_way_to_answer_is_refused()
    {
        await using var team = await LeadTeam.Start(server);

        var (response, body) = await team.Public(new { name = "Nobody" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("required", body.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{\"email\": \"a@b.test\"", 400)]
    [InlineData("[1]", 400)]
    [InlineData("{\"email\": \"a@b.test\", \"email\": \"c@d.test\"}", 400)]
    public async Task Broken_JSON_is_refused_and_nothing_is_written(string body, int status)
    {
        await using var team = await LeadTeam.Start(server);

        var response = await team.App.Anyone().PostAsync("/public/leads", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(0, await team.Read(db => db.Leads.CountAsync()));
    }

    [Fact]
    public async Task A_wrong_encoding_another_kind_of_body_and_a_huge_one_are_refused()
    {
        await using var team = await LeadTeam.Start(server);
        var anyone = team.App.Anyone();

        var latin = new ByteArrayContent(Encoding.Latin1.GetBytes("{\"name\": \"Jörg\", \"email\": \"j@b.test\"}")) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "iso-8859-1" } } };
        var broken = new ByteArrayContent(Encoding.Latin1.GetBytes("{\"name\": \"Jörg\", \"email\": \"j@b.test\"}")) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var huge = new StringContent($"{{\"email\": \"a@b.test\", \"message\": \"{new string('x', 70_000)}\"}}", Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await anyone.PostAsync("/public/leads", latin)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await anyone.PostAsync("/public/leads", broken)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await anyone.PostAsync("/public/leads", new StringContent("<lead/>", Encoding.UTF8, "text/xml"))).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await anyone.PostAsync("/public/leads", huge)).StatusCode);
        Assert.Equal(0, await team.Read(db => db.Leads.CountAsync()));
    }

    [Fact]
    public async Task A_stray_field_is_kept_beside_the_lead_and_never_refused()
    {
        await using var team = await LeadTeam.Start(server);

        var (response, _) = await team.Public(new { email = "a@b.test", favourite_colour = "red", answers = new { size = 3 }, source = "trade_fair" });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var lead = await team.Read(db => db.Leads.SingleAsync());
        Assert.Contains("favourite_colour", lead.Unmapped);
        Assert.Equal("trade_fair", lead.Source);
    }

    [Fact]
    public async Task Campaign_and_click_tell_where_a_lead_came_from()
    {
        await using var team = await LeadTeam.Start(server);

        await team.Public(new { email = "a@b.test", gclid = "abc", utm_campaign = "spring", landing_page = "https://acme.test/offer" });

        var lead = await team.Read(db => db.Leads.SingleAsync());
        Assert.Equal(("google_ads", "spring"), (lead.Source, lead.FirstTouch!.Campaign));
        Assert.Equal("abc", (await team.Read(db => db.LeadTouches.SingleAsync())).ClickId);
    }

    [Fact]
    public async Task A_posted_HTML_form_gets_the_same_page_whether_the_person_is_known_or_not()
    {
        await using var team = await LeadTeam.Start(server);
        Task<HttpResponseMessage> Post(string email) => team.App.Anyone().PostAsync("/public/leads", new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = email, ["name"] = "Alex" }));

        var (first, again) = (await Post("a@b.test"), await Post("a@b.test"));

        Assert.Equal("text/html", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Contains("Thank you", await first.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("nonsense")).StatusCode);
    }

    [Fact]
    public async Task A_form_names_its_tenant_its_sites_its_redirects_and_may_be_silent()
    {
        await using var team = await LeadTeam.Start(server);
        var other = await team.App.NewTenant("umbrella");
        var form = new Form
        {
            TenantId = other, Id = Ids.New(TimeProvider.System), Key = "frm_quiet", Name = "Quiet", Source = "referral", IsSilent = true, AllowedOrigins = ["https://umbrella.test"],
            RedirectUrls = ["https://umbrella.test/thanks"], CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        await using (var db = await team.App.Database.Open(Rainmaker.Platform.Actor.System(other), default))
        {
            db.Add(form);
            await db.Commit("form.create", default);
        }
        HttpRequestMessage Post(string origin, Dictionary<string, string> fields) => new(HttpMethod.Post, "/public/leads") { Headers = { { "Origin", origin } }, Content = new FormUrlEncodedContent(fields) };
        var fields = new Dictionary<string, string> { ["form"] = "frm_quiet", ["email"] = "a@b.test", ["redirect_url"] = "https://umbrella.test/thanks" };

        var taken = await team.App.Anyone().SendAsync(Post("https://umbrella.test", fields));
        var elsewhere = await team.App.Anyone().SendAsync(Post("https://evil.test", fields));
        var sentAway = await team.App.Anyone().SendAsync(Post("https://umbrella.test", new(fields) { ["redirect_url"] = "https://evil.test/" }));
        var (_, silent) = await team.Public(new { form = "frm_quiet", email = "a@b.test", company = "Acme" });
        var (wrong, _) = await team.Public(new { form = "frm_quiet", email = "a@b.test", organization_id = team.App.Tenant });
        var (unknown, _) = await team.Public(new { form = "frm_nobody", email = "a@b.test" });

        Assert.Equal((HttpStatusCode.SeeOther, "https://umbrella.test/thanks"), (taken.StatusCode, taken.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.OK, sentAway.StatusCode);
        Assert.Equal("ok", silent.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Equal(0, await team.Read(db => db.Leads.CountAsync()));
        await using var read = await team.App.Database.Open(Rainmaker.Platform.Actor.System(other), default);
        Assert.Equal("referral", (await read.Leads.SingleAsync()).Source);
    }

    [Fact]
    public async Task A_script_on_any_site_may_ask_and_post()
    {
        await using var team = await LeadTeam.Start(server);
        var ask = new HttpRequestMessage(HttpMethod.Options, "/public/leads") { Headers = { { "Origin", "https://shop.test" }, { "Access-Control-Request-Method", "POST" } } };

        var answer = await team.App.Anyone().SendAsync(ask);
        var posted = await team.App.Anyone().SendAsync(new(HttpMethod.Post, "/public/leads") { Headers = { { "Origin", "https://shop.test" } }, Content = JsonContent.Create(Alex) });

        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("POST", answer.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal((HttpStatusCode.OK, "*"), (posted.StatusCode, posted.Headers.GetValues("Access-Control-Allow-Origin").Single()));
    }

    [Fact]
    public async Task A_flood_from_one_address_is_told_to_wait()
    {
        await using var app = await TestApp.Start(server, builder => builder.Services.AddSingleton(new PublicLimits(new ConfigurationBuilder().AddInMemoryCollection([new("RAINMAKER_PUBLIC_PER_ADDRESS", "2")]).Build())));
        var anyone = app.Anyone();
        await anyone.PostAsJsonAsync("/public/leads", Alex);
        await anyone.PostAsJsonAsync("/public/leads", Alex);

        var third = await anyone.PostAsJsonAsync("/public/leads", Alex);

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.NotNull(third.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_capture_that_breaks_off_leaves_nothing_and_takes_nobodys_turn()
    {
        await using var team = await LeadTeam.Start(server, capacity: 1);
        await team.App.Store.Ask<object>("alter table audit add constraint broken check (action <> 'lead.capture') not valid");

        var broken = await team.App.Anyone().PostAsJsonAsync("/public/leads", Alex);
        await team.App.Store.Ask<object>("alter table audit drop constraint broken");
        await team.Public(new { email = "one@a.test", name = "One" });
        await team.Public(new { email = "two@a.test", name = "Two" });

        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        var leads = await team.Read(db => db.Leads.ToListAsync());
        Assert.Equal(2, leads.Count);
        Assert.All(leads, lead => Assert.NotNull(lead.OwnerId));
        Assert.Equal(2, await team.Read(db => db.Activities.CountAsync()));
    }

    [Fact]
    public async Task The_sample_form_is_the_one_of_the_contract_and_posts_what_is_understood()
    {
        await using var team = await LeadTeam.Start(server);
        var page = await File.ReadAllTextAsync(Repository.At("samples", "widget.html"));
        Assert.All(["name=\"email\" placeholder=\"Email\" required", "name=\"name\"", "name=\"phone\"", "name=\"company\"", "method=\"post\""], part => Assert.Contains(part, page));

        var answer = await team.App.Anyone().PostAsync("/public/leads", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["email"] = "a@b.test", ["name"] = "Alex", ["phone"] = "555-0100", ["company"] = "Acme", ["message"] = "Hello", ["consent"] = "You may write to me.", ["honeypot"] = "",
        }));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var lead = await team.Read(db => db.Leads.SingleAsync());
        Assert.Equal("Hello", lead.Notes);
        Assert.Contains("You may write to me.", lead.Consent);
        Assert.Null(lead.Unmapped);
    }
}
