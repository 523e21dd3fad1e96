using System.Net;
using System.Text;
using System.Text.Json;
using Rainmaker.Connectors.HubSpot;
using Rainmaker.Connectors.Http;
using Rainmaker.Connectors.Nutshell;
using Rainmaker.Connectors.Pipedrive;
using Rainmaker.Connectors.Salesforce;
using Rainmaker.Connectors.Tests.Support;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Tests;

/// <summary>Answers that the vendors really gave. Each is played back to the connector: it maps to our vocabulary, or to a fault that names what is wrong.</summary>
public sealed class RecordedTests
{
    static readonly FieldMap _none = FieldMap.None;

    [Fact]
    public async Task Every_recorded_answer_is_understood_or_named()
    {
        var odd = new List<string>();
        foreach (var file in Files("*"))
        {
            try
            {
                await Play(file);
            }
            catch (CrmFault fault) when (fault.Message.Length > 10 && fault.Crm == VendorOf(file))
            {
                // Named.
            }
            catch (Exception e) when (e is not Xunit.Sdk.SkipException)
            {
                odd.Add($"{file}: {e.GetType().Name}: {e.Message}");
            }
        }
        Assert.Empty(odd);
    }

    [Theory]
    [InlineData("metadata-err-schemas-scope.json", 403, CrmFaultKind.MissingScope), InlineData("err-conflict.json", 409, CrmFaultKind.Conflict), InlineData("err-duplicate-ids.json", 400, CrmFaultKind.Refused)]
    [InlineData("error-invalid-object.json", 400, CrmFaultKind.NotOffered), InlineData("unknown-object.json", 400, CrmFaultKind.NotOffered), InlineData("unknown-field.json", 400, CrmFaultKind.Refused)]
    [InlineData("crm/delete/not-found.json", 404, CrmFaultKind.NotFound), InlineData("pipedrive/test/not-found.json", 403, CrmFaultKind.MissingScope), InlineData("nutshell/test/err-not-found.html", 404, CrmFaultKind.NotFound)]
    [InlineData("err-internal-server.json", 500, CrmFaultKind.Unavailable), InlineData("err-internal-server.txt", 500, CrmFaultKind.Unavailable), InlineData("err-media-type.txt", 415, CrmFaultKind.Refused), InlineData("err-page-size.json", 400, CrmFaultKind.Refused)]
    public async Task A_recorded_refusal_has_its_name(string name, int status, CrmFaultKind kind)
    {
        var file = Files("*").Single(f => f.EndsWith("/" + name, StringComparison.Ordinal) && f.Contains(VendorFor(name), StringComparison.Ordinal));

        var fault = await Assert.ThrowsAsync<CrmFault>(async () => await Replayed(file, status).Contacts(Reading.All).Records().ToListAsync());

        Assert.Equal(kind, fault.Kind);
    }

    [Fact]
    public async Task Recorded_contacts_lose_nothing_that_we_have_a_field_for()
    {
        var seen = 0;
        foreach (var file in Files("contacts-response.json").Concat(Files("1-first-page.json")).Concat(Files("2-second-page.json")).Concat(Files("contacts-batch.json")).Where(f => f.Contains("/hubspot/", StringComparison.Ordinal)))
        {
            using var answer = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
            foreach (var record in answer.RootElement.Items("results").Where(r => r.Get("properties").Get("email") is not null))
            {
                var contact = new HubSpotRecords(_none, "USD").Contact(record);
                var told = record.GetProperty("properties");
                Same(file, told, "email", contact.Email);
                Same(file, told, "phone", contact.Phone);
                Same(file, told, "company", contact.CompanyName);
                Held(file, told, "firstname", contact.Name.Contains(told.Text("firstname") ?? "", StringComparison.Ordinal));
                Held(file, told, "lastname", contact.Name.Contains(told.Text("lastname") ?? "", StringComparison.Ordinal));
                Held(file, told, "createdate", contact.CreatedAt is not null);
                Held(file, told, "lastmodifieddate", contact.UpdatedAt is not null);
                seen++;
            }
        }
        Assert.True(seen > 5, $"{seen} contacts");
    }

    [Fact]
    public void Recorded_pipelines_keep_stages_chances_and_outcomes()
    {
        using var answer = Read("hubspot/test/metadata-deals-external-pipelines.json");

        var pipelines = answer.RootElement.Items("results").Select(HubSpotRecords.Pipeline).ToList();

        Assert.All(pipelines, p => Assert.NotEmpty(p.Stages));
        var first = pipelines[0];
        Assert.Equal(("default", "Sales Pipeline", "appointmentscheduled", 20m), (first.Key, first.Label, first.Stages[0].Key, first.Stages[0].Probability!.Value));
        Assert.Contains(first.Stages, s => s.Kind == StageKind.Won);
        Assert.Contains(first.Stages, s => s.Kind == StageKind.Lost);
    }

