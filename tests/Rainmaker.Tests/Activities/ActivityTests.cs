using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.Tests.Leads;

namespace Rainmaker.Tests.Activities;

public sealed class ActivityTests(TestServer server)
{
    static readonly string[] SeedFields = ["id", "entity_type", "entity_id", "activity_type", "description", "completed", "scheduled_at", "completed_at", "created_by", "metadata"];

    static async Task<(HttpStatusCode Status, JsonElement Body)> Send(HttpClient caller, HttpMethod method, string path, object body)
    {
        var response = await caller.SendAsync(new(method, path) { Content = JsonContent.Create(body) });
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    static async Task<Guid> Lead(HttpClient caller) => (await Send(caller, HttpMethod.Post, "/api/leads", new { name = "Grace Hopper" })).Body.GetProperty("id").GetGuid();

    [Fact]
    public async Task What_is_done_stands_on_the_timeline_and_the_lead_knows_when()
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.As(Role.SalesRep, team.Ada);
        var lead = await Lead(ada);

        var (status, call) = await Send(ada, HttpMethod.Post, "/api/activities", new { entity_type = "lead", entity_id = lead, activity_type = "call", description = "Spoke for ten minutes", metadata = new { seconds = 600 } });

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Superset(SeedFields.ToHashSet(), call.EnumerateObject().Select(p => p.Name).ToHashSet());
        Assert.True(call.GetProperty("completed").GetBoolean());
        Assert.Equal(team.Ada.Id, call.GetProperty("created_by").GetGuid());
        var timeline = (await ada.GetFromJsonAsync<JsonElement>($"/api/leads/{lead}/activities")).GetProperty("data").EnumerateArray().Select(a => a.GetProperty("activity_type").GetString());
        Assert.Equal(["call", "lead_created"], timeline);
        Assert.Equal(2, (await ada.GetFromJsonAsync<JsonElement>($"/api/lead/{lead}/activities")).GetProperty("data").GetArrayLength());
        var known = await team.Lead(lead);
        Assert.NotNull(known.LastActivityAt);
        Assert.NotNull(known.FirstContactedAt);
    }

