using System.Net;
using System.Text.Json.Nodes;
using Rainmaker.Leads;
using Rainmaker.Platform.Web;
using Rainmaker.Tests.Deals;

namespace Rainmaker.Tests.Leads;

public sealed class SourceTests(TestServer server)
{
    static LeadSource Fair => new() { TenantId = Guid.Empty, Key = "trade_fair", Label = "Trade fair" };

    [Theory]
    [InlineData("required_fields", "shoe_size"), InlineData("default_priority", "boiling"), InlineData("field_aliases", "email"), InlineData("label", "")]
    public void What_a_source_cannot_do_is_named(string field, string sent)
    {
        var request = field switch
        {
            "required_fields" => new ShapeSources.Request { RequiredFields = new([sent]) },
            "default_priority" => new ShapeSources.Request { DefaultPriority = sent },
            "field_aliases" => new ShapeSources.Request { FieldAliases = new(new Dictionary<string, string> { [sent] = "name" }) },
            _ => new ShapeSources.Request { Label = sent },
        };

        Assert.Equal([field], ShapeSources.Apply(Fair, request).Select(f => f.Field));
    }

    [Fact]
    public async Task What_a_source_asks_and_brings_along_holds_from_the_next_lead_on()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);
        await team.Public(new { email = "first@example.test", name = "First Comer", source = "website" });

        var (status, source, tag) = await admin.Post("/api/lead-sources", JsonNode.Parse($$"""
            { "key": "trade_fair", "label": "Trade fair", "required_fields": ["company"], "default_tags": ["Fair"], "default_priority": "hot", "default_owner_id": "{{team.Ben.Id}}", "field_aliases": { "badge_company": "company" } }
            """));
        var (_, refused) = await team.Public(new { email = "no.company@example.test", source = "trade_fair" });
        var (_, taken) = await team.Public(new { email = "grace@example.test", name = "Grace Hopper", badge_company = "Hopper Ltd", source = "trade_fair" });

        Assert.Equal((HttpStatusCode.Created, false), (status, source!["is_built_in"]!.GetValue<bool>()));
        Assert.NotNull(tag);
        Assert.Contains("company", refused.ToString(), StringComparison.Ordinal);
        var lead = await team.Read(db => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(db.Leads.Where(l => l.Source == "trade_fair")));
        Assert.Equal(("Hopper Ltd", Crm.LeadPriority.Hot, team.Ben.Id), (lead.Company, lead.Priority, lead.OwnerId));
        Assert.Equal(["fair"], lead.Tags);
        Assert.Equal("ok", taken.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_change_of_a_source_is_versioned_audited_and_for_administrators_alone()
    {
        await using var team = await LeadTeam.Start(server);
        var (admin, rep) = (await team.App.As(Role.Admin, team.Admin), await team.App.As(Role.SalesRep, team.Ada));
        var (_, _, seen) = await admin.Get("/api/lead-sources/website");

        var first = await admin.Put("/api/lead-sources/website", new { label = "Our site" }, seen);
        var second = await admin.Put("/api/lead-sources/website", new { label = "My site" }, seen);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (first.Status, second.Status));
        Assert.NotEqual(seen, first.Tag);
        Assert.Equal(HttpStatusCode.Forbidden, (await rep.Put("/api/lead-sources/website", new { label = "Mine" })).Status);
        Assert.Contains((await rep.Get("/api/lead-sources")).Body!["data"]!.AsArray(), s => s.Word("label") == "Our site");
        var detail = JsonNode.Parse((await team.App.Store.Ask<string>("select detail::text from audit where action = 'lead_source.update'"))!)!;
        Assert.Equal(("Website", "Our site", "website"), (detail["before"].Word("label"), detail["after"].Word("label"), detail["metadata"].Word("key")));
    }

    [Fact]
    public async Task A_source_goes_only_when_nothing_names_it()
    {
        await using var team = await LeadTeam.Start(server);
        var admin = await team.App.As(Role.Admin, team.Admin);
        foreach (var key in new[] { "used", "unused" })
            await admin.Post("/api/lead-sources", new { key, label = key });
        await team.Public(new { email = "grace@example.test", source = "used" });

        async Task<HttpStatusCode> TakeAway(string key) => (await admin.Say(HttpMethod.Delete, $"/api/lead-sources/{key}")).Status;

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.NotFound), (await TakeAway("unused"), await TakeAway("used"), await TakeAway("website"), await TakeAway("nowhere")));
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Post("/api/lead-sources", new { key = "used", label = "Again" })).Status);
    }
}
