using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rainmaker.People;
using Rainmaker.Tests.Leads;

namespace Rainmaker.Tests.People;

public sealed class PeopleTests(TestServer server)
{
    static async Task<(Guid Company, Guid Contact)> Made(LeadTeam team, Guid? owner)
    {
        var (company, contact) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await team.Change(db =>
        {
            db.Add(new Company { TenantId = db.TenantId, Id = company, Name = "Harbour Lines GmbH", NameKey = "harbour lines", Domain = "harbour.test", OwnerId = owner, CreatedAt = db.Now, UpdatedAt = db.Now });
            db.Add(new Contact { TenantId = db.TenantId, Id = contact, Name = "Grace Hopper", CompanyId = company, EmailSealed = db.Vault.Seal("contact.email", "grace@harbour.test"), EmailHash = db.Vault.HashEmail("grace@harbour.test"), OwnerId = owner, CreatedAt = db.Now, UpdatedAt = db.Now });
            return Task.CompletedTask;
        });
        return (company, contact);
    }

    [Fact]
    public async Task A_rep_finds_changes_and_reads_the_people_that_are_theirs()
    {
        await using var team = await LeadTeam.Start(server);
        var (ada, ben) = (await team.App.As(Role.SalesRep, team.Ada), await team.App.As(Role.SalesRep, team.Ben));
        var (company, contact) = await Made(team, team.Ada.Id);

        var list = await ada.GetFromJsonAsync<JsonElement>("/api/contacts?q=GRACE@harbour.test");
        var changed = await ada.PutAsJsonAsync($"/api/companies/{company}", new { country = "Germany", city = "Hamburg" });
        var refused = await ada.PutAsJsonAsync($"/api/contacts/{contact}", new { email = "nonsense", country = "Atlantis" });

        Assert.Equal(("Grace Hopper", "Harbour Lines GmbH"), (list.GetProperty("data")[0].GetProperty("name").GetString(), list.GetProperty("data")[0].GetProperty("company").GetString()));
        Assert.Equal("DE", (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("country").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(2, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetArrayLength());
        Assert.Equal(1, (await ada.GetFromJsonAsync<JsonElement>("/api/companies?q=harbour.test")).GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await ben.GetFromJsonAsync<JsonElement>("/api/companies")).GetProperty("data").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await ben.PutAsJsonAsync($"/api/contacts/{contact}", new { name = "Mine" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync($"/api/companies/{company}/activities")).StatusCode);
    }

    [Fact]
    public async Task Companies_are_walked_by_name_without_a_gap()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin);
        await team.Change(db =>
        {
            foreach (var name in "Ärzte acme Zulu Acme Beta".Split(' '))
                db.Add(new Company { TenantId = db.TenantId, Id = Guid.CreateVersion7(), Name = name, NameKey = name, CreatedAt = db.Now, UpdatedAt = db.Now });
            return Task.CompletedTask;
        });

        var (seen, cursor) = (new List<string>(), (string?)"");
        do
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"/api/companies?limit=2&cursor={cursor}");
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("name").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(5, seen.Distinct().Count());
    }

    [Fact]
    public async Task The_pages_of_people_show_and_save()
    {
        await using var team = await LeadTeam.Start(server);
        var (company, contact) = await Made(team, team.Ada.Id);
        var browser = await team.App.SignedIn(team.Ada);

        foreach (var path in new[] { "/companies", "/contacts", $"/companies/{company}", $"/contacts/{contact}", $"/companies/{company}/edit", $"/contacts/{contact}/edit", $"/activities/new?entity_type=company&entity_id={company}&activity_type=call" })
            Assert.Equal((path, HttpStatusCode.OK), (path, (await browser.GetAsync(path)).StatusCode));
        var saved = await browser.PostAsync($"/contacts/{contact}/edit", new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "Grace B. Hopper", ["email"] = "grace@harbour.test" }));

        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Contains("Grace B. Hopper", await browser.GetStringAsync($"/contacts/{contact}"));
    }
}
