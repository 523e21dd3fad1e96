using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Rainmaker.Crm;
using Rainmaker.Leads;

namespace Rainmaker.Tests.Leads;

public sealed class LeadApiTests(TestServer server)
{
    static readonly string[] SeedFields = ["id", "name", "owner_id", "source", "created_at", "prospective_type", "priority", "contact_info", "tags", "notes", "status", "updated_at"];
    static readonly string[] UnionFields =
    [
        "first_name", "last_name", "company", "job_title", "industry", "company_size", "country", "external_id", "is_converted", "is_spam", "ai_score", "ai_qualification_summary", "timeline", "budget",
        "decision_maker", "competitor", "consent",
    ];

    static readonly string[] OddTags = ["a,b", "\ud83d\ude00"];

    static readonly object Grace = new
    {
        name = "Grace Hopper", source = "referral", prospective_type = "corporate", priority = "hot", tags = new[] { "Navy", "vip" }, notes = "Met at the fair.",
        contact_info = new { email = "grace@navy.test", phone = "+49 30 901820", whatsapp = "+49 151 23456789" }, company = "Navy", job_title = "Director", timeline = "this quarter",
        consent = new { what = "newsletter" },
    };

    static async Task<(HttpStatusCode Status, JsonElement Body)> Post(HttpClient caller, string path, object body)
    {
        var response = await caller.PostAsJsonAsync(path, body);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    static async Task<Guid> Created(HttpClient caller, object body)
    {
        var (status, answer) = await Post(caller, "/api/leads", body);
        Assert.Equal(HttpStatusCode.Created, status);
        return answer.GetProperty("id").GetGuid();
    }

    [Fact]
    public async Task A_lead_has_the_fields_of_the_contract_when_created_read_and_listed()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);