    [Fact]
    public async Task Recorded_associations_tell_the_primary_company_and_take_none_for_none()
    {
        var crm = Replayed(Files("contacts-to-companies.json").Single(), 207);

        var pairs = await crm.Associations(AssociationKind.ContactCompany, new() { Ids = ["501", "103107104018"] }).Records().ToListAsync();

        Assert.Equal(new Association(AssociationKind.ContactCompany, "501", "29022297485", "Primary", true), Assert.Single(pairs));
    }

    [Fact]
    public async Task Recorded_opportunities_know_their_people_and_account()
    {
        var withPeople = await Replayed(Files("read-opportunity-with-contacts.json").Single(), 200).Deals(Reading.All).Records().ToListAsync();
        var withAccount = await Replayed(Files("read-opportunity-with-account.json").Single(), 200).Deals(Reading.All).Records().ToListAsync();

        var deal = Assert.Single(withPeople);
        Assert.Equal(("006ak00000OQ4RxAAL", "Test Opportunity", 50000m, "Prospecting"), (deal.Id, deal.Name, deal.Value!.Value, deal.Stage.Key));
        Assert.Equal(["003ak000003dQCGAA2", "003ak000003dQCDAA2"], deal.ContactIds);
        Assert.Equal(["001ak00000OKNPHAA5", null], withAccount.Select(d => d.CompanyId));
    }

    [Fact]
    public async Task Recorded_contacts_of_salesforce_without_an_id_are_known_by_their_address_and_a_link_beside_done_is_left_alone()
    {
        var contacts = await Replayed(Files("read-list-contacts.json").Single(), 200).Contacts(Reading.All).Records().ToListAsync();
        var leads = await Replayed(Files("read-list-leads.json").Single(), 200).Contacts(Reading.All).ToListAsync();

        Assert.Contains(contacts, c => c is { Id: "003ak000003dQCGAA2", CompanyId: "001ak00000OKNPHAA5" });
        Assert.Contains(leads.SelectMany(p => p.Records), l => l is { IsLead: true, Id: "00Qak00000696HFEAY", Name: "Bertha" });
    }

    [Fact]
    public void Recorded_bulk_jobs_and_rows_are_told_apart()
    {
        using var good = Read("salesforce/test/bulk/info/success.json");
        using var running = Read("salesforce/test/bulk/info/in-progress.json");
        using var failed = Read("salesforce/test/bulk/info/complete-failure.json");
        var rows = Csv.Read(File.ReadAllBytes(Files("partial-failure.csv").Single())).ToList();

        Assert.True(SalesforceBulk.Check(good.RootElement));
        Assert.False(SalesforceBulk.Check(running.RootElement));
        Assert.Contains("StageName_invalid_field_on_purpose", Assert.Throws<CrmFault>(() => SalesforceBulk.Check(failed.RootElement)).Message, StringComparison.Ordinal);
        Assert.Equal("Noemi Miller", rows[0]["Name"]);
    }

    [Fact]
    public void Recorded_answers_to_writes_are_taken_by_their_word_and_not_by_their_status()
    {
        using var good = Read("salesforce/test/create-ok.json");
        using var bad = Read("salesforce/test/success-with-errors.json");

        Assert.Equal("001ak00000OQTieAAH", SalesforceContacts.Id(good.RootElement));
        Assert.Equal("MALFORMED_ID", Assert.Throws<CrmFault>(() => SalesforceContacts.Id(bad.RootElement)).Code);
    }

    [Fact]
    public void Recorded_activities_of_pipedrive_keep_owner_day_and_words()
    {
        using var answer = Read("pipedrive/test/activities.json");

        var activity = PipedriveRecords.Activity(ActivityKind.Call, answer.RootElement.Items("data").First());

        Assert.Equal(("2", "20580207", "I usually can't come up with words", "Demo activity"), (activity.Id, activity.OwnerId, activity.Subject, activity.Description));
        Assert.Equal((new DateTimeOffset(2024, 10, 30, 0, 0, 0, TimeSpan.Zero), null), (activity.ScheduledAt, activity.CompletedAt));
        Assert.Equal(new DateTimeOffset(2024, 10, 16, 12, 16, 2, TimeSpan.Zero), activity.CreatedAt);
    }

    [Fact]
    public async Task Recorded_deals_and_leads_of_pipedrive_and_an_empty_answer_are_read()
    {
        using var leads = Read("pipedrive/test/leads.json");

        var deal = Assert.Single(await Replayed(Files("deals.json").Single(f => f.Contains("pipedrive", StringComparison.Ordinal)), 200).Deals(Reading.All).Records().ToListAsync());
        var lead = PipedriveRecords.Lead(leads.RootElement.Items("data").First());
        var none = await Replayed(Files("zero-records.json").Single(), 200).Companies(Reading.All).Records().ToListAsync();

        Assert.Equal(("1", "Test Deal", 1000m, true), (deal.Id, deal.Name, deal.Value!.Value, deal.IsOpen));
        Assert.Equal(("8ba414d0-8ad8-11ef-9e9e-07879dd74146", "2", "20580207", "Manually created"), (lead.Id, lead.ContactId, lead.OwnerId, lead.Source));
        Assert.NotNull(lead.CreatedAt);
        Assert.Empty(none);
    }

