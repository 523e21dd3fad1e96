using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Activities;
using Rainmaker.Shell;

namespace Rainmaker.People.Screens;

/// <summary>Companies and contacts, each as a list, a page and a form.</summary>
static class PeopleRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/companies", Companies).Requires(PeopleRights.Read).ExcludeFromDescription();
        routes.MapGet("/companies/{id:guid}", Company).Requires(PeopleRights.Read).ExcludeFromDescription();
        routes.MapGet("/companies/{id:guid}/edit", EditCompany).Requires(PeopleRights.Edit).ExcludeFromDescription();
        routes.MapPost("/companies/{id:guid}/edit", SaveCompany).Requires(PeopleRights.Edit).ExcludeFromDescription();
        routes.MapGet("/contacts", Contacts).Requires(PeopleRights.Read).ExcludeFromDescription();
        routes.MapGet("/contacts/{id:guid}", Contact).Requires(PeopleRights.Read).ExcludeFromDescription();
        routes.MapGet("/contacts/{id:guid}/edit", EditContact).Requires(PeopleRights.Edit).ExcludeFromDescription();
        routes.MapPost("/contacts/{id:guid}/edit", SaveContact).Requires(PeopleRights.Edit).ExcludeFromDescription();
    }

    static async Task<IResult> Companies([AsParameters] ListPeople.Filter filter, Actor actor, Database database, CancellationToken stop)
    {
        var list = await ListPeople.Companies(filter, actor, database, stop);
        return list.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<CompaniesPage>(new { list.Value.Data, Next = list.Value.NextCursor, Names = await Names(actor, database, stop) });
    }

    static async Task<IResult> Contacts([AsParameters] ListPeople.Filter filter, Actor actor, Database database, CancellationToken stop)
    {
        var list = await ListPeople.Contacts(filter, actor, database, stop);
        return list.Refused(out var refusal) ? refusal.Problem() : new RazorComponentResult<ContactsPage>(new { list.Value.Data, Next = list.Value.NextCursor, Names = await Names(actor, database, stop) });
    }

    static async Task<IResult> Company(Guid id, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop)
    {
        var company = await ChangeCompany.Read(id, actor, database, stop);
        if (company.Refused(out var refusal))
            return await MergedRecords.Stayed(RecordKind.Company, id, actor, database, stop) is { } stayed ? Go.To($"/companies/{stayed}") : refusal.Problem();
        var contacts = await ListPeople.Contacts(new(CompanyId: id, Limit: 100), actor, database, stop);
        var lines = await ReadTimeline.Handle(EntityType.Company, id, 100, null, actor, hosts, database, stop);
        return new RazorComponentResult<CompanyPage>(new { Company = company.Value.View, Contacts = contacts.Value.Data, Lines = lines.Value.Data, Names = await Names(actor, database, stop), MayEdit = PeopleRights.Edit.Allows(actor) });
    }

    static async Task<IResult> Contact(Guid id, Actor actor, IEnumerable<IHasActivities> hosts, Database database, CancellationToken stop)
    {
        var contact = await ChangeContact.Read(id, actor, database, stop);
        if (contact.Refused(out var refusal))
            return await MergedRecords.Stayed(RecordKind.Contact, id, actor, database, stop) is { } stayed ? Go.To($"/contacts/{stayed}") : refusal.Problem();
        var lines = await ReadTimeline.Handle(EntityType.Contact, id, 100, null, actor, hosts, database, stop);
        return new RazorComponentResult<ContactPage>(new { Contact = contact.Value.View, Lines = lines.Value.Data, Names = await Names(actor, database, stop), MayEdit = PeopleRights.Edit.Allows(actor) });
    }

    static async Task<IResult> EditCompany(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        var company = await ChangeCompany.Read(id, actor, database, stop);
        if (company.Refused(out var refusal))
            return refusal.Problem();
        var (view, version) = company.Value;
        return Form("company", "companies", id, view.Name, [new("name", "Name", view.Name), new("domain", "Domain", view.Domain), new("industry", "Industry", view.Industry), new("size", "Size", view.Size),
            new("country", "Country", view.Country), new("region", "Region", view.Region), new("city", "City", view.City), new("external_id", "External id", view.ExternalId)], version.ToString(CultureInfo.InvariantCulture), null);
    }

    static async Task<IResult> SaveCompany(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var request = new ChangeCompany.Request
        {
            Name = form["name"].ToString(), Domain = form["domain"].ToString(), Industry = form["industry"].ToString(), Size = form["size"].ToString(), Country = form["country"].ToString(),
            Region = form["region"].ToString(), City = form["city"].ToString(), ExternalId = form["external_id"].ToString(),
        };
        var saved = await ChangeCompany.Handle(id, request, VersionOf(form), actor, database, stop);
        return saved.Refused(out var refusal) ? Form("company", "companies", id, form["name"].ToString(), Again(form, CompanyFields), form["version"], refusal) : Go.To($"/companies/{id}", "Saved");
    }

    static async Task<IResult> EditContact(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        var contact = await ChangeContact.Read(id, actor, database, stop);
        if (contact.Refused(out var refusal))
            return refusal.Problem();
        var (view, version) = contact.Value;
        return Form("contact", "contacts", id, view.Name, [new("name", "Name", view.Name), new("job_title", "Job title", view.JobTitle), new("email", "E-mail", view.ContactInfo.Email), new("phone", "Phone", view.ContactInfo.Phone),
            new("whatsapp", "WhatsApp", view.ContactInfo.Whatsapp), new("country", "Country", view.Country), new("external_id", "External id", view.ExternalId)], version.ToString(CultureInfo.InvariantCulture), null);
    }

    static async Task<IResult> SaveContact(Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var request = new ChangeContact.Request
        {
            Name = form["name"].ToString(), JobTitle = form["job_title"].ToString(), Email = form["email"].ToString(), Phone = form["phone"].ToString(), Whatsapp = form["whatsapp"].ToString(),
            Country = form["country"].ToString(), ExternalId = form["external_id"].ToString(),
        };
        var saved = await ChangeContact.Handle(id, request, VersionOf(form), actor, database, stop);
        return saved.Refused(out var refusal) ? Form("contact", "contacts", id, form["name"].ToString(), Again(form, ContactFields), form["version"], refusal) : Go.To($"/contacts/{id}", "Saved");
    }

    static readonly (string, string)[] CompanyFields = [("name", "Name"), ("domain", "Domain"), ("industry", "Industry"), ("size", "Size"), ("country", "Country"), ("region", "Region"), ("city", "City"), ("external_id", "External id")];
    static readonly (string, string)[] ContactFields = [("name", "Name"), ("job_title", "Job title"), ("email", "E-mail"), ("phone", "Phone"), ("whatsapp", "WhatsApp"), ("country", "Country"), ("external_id", "External id")];

    static List<PersonField> Again(IFormCollection form, (string Name, string Label)[] fields) => [.. fields.Select(f => new PersonField(f.Name, f.Label, form[f.Name]))];

    static uint? VersionOf(IFormCollection form) => uint.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    static RazorComponentResult<PersonFormPage> Form(string what, string place, Guid id, string name, IReadOnlyList<PersonField> fields, string? version, Refusal? refusal) =>
        new(new { Title = $"Edit {what}", Name = name, Back = $"/{place}/{id}", Place = $"/{place}", Fields = fields, Version = version, Refusal = refusal }) { StatusCode = refusal.Status() };

    static async Task<IReadOnlyDictionary<Guid, string>> Names(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.Name, stop);
    }
}

/// <summary>One field of a form as it is or was typed.</summary>
public sealed record PersonField(string Name, string Label, string? Value);
