using System.Net;
using System.Text.RegularExpressions;
using Rainmaker.Crm;
using Rainmaker.Leads;

namespace Rainmaker.Tests.Leads;

public sealed partial class LeadPagesTests(TestServer server)
{
    static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    static async Task<Guid> Created(HttpClient browser, params (string, string)[] fields)
    {
        var answer = await browser.PostAsync("/leads/new", Form([("name", "Grace Hopper"), ("source", "referral"), .. fields]));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return Guid.Parse(answer.Headers.Location!.ToString().Split('/')[2]);
    }

    [Fact]
    public async Task A_lead_is_entered_seen_in_the_list_and_explained_on_its_page()
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.SignedIn(team.Ada);

        var id = await Created(ada, ("email", "grace@navy.test"), ("company", "Navy <b>"), ("tags", "vip"));

        var (list, page) = (await ada.GetStringAsync("/leads"), await ada.GetStringAsync($"/leads/{id}"));
        Assert.Contains("Grace Hopper", list);
        Assert.Contains("Navy &lt;b&gt;", page);
        Assert.Contains("mailto:grace@navy.test", page);
        Assert.Contains("Engagement", page);
        Assert.Contains("Referral", page);
        Assert.Contains($"/leads/{id}/convert", page);
        Assert.Equal(team.Ada.Id, (await team.Lead(id)).OwnerId);
        Assert.DoesNotContain(" style=", page);
    }

    [Fact]
    public async Task What_is_wrong_comes_back_in_the_form_beside_its_field_with_what_was_typed()
    {
        await using var team = await LeadTeam.Start(server);
        var ada = await team.App.SignedIn(team.Ada);

        var answer = await ada.PostAsync("/leads/new", Form(("name", "Grace Hopper"), ("email", "nonsense"), ("company", "Navy")));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("no e-mail address", page);
        Assert.Contains("value=\"Navy\"", page);
    }

    [Fact]
    public async Task A_form_opened_before_somebody_else_saved_is_refused()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, admin) = (await team.App.SignedIn(team.Ada), await team.App.SignedIn(team.Admin));
        var id = await Created(ada);
        var version = Version().Match(await ada.GetStringAsync($"/leads/{id}/edit")).Groups["version"].Value;
        await admin.PostAsync($"/leads/{id}/edit", Form(("name", "Grace B. Hopper"), ("source", "referral")));

        var stale = await ada.PostAsync($"/leads/{id}/edit", Form(("name", "Grace H."), ("source", "referral"), ("version", version)));

        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal("Grace B. Hopper", (await team.Lead(id)).Name);
    }

    [Fact]
    public async Task Quick_acts_work_as_plain_forms()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, manager) = (await team.App.SignedIn(team.Ada), await team.App.SignedIn(team.Manager));
        var id = await Created(ada);

        Assert.Contains("Log a call", await ada.GetStringAsync($"/activities/new?entity_type=lead&entity_id={id}&activity_type=call"));
        await ada.PostAsync("/activities/new", Form(("entity_type", "lead"), ("entity_id", id.ToString()), ("activity_type", "call"), ("description", "Wants a demo")));
        await ada.PostAsync($"/leads/{id}/status", Form(("status", "qualified")));
        await manager.PostAsync($"/leads/{id}/assign", Form(("owner_id", team.Ben.Id.ToString()), ("reason", "Knows the navy")));

        var page = await manager.GetStringAsync($"/leads/{id}");
        Assert.Contains("Wants a demo", page);
        Assert.Contains("Knows the navy", page);
        Assert.Equal((LeadStatus.Qualified, team.Ben.Id), ((await team.Lead(id)).Status, (await team.Lead(id)).OwnerId));
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/leads/{id}")).StatusCode);
    }

    [Fact]
    public async Task Picked_rows_are_given_set_and_taken_out_and_a_deleted_lead_comes_back_by_undo()
    {
        await using var team = await LeadTeam.Start(server);
        var manager = await team.App.SignedIn(team.Manager);
        var (one, two) = (await Created(manager, ("owner_id", team.Ada.Id.ToString())), await Created(manager, ("owner_id", team.Ada.Id.ToString()), ("email", "b@b.test")));

        await manager.PostAsync("/leads/bulk/assign", Form(("id", one.ToString()), ("id", two.ToString()), ("owner_id", team.Ben.Id.ToString())));
        await manager.PostAsync("/leads/bulk/status", Form(("all_matching", "?source=referral"), ("status", "contacted")));
        var file = await (await manager.PostAsync("/leads/bulk/export", Form(("id", two.ToString())))).Content.ReadAsStringAsync();
        await manager.PostAsync($"/leads/{one}/delete", Form());
        var gone = await manager.GetAsync($"/leads/{one}");
        await manager.PostAsync($"/leads/{one}/restore", Form());

        Assert.All([await team.Lead(one), await team.Lead(two)], lead => Assert.Equal((team.Ben.Id, LeadStatus.Contacted), (lead.OwnerId, lead.Status)));
        Assert.Equal(2, file.TrimEnd().Split('\n').Length);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync($"/leads/{one}")).StatusCode);
    }

    [GeneratedRegex("name=\"version\" value=\"(?<version>\\d+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}
