using Rainmaker.Intelligence.Matching;

namespace Rainmaker.People;

/// <summary>Reads and changes a contact. Fields that are not sent stay; null empties one.</summary>
public static class ChangeContact
{
    public sealed record Request
    {
        public Optional<string> Name { get; init; }
        public Optional<string> FirstName { get; init; }
        public Optional<string> LastName { get; init; }
        public Optional<string> JobTitle { get; init; }

        /// <summary>A company in sight.</summary>
        public Optional<Guid?> CompanyId { get; init; }
        public Optional<string> Email { get; init; }
        public Optional<string> Phone { get; init; }
        public Optional<string> Whatsapp { get; init; }
        public Optional<string> Country { get; init; }
        public Optional<string> ExternalId { get; init; }
    }

    public static async Task<Result<(ContactView View, uint Version)>> Read(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.Contacts.AsNoTracking().VisibleTo(db).SingleOrDefaultAsync(c => c.Id == id, stop) is { } contact ? (await View(db, contact, stop), contact.Version) : new NotFound("contact");
    }

    public static async Task<Result<(ContactView View, uint Version)>> Handle(Guid id, Request request, uint? version, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.Contacts.VisibleTo(db).SingleOrDefaultAsync(c => c.Id == id, stop) is not { } contact)
            return new NotFound("contact");
        if (version is { } seen && seen != contact.Version)
            return new Stale("contact");
        var input = new PeopleInput();
        contact.Name = input.Name(request.Name, contact.Name);
        contact.FirstName = input.Text("first_name", request.FirstName, contact.FirstName);
        contact.LastName = input.Text("last_name", request.LastName, contact.LastName);
        contact.JobTitle = input.Text("job_title", request.JobTitle, contact.JobTitle);
        contact.Country = input.Country(request.Country, contact.Country);
        contact.ExternalId = input.Text("external_id", request.ExternalId, contact.ExternalId);
        Reachable(contact, request, input, db);
        if (request.CompanyId.IsSent && request.CompanyId.Value != contact.CompanyId)
        {
            if (request.CompanyId.Value is { } company && !await db.Companies.VisibleTo(db).AnyAsync(c => c.Id == company, stop))
                input.Wrong("company_id", "There is no such company.", company);
            contact.CompanyId = request.CompanyId.Value;
        }
        if (input.Faults.Count > 0)
            return new Faults(input.Faults);
        if (db.ChangeTracker.HasChanges())
        {
            contact.UpdatedAt = db.Now;
            db.Record("contact.updated", "contact", contact.Id, contact.OwnerId);
            await db.Commit("contact.update", stop, new { unseen = version is null });
        }
        return (await View(db, contact, stop), contact.Version);
    }

    static void Reachable(Contact contact, Request request, PeopleInput input, SalesDb db)
    {
        var (vault, region) = (db.Vault, contact.Country ?? db.Tenant.Region);
        if (request.Email.IsSent)
        {
            var email = EmailAddress.Read(request.Email.Value);
            if (email.Fault is { } fault)
                input.Wrong("email", $"It {fault}.", request.Email.Value);
            if (email.Address != vault.Open("contact.email", contact.EmailSealed))
                (contact.EmailSealed, contact.EmailHash) = (vault.Seal("contact.email", email.Address), vault.HashEmail(email.Address));
        }
        if (request.Phone.IsSent && PhoneNumber.Read(input.Text("phone", request.Phone, null), region) is var phone && phone.Value != vault.Open("contact.phone", contact.PhoneSealed))
            (contact.PhoneSealed, contact.PhoneHash) = (vault.Seal("contact.phone", phone.Value), phone.IsVerified ? vault.HashPhone(phone.Value) : null);
        if (request.Whatsapp.IsSent && PhoneNumber.Read(input.Text("whatsapp", request.Whatsapp, null), region) is var whatsapp && whatsapp.Value != vault.Open("contact.whatsapp", contact.WhatsappSealed))
            (contact.WhatsappSealed, contact.WhatsappHash) = (vault.Seal("contact.whatsapp", whatsapp.Value), whatsapp.IsVerified ? vault.HashPhone(whatsapp.Value) : null);
    }

    static async Task<ContactView> View(SalesDb db, Contact contact, CancellationToken stop) =>
        ContactView.Of(contact, contact.CompanyId is { } company ? await db.Companies.Where(c => c.Id == company).Select(c => c.Name).SingleOrDefaultAsync(stop) : null, db.Vault);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/contacts/{id:guid}", async (Guid id, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
            {
                var read = await Read(id, actor, database, stop);
                return read.Refused(out _) && await MergedRecords.Stayed(RecordKind.Contact, id, actor, database, stop) is { } stayed ? TypedResults.Redirect($"/api/contacts/{stayed}") : read.Told(http);
            })
            .Requires(PeopleRights.Read).Produces<ContactView>().WithSummary("One contact; the address of one that was merged leads to the one that stayed");
        routes.MapPut("/api/contacts/{id:guid}", async (Guid id, Request request, Actor actor, Database database, HttpContext http, CancellationToken stop) => (await Handle(id, request, http.Seen(), actor, database, stop)).Told(http))
            .Requires(PeopleRights.Edit).Produces<ContactView>().WithSummary("Change a contact");
    }
}