    [Fact]
    public async Task Of_calls_noted_at_the_same_moment_the_latest_stands_on_the_lead()
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.As(Role.SalesRep, team.Ada);
        var (lead, now) = (await Lead(ada), TimeProvider.System.GetUtcNow());

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Send(ada, HttpMethod.Post, "/api/activities", new { entity_type = "lead", entity_id = lead, activity_type = "call", completed_at = now.AddHours(-(i * 7 % 12)) })));

        Assert.Equal(now, (await team.Lead(lead)).LastActivityAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Whether_they_answered_is_written_down_with_the_mail_or_later_and_counts_for_the_quality()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, page) = (await team.App.As(Role.SalesRep, team.Ada), await team.App.SignedIn(team.Ada));
        var lead = await Lead(ada);
        Task<HttpResponseMessage> Note(string type, string outcome) => page.PostAsync("/activities/new", new FormUrlEncodedContent(
            [new("entity_type", "lead"), new("entity_id", lead.ToString()), new("activity_type", type), new("description", "About the rollout"), new("outcome", outcome)]));
        foreach (var (type, outcome) in ((string, string)[])[("call", "connected"), ("call", "no_answer"), ("email", "no_reply"), ("email", "replied"), ("email", "")])
            (await Note(type, outcome)).Dispose();
        var (status, fault) = await Send(ada, HttpMethod.Post, "/api/activities", new { entity_type = "lead", entity_id = lead, activity_type = "email", metadata = new { replied = "perhaps" } });

        var waiting = await team.App.Store.Ask<Guid>("select id from activity where kind = 'email' and metadata = '{}'");
        Assert.Contains($"/activities/{waiting}/replied", await page.GetStringAsync($"/leads/{lead}"), StringComparison.Ordinal);
        (await page.PostAsync($"/activities/{waiting}/replied", null)).Dispose();

        Assert.Equal((HttpStatusCode.BadRequest, "metadata"), (status, fault.GetProperty("field").GetString()));
        var parts = (await ada.GetFromJsonAsync<JsonElement>("/analytics/salespeople/insights")).GetProperty("results")[0].GetProperty("quality").GetProperty("parts");
        Assert.Equal("2 of 3 messages and calls led to an answer", parts[1].GetProperty("text").GetString());
        Assert.Equal("1 of 2 calls and meetings reached somebody", parts[2].GetProperty("text").GetString());
        Assert.DoesNotContain($"/activities/{waiting}/replied", await page.GetStringAsync($"/leads/{lead}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_planned_meeting_is_completed_and_then_counts_as_done()
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.As(Role.SalesRep, team.Ada);
        var lead = await Lead(ada);
        var (_, meeting) = await Send(ada, HttpMethod.Post, "/api/activities", new { entity_type = "leads", entity_id = lead, activity_type = "meeting", scheduled_at = TimeProvider.System.GetUtcNow().AddDays(2) });
        Assert.False(meeting.GetProperty("completed").GetBoolean());
        Assert.NotNull((await team.Lead(lead)).NextActivityAt);

        var (status, done) = await Send(ada, HttpMethod.Put, $"/api/activities/{meeting.GetProperty("id").GetGuid()}", new { completed = true });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(JsonValueKind.Null, done.GetProperty("completed_at").ValueKind);
        var known = await team.Lead(lead);
        Assert.Null(known.NextActivityAt);
        Assert.NotNull(known.LastActivityAt);
    }

    [Fact]
    public async Task Activities_are_listed_for_those_who_see_their_records()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, ben, manager) = (await team.App.As(Role.SalesRep, team.Ada), await team.App.As(Role.SalesRep, team.Ben), await team.App.As(Role.SalesManager, team.Manager));
        var lead = await Lead(ada);
        var (_, note) = await Send(ada, HttpMethod.Post, "/api/activities", new { entity_type = "lead", entity_id = lead, activity_type = "note", description = "Likes tea" });

        async Task<int> Count(HttpClient caller, string query) => (await caller.GetFromJsonAsync<JsonElement>($"/api/activities?{query}")).GetProperty("data").GetArrayLength();

        Assert.Equal((2, 0, 2), (await Count(ada, ""), await Count(ben, ""), await Count(manager, "")));
        Assert.Equal(1, await Count(ada, "activity_type=note&created_by=me"));
        Assert.Equal(HttpStatusCode.NotFound, (await Send(ben, HttpMethod.Put, $"/api/activities/{note.GetProperty("id").GetGuid()}", new { description = "mine" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(ben, HttpMethod.Post, "/api/activities", new { entity_type = "lead", entity_id = lead, activity_type = "call" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/api/customers/{lead}/activities")).StatusCode);
    }

    [Theory]
    [InlineData("planet", "call", "entity_type"), InlineData("lead", "stage_change", "activity_type"), InlineData("lead", "note", "description")]
    public async Task What_cannot_be_right_is_named(string type, string kind, string field)
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.As(Role.SalesRep, team.Ada);

        var (status, body) = await Send(ada, HttpMethod.Post, "/api/activities", new { entity_type = type, entity_id = await Lead(ada), activity_type = kind });

        Assert.Equal((HttpStatusCode.BadRequest, field), (status, body.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task What_Rainmaker_wrote_itself_stays()
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.As(Role.SalesRep, team.Ada);
        var lead = await Lead(ada);
        var line = (await ada.GetFromJsonAsync<JsonElement>($"/api/leads/{lead}/activities")).GetProperty("data")[0].GetProperty("id").GetGuid();

        Assert.Equal(HttpStatusCode.Conflict, (await Send(ada, HttpMethod.Put, $"/api/activities/{line}", new { description = "It was otherwise" })).Status);
    }
}