    [Fact]
    public async Task Recorded_accounts_and_events_of_nutshell_are_read_to_the_empty_page()
    {
        using var events = Read("nutshell/test/read/events/1-first-page.json");

        var accounts = (await Replayed(Files("1-first-page.json").Single(f => f.Contains("nutshell/test/read/accounts", StringComparison.Ordinal)), 200).Companies(Reading.All).FirstAsync()).Records;
        var none = await Replayed(Files("2-empty-page.json").Single(), 200).Companies(Reading.All).Records().ToListAsync();

        Assert.Equal(["Apple", "Banana", "Cucumber"], accounts.Take(3).Select(a => a.Name));
        Assert.All(accounts, a => Assert.Equal("1-users", a.OwnerId));
        Assert.Empty(none);
        Assert.Equal(["19-accounts"], NutshellRecords.Links(events.RootElement.Items("events").First(), "payloads"));
    }

    static async Task Play(string file)
    {
        var name = Path.GetFileName(file);
        if (file.EndsWith(".csv", StringComparison.Ordinal))
        {
            Assert.NotEmpty(Csv.Read(await File.ReadAllBytesAsync(file)));
            return;
        }
        var crm = Replayed(file, name.StartsWith("err", StringComparison.Ordinal) || name.Contains("not-found", StringComparison.Ordinal) || name.Contains("unknown", StringComparison.Ordinal) || name.Contains("invalid", StringComparison.Ordinal) ? 400 : 200);
        if (name.Contains("pipelines", StringComparison.Ordinal))
            await crm.Pipelines(Reading.All).FirstOrDefaultAsync();
        else if (file.Contains("associations", StringComparison.Ordinal) || name.Contains("contacts-to-companies", StringComparison.Ordinal))
            await crm.Associations(AssociationKind.ContactCompany, new() { Ids = ["501"] }).FirstOrDefaultAsync();
        else if (name.Contains("opportunity", StringComparison.Ordinal) || name.Contains("deal", StringComparison.Ordinal))
            await crm.Deals(Reading.All).FirstOrDefaultAsync();
        else if (name.Contains("activit", StringComparison.Ordinal))
            await crm.Activities(ActivityKind.Call, Reading.All).FirstOrDefaultAsync();
        else
            await crm.Contacts(Reading.All).FirstOrDefaultAsync();
    }

    static ICrm Replayed(string file, int status) => CrmSources.Open(
        new() { Source = VendorOf(file), BaseAddress = new("https://recorded.example"), Credentials = new() { Key = "recorded-key", User = "someone@recorded.example" } },
        new(new Playback(file, (HttpStatusCode)status)), new HurryingClock());

    static string VendorOf(string file) => file.Split('/')[Array.IndexOf(file.Split('/'), "providers") + 1];

    static string VendorFor(string name) => name switch
    {
        "unknown-object.json" or "unknown-field.json" or "crm/delete/not-found.json" => "/salesforce/",
        _ when name.StartsWith("pipedrive", StringComparison.Ordinal) => "/pipedrive/",
        "err-internal-server.json" or "err-internal-server.txt" or "err-media-type.txt" or "err-page-size.json" => "/nutshell/",
        _ when name.StartsWith("nutshell", StringComparison.Ordinal) => "/nutshell/",
        _ => "/hubspot/",
    };

    static JsonDocument Read(string path) => JsonDocument.Parse(File.ReadAllBytes(Files("*").Single(f => f.EndsWith("/" + path, StringComparison.Ordinal))));

    static void Same(string file, JsonElement told, string field, string? ours)
    {
        if (told.Text(field) is { } theirs)
            Assert.True(theirs == ours, $"{file}: {field} is '{theirs}', ours is '{ours}'");
    }

    static void Held(string file, JsonElement told, string field, bool holds) => Assert.True(told.Text(field) is null || holds, $"{file}: {field} got lost");

    static IReadOnlyList<string> Files(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "shared", "facts", "recorded")))
            folder = folder.Parent;
        Assert.SkipWhen(folder is null, "The recorded answers are not beside this checkout.");
        return [.. Directory.GetFiles(Path.Combine(folder!.FullName, "shared", "facts", "recorded", "providers"), name, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    /// <summary>Gives the recorded answer to whatever is asked.</summary>
    sealed class Playback(string file, HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(status)
        {
            Content = new StringContent(File.ReadAllText(file), Encoding.UTF8, Path.GetExtension(file) switch { ".html" => "text/html", ".txt" => "text/plain", _ => "application/json" }),
        });
    }
}