        var (status, created) = await Post(admin, "/api/leads", Grace);
        var read = await admin.GetFromJsonAsync<JsonElement>($"/api/leads/{created.GetProperty("id").GetGuid()}");
        var listed = (await admin.GetFromJsonAsync<JsonElement>("/api/leads")).GetProperty("data")[0];

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.False(created.GetProperty("matched").GetBoolean());
        var names = read.EnumerateObject().Select(p => p.Name).ToHashSet();
        Assert.Superset(SeedFields.Concat(UnionFields).ToHashSet(), names);
        Assert.Equal(JsonSerializer.Serialize(read), JsonSerializer.Serialize(listed));
        Assert.Equal(["email", "phone", "whatsapp"], read.GetProperty("contact_info").EnumerateObject().Select(p => p.Name));
        Assert.Equal(("grace@navy.test", "+4930901820"), (read.GetProperty("contact_info").GetProperty("email").GetString(), read.GetProperty("contact_info").GetProperty("phone").GetString()));
        Assert.Equal(("referral", "hot", "manual", "corporate", "new"), (Text("source"), Text("priority"), Text("priority_origin"), Text("prospective_type"), Text("status")));
        Assert.Equal(["navy", "vip"], read.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!));
        Assert.Equal("newsletter", read.GetProperty("consent").GetProperty("what").GetString());

        string? Text(string field) => read.GetProperty(field).GetString();
    }

    [Fact]
    public async Task A_list_tells_each_lead_as_it_is_told_alone()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);
        await Created(admin, new { name = "Zoë \"Ace\" \\ <b>&amp;</b> \u2028 \ud83d\ude00\n", notes = new string('\u00e4', 4000), company = "O'Brien & Söhne", tags = Array.Empty<string>() });
        await Created(admin, new { name = "Lin", email = $"{new string('l', 60)}@{string.Join('.', Enumerable.Repeat(new string('d', 40), 4))}.test", tags = OddTags, date_captured = "1999-12-31T23:59:59.123456Z" });
        await Created(admin, Grace);

        var listed = (await admin.GetFromJsonAsync<JsonElement>("/api/leads")).GetProperty("data");

        Assert.True(listed.GetArrayLength() >= 3);
        foreach (var lead in listed.EnumerateArray())
            Assert.Equal(JsonSerializer.Serialize(await admin.GetFromJsonAsync<JsonElement>($"/api/leads/{lead.GetProperty("id").GetGuid()}")), JsonSerializer.Serialize(lead));
    }

    [Fact]
    public async Task The_second_names_of_the_contract_are_taken_too()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);

        var id = await Created(admin, new { lead_name = "Ada Lovelace", lead_owner_id = team.Ben.Id, date_captured = "2026-01-05T10:00:00Z", email = "ada@engines.test" });

        var lead = await team.Lead(id);
        Assert.Equal(("Ada Lovelace", team.Ben.Id, new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero)), (lead.Name, lead.OwnerId, lead.CreatedAt));
    }

    [Fact]
    public async Task A_reps_own_find_stays_the_reps_and_a_rep_gives_none_away()
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.As(Role.SalesRep, team.Ada);

        var id = await Created(ada, new { name = "Mine" });
        var (status, _) = await Post(ada, "/api/leads", new { name = "Yours", owner_id = team.Ben.Id });

        Assert.Equal(team.Ada.Id, (await team.Lead(id)).OwnerId);
        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Fact]
    public async Task A_known_lead_in_sight_is_updated_and_a_hidden_one_is_not_told_of()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, ben, manager) = (await team.App.As(Role.SalesRep, team.Ada), await team.App.As(Role.SalesRep, team.Ben), await team.App.As(Role.SalesManager, team.Manager));
        var known = await Created(ada, new { name = "Grace Hopper", email = "grace@navy.test" });

        var (again, updated) = await Post(ada, "/api/leads", new { name = "Grace Hopper", email = "grace@navy.test", company = "Navy" });
        var (hidden, other) = await Post(ben, "/api/leads", new { name = "Grace Hopper", email = "grace@navy.test" });

        Assert.Equal((HttpStatusCode.OK, true, known), (again, updated.GetProperty("matched").GetBoolean(), updated.GetProperty("id").GetGuid()));
        Assert.Equal((HttpStatusCode.Created, false), (hidden, other.GetProperty("matched").GetBoolean()));
        var seenByBen = await ben.GetStringAsync($"/api/leads/{other.GetProperty("id").GetGuid()}/explanation");
        Assert.DoesNotContain(known.ToString(), seenByBen);
        var seenByManager = await manager.GetStringAsync($"/api/leads/{other.GetProperty("id").GetGuid()}/explanation");
        Assert.Contains(known.ToString(), seenByManager);
    }

    [Fact]
    public async Task A_rep_finds_nothing_of_a_colleagues_lead_and_nobody_of_another_tenants()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, ben) = (await team.App.As(Role.SalesRep, team.Ada), await team.App.As(Role.SalesRep, team.Ben));
        var stranger = await team.App.As(Role.Admin, tenant: await team.App.NewTenant("umbrella"));
        var success = await team.App.As(Role.CustomerSuccess, await team.App.User("Cleo Success", Role.CustomerSuccess));
        var id = await Created(ada, new { name = "Mine" });
        var unknown = Guid.CreateVersion7();

        foreach (var caller in new[] { ben, stranger })
        {
            Assert.Equal(await (await caller.GetAsync($"/api/leads/{unknown}")).Told(), await (await caller.GetAsync($"/api/leads/{id}")).Told());
            Assert.Equal(HttpStatusCode.NotFound, (await caller.PutAsJsonAsync($"/api/leads/{id}", new { notes = "x" })).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await caller.DeleteAsync($"/api/leads/{id}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await caller.PostAsJsonAsync($"/api/leads/{id}/signals", new { kind = "visit" })).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await caller.PostAsJsonAsync($"/api/leads/{id}/restore", new { })).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await caller.GetAsync($"/api/leads/{id}/activities")).StatusCode);
            Assert.Equal(0, (await caller.GetFromJsonAsync<JsonElement>("/api/leads")).GetProperty("data").GetArrayLength());
        }
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsJsonAsync($"/api/leads/{id}/assign", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.PostAsJsonAsync($"/api/leads/{id}/assign", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await success.GetAsync("/api/leads")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await team.App.Anyone().GetAsync("/api/leads")).StatusCode);
    }

    [Theory]
    [InlineData("{\"name\": \"A\", \"favourite\": 1}", "favourite")]
    [InlineData("{\"name\": 5}", "name")]
    [InlineData("{\"name\": \"A\", \"priority\": \"urgent\"}", "priority")]
    [InlineData("{\"name\": \"A\", \"status\": \"converted\"}", "status")]
    [InlineData("{\"name\": \"A\", \"source\": \"pigeon\"}", "source")]
    [InlineData("{\"name\": \"A\", \"owner_id\": \"0197a000-0000-7000-8000-000000000000\"}", "owner_id")]
    [InlineData("{\"name\": \"A\", \"email\": \"nonsense\"}", "email")]
    [InlineData("{\"email\": \"a@b.test\"}", "name")]
    [InlineData("{\"name\": \"A\", \"created_at\": \"2999-01-01T00:00:00Z\"}", "created_at")]
    public async Task What_cannot_be_right_is_refused_by_its_name_and_nothing_is_written(string body, string field)
    {
        await using var team = await LeadTeam.Start(server);

        var response = await (await team.App.As(Role.Admin)).PostAsync("/api/leads", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(field, await response.Content.ReadAsStringAsync());
        Assert.Equal(0, await team.Read(db => db.Leads.CountAsync()));
    }

    [Fact]
    public async Task Only_what_is_sent_is_changed_and_null_empties()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);
        var id = await Created(admin, Grace);

        var answer = await admin.PutAsJsonAsync($"/api/leads/{id}", new { notes = (string?)null, contact_info = new { phone = "+49 30 901821" }, priority = (string?)null });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(JsonValueKind.Null, body.GetProperty("notes").ValueKind);
        Assert.Equal(("grace@navy.test", "+4930901821"), (body.GetProperty("contact_info").GetProperty("email").GetString(), body.GetProperty("contact_info").GetProperty("phone").GetString()));
        Assert.Equal("computed", body.GetProperty("priority_origin").GetString());
        Assert.Equal("Navy", body.GetProperty("company").GetString());
    }

    [Fact]
    public async Task A_lead_can_be_sent_back_as_it_was_read_and_nothing_changes()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);
        var id = await Created(admin, Grace);
        var read = await admin.GetStringAsync($"/api/leads/{id}");

        var answer = await admin.PutAsync($"/api/leads/{id}", new StringContent(read, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(read, await answer.Content.ReadAsStringAsync());
        Assert.DoesNotContain("lead.updated", await team.Read(db => db.Set<Rainmaker.Platform.Events.Event>().Select(e => e.Kind).ToListAsync()));
    }

    [Fact]
    public async Task Whoever_has_looked_at_an_old_version_is_told_so()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);
        var id = await Created(admin, Grace);
        var seen = (await admin.GetAsync($"/api/leads/{id}")).Headers.ETag!;
        HttpRequestMessage Put(string notes) => new(HttpMethod.Put, $"/api/leads/{id}") { Headers = { IfMatch = { seen } }, Content = JsonContent.Create(new { notes }) };

        var (first, second) = (await admin.SendAsync(Put("one")), await admin.SendAsync(Put("two")));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (first.StatusCode, second.StatusCode));
        Assert.NotEqual(seen, first.Headers.ETag);
        Assert.Equal("one", (await team.Lead(id)).Notes);
    }

    [Fact]
    public async Task A_deleted_lead_is_gone_until_it_is_restored()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);
        var id = await Created(admin, Grace);

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/leads/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/api/leads/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsJsonAsync($"/api/leads/{id}/restore", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"/api/leads/{id}")).StatusCode);
    }

    [Fact]
    public async Task Spam_is_restored_with_one_act_then_scored_and_given_to_somebody()
    {
        await using var team = await LeadTeam.Start(server);
        await team.Public(new { email = "bot@example.test", name = "Bob", honeypot = "x" });
        var id = (await team.Read(db => db.Leads.SingleAsync())).Id;
        var admin = await team.App.As(Role.Admin);
        Assert.Equal(0, (await admin.GetFromJsonAsync<JsonElement>("/api/leads")).GetProperty("data").GetArrayLength());
        Assert.Equal(1, (await admin.GetFromJsonAsync<JsonElement>("/api/leads?status=spam")).GetProperty("data").GetArrayLength());

        await admin.PostAsJsonAsync($"/api/leads/{id}/restore", new { });

        var lead = await team.Lead(id);
        Assert.Equal(LeadStatus.New, lead.Status);
        Assert.NotNull(lead.AiScore);
        Assert.NotNull(lead.OwnerId);
    }

    [Fact]
    public async Task Signals_raise_the_score_at_once_and_a_priority_set_by_hand_stays()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);
        var (free, held) = (await Created(admin, new { name = "Free", job_title = "Director", country = "DE", company_size = "120" }), await Created(admin, new { name = "Held", priority = "cold" }));
        object signals = new { signals = new object[] { new { kind = "email_click" }, new { kind = "visit" }, new { kind = "budget", value = "approved" }, new { kind = "timeline", value = "this month" }, new { kind = "form_submit" } } };
        var before = (await team.Lead(free)).AiScore;

        var (status, answer) = await Post(admin, $"/api/leads/{free}/signals", signals);
        await Post(admin, $"/api/leads/{held}/signals", signals);
        var (bad, _) = await Post(admin, $"/api/leads/{free}/signals", new { kind = "telepathy" });

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.True(answer.GetProperty("ai_score").GetDecimal() > before);
        Assert.NotEqual("cold", answer.GetProperty("priority").GetString());
        Assert.Equal((LeadPriority.Cold, PriorityOrigin.Manual), ((await team.Lead(held)).Priority, (await team.Lead(held)).PriorityOrigin));
        Assert.Equal(HttpStatusCode.BadRequest, bad);
    }

    [Fact]
    public async Task Old_engagement_counts_less_when_leads_are_scored_anew()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);
        var id = await Created(admin, new { name = "Free" });
        await Post(admin, $"/api/leads/{id}/signals", new { kind = "form_submit" });
        var before = (await team.Lead(id)).AiScore;
        await team.Change(db => db.LeadSignals.ExecuteUpdateAsync(s => s.SetProperty(x => x.At, x => x.At.AddDays(-90))));

        var changed = await RescoreLeads.Handle(team.App.Tenant, team.App.Database, team.App.Get<LeadDesks>(), default);

        Assert.Equal(1, changed);
        Assert.True((await team.Lead(id)).AiScore < before);
        Assert.Equal(0, await RescoreLeads.Handle(team.App.Tenant, team.App.Database, team.App.Get<LeadDesks>(), default));
    }

    [Fact]
    public async Task Lists_are_filtered_sorted_and_paged_without_a_gap()
    {
        await using var team = await LeadTeam.Start(server);
        var (admin, ada) = (await team.App.As(Role.Admin), await team.App.As(Role.SalesRep, team.Ada));
        for (var i = 0; i < 7; i++)
            await Created(admin, new { name = $"Lead {i}", company = i % 2 == 0 ? "Even GmbH" : "Odd Ltd", owner_id = i < 3 ? team.Ada.Id : team.Ben.Id, tags = new[] { $"t{i}" }, email = $"p{i}@even.test", priority = i == 6 ? "hot" : "cold" });

        async Task<string[]> Names(HttpClient caller, string query) => [.. (await caller.GetFromJsonAsync<JsonElement>($"/api/leads?{query}")).GetProperty("data").EnumerateArray().Select(l => l.GetProperty("name").GetString()![5..])];
        async Task<string[]> Walk(string sort)
        {
            var (all, cursor) = (new List<string>(), (string?)null);
            do
            {
                var page = await admin.GetFromJsonAsync<JsonElement>($"/api/leads?limit=2&sort={sort}&cursor={cursor}");
                all.AddRange(page.GetProperty("data").EnumerateArray().Select(l => l.GetProperty("name").GetString()![5..]));
                cursor = page.GetProperty("next_cursor").GetString();
                Assert.Equal(cursor is not null, page.GetProperty("has_more").GetBoolean());
            }
            while (cursor is not null);
            return [.. all];
        }

        Assert.Equal(["6", "5", "4", "3", "2", "1", "0"], await Walk("-created_at"));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], await Walk("name"));
        Assert.Equal(7, (await Walk("-score")).Distinct().Count());
        Assert.Equal(7, (await Walk("updated_at")).Distinct().Count());
        Assert.Equal(3, (await Names(ada, "")).Length);
        Assert.Equal(["6"], await Names(admin, "priority=hot"));
        Assert.Equal(["2", "1"], await Names(admin, "tag=t1,t2"));
        Assert.Equal(["6", "4", "2", "0"], await Names(admin, "q=even%20g"));
        Assert.Equal(["3"], await Names(admin, "q=P3@even.test"));
        Assert.Equal(7, (await Names(admin, "q=even.test")).Length);
        Assert.Equal(4, (await Names(admin, $"owner={team.Ben.Id}")).Length);
        Assert.Empty(await Names(admin, "q=100%25"));
        Assert.Empty(await Names(admin, "created_to=2020-01-01"));
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/leads?status=fresh")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/leads?cursor=rubbish")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/leads?limit=1000")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/leads?sort=colour")).StatusCode);
    }

    [Fact]
    public async Task Many_leads_are_given_or_set_at_once_and_only_those_in_sight()
    {
        await using var team = await LeadTeam.Start(server);
        var (admin, manager, ada) = (await team.App.As(Role.Admin), await team.App.As(Role.SalesManager, team.Manager), await team.App.As(Role.SalesRep, team.Ada));
        var (mine, yours, foreign) = (await Created(admin, new { name = "A", owner_id = team.Ada.Id }), await Created(admin, new { name = "B", owner_id = team.Ben.Id }), await Created(admin, new { name = "C", owner_id = team.Admin.Id }));

        var (given, answer) = await Post(manager, "/api/leads/bulk/assign", new { ids = new[] { mine, yours, foreign }, owner_id = team.Ada.Id });
        var (set, _) = await Post(ada, "/api/leads/bulk/status", new { all_matching = "status=new", status = "contacted" });

        Assert.Equal((HttpStatusCode.OK, 1, 1), (given, answer.GetProperty("changed").GetInt32(), answer.GetProperty("unchanged").GetInt32()));
        Assert.Equal((team.Ada.Id, team.Admin.Id), ((await team.Lead(yours)).OwnerId, (await team.Lead(foreign)).OwnerId));
        Assert.Equal(HttpStatusCode.OK, set);
        Assert.Equal((LeadStatus.Contacted, LeadStatus.New), ((await team.Lead(mine)).Status, (await team.Lead(foreign)).Status));
        Assert.NotNull((await team.Lead(mine)).FirstContactedAt);
        Assert.Equal(HttpStatusCode.BadRequest, (await manager.PostAsJsonAsync("/api/leads/bulk/status", new { status = "qualified" })).StatusCode);
    }

    [Fact]
    public async Task An_export_holds_what_the_filter_says_and_no_formula()
    {
        await using var team = await LeadTeam.Start(server);
        var (admin, ada) = (await team.App.As(Role.Admin), await team.App.As(Role.SalesRep, team.Ada));
        await Created(admin, new { name = "Grace", company = "=HYPERLINK(\"x\")", phone = "+49 30 901820" });
        await Created(admin, new { name = "Other", priority = "hot" });

        var file = await (await admin.GetAsync("/api/leads/export?priority=cold")).Content.ReadAsStringAsync();

        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", file);
        Assert.Contains(",+4930901820,", file);
        Assert.DoesNotContain("Other", file);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.GetAsync("/api/leads/export")).StatusCode);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1"), InlineData("  =1", "'  =1"), InlineData("+49301", "+49301"), InlineData("+cmd", "'+cmd"), InlineData("a,b", "\"a,b\""), InlineData("@x", "'@x"), InlineData(null, "")]
    public void A_cell_that_would_calculate_is_disarmed(string? value, string cell) => Assert.Equal(cell, Rainmaker.Platform.Files.TableWriter.Cell(value));

    [Fact]
    public async Task Leads_are_given_by_rule_then_in_turn_and_never_beyond_capacity()
    {
        await using var team = await LeadTeam.Start(server, capacity: 2);
        await team.Change(db =>
        {
            db.Add(new AssignmentRule { TenantId = db.TenantId, Id = Guid.CreateVersion7(), Position = 1, Name = "Fair to Ben", UserIds = [team.Ben.Id], Conditions = [new("source", Rainmaker.Intelligence.Assignment.Comparison.Is, ["trade_fair"])], CreatedAt = db.Now, UpdatedAt = db.Now });
            return Task.CompletedTask;
        });

        for (var i = 0; i < 6; i++)
            await team.Public(new { email = $"p{i}@a.test", name = $"P {i}", source = i == 0 ? "trade_fair" : "website" });

        var byOwner = (await team.Read(db => db.Leads.Select(l => l.OwnerId).ToListAsync())).CountBy(o => o ?? Guid.Empty).ToDictionary();
        Assert.Equal((2, 2, 2), (byOwner[team.Ada.Id], byOwner[team.Ben.Id], byOwner[Guid.Empty]));
        var first = await team.Read(db => db.LeadAssignments.OrderBy(a => a.At).FirstAsync());
        Assert.Equal(("Fair to Ben", team.Ben.Id), (first.Rule, first.UserId));
    }
}

static class ProblemText
{
    /// <summary>What was answered, without the id of the trace.</summary>
    public static async Task<string> Told(this HttpResponseMessage response)
    {
        var problem = await response.Content.ReadFromJsonAsync<Dictionary<string, JsonElement>>();
        problem!.Remove("trace_id");
        return $"{response.StatusCode} {JsonSerializer.Serialize(problem)}";
    }
}
