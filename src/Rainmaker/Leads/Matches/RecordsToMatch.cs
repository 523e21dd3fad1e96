using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Matching.Linkage;
using Rainmaker.People;

namespace Rainmaker.Leads.Matches;

/// <summary>All records of one kind as columns to be compared. Addresses are opened here, inside the job, and go nowhere else (K16).</summary>
sealed record RecordsToMatch(Guid[] Ids, HashSet<Guid> Present, LinkageInput Input)
{
    static readonly LinkField[] _company =
        [new("name", FieldKind.Company), new("domain", FieldKind.Email), new("city", FieldKind.City), new("region", FieldKind.State), new("country", FieldKind.Country), new("industry", FieldKind.Text)];

    public string?[] Values(int row) => [.. Input.Columns.Select(column => column[row])];

    /// <param name="answered">Records that reviewers judged: they are read even where they are merged by now, because their pairs teach.</param>
    public static async Task<RecordsToMatch> Read(SalesDb db, RecordKind kind, IReadOnlyCollection<Guid> answered, CancellationToken stop)
    {
        var rows = kind switch
        {
            RecordKind.Lead => await Leads(db, answered, stop),
            RecordKind.Company => await Companies(db, answered, stop),
            _ => await Contacts(db, answered, stop),
        };
        var fields = kind == RecordKind.Company ? _company : PersonTraits.Fields;
        return new([.. rows.Select(row => row.Id)], [.. rows.Where(row => row.IsPresent).Select(row => row.Id)],
            new(fields, [.. Enumerable.Range(0, fields.Count).Select(field => rows.Select(row => row.Values[field]).ToArray())]));
    }

    sealed record Row(Guid Id, bool IsPresent, string?[] Values);

    static async Task<List<Row>> Leads(SalesDb db, IReadOnlyCollection<Guid> answered, CancellationToken stop)
    {
        var rows = await db.Leads.IgnoreQueryFilters(["deleted"]).AsNoTracking().Where(l => l.DeletedAt == null ? l.Status != Crm.LeadStatus.Spam : answered.Contains(l.Id)).OrderBy(l => l.Id)
            .Select(l => new { l.Id, l.DeletedAt, Person = new KnownPerson(l.Name, l.FirstName, l.LastName, l.EmailSealed, l.PhoneSealed, l.WhatsappSealed, l.Company, l.City, l.PostalCode, l.Country) }).ToListAsync(stop);
        return rows.ConvertAll(l => new Row(l.Id, l.DeletedAt is null, l.Person.Open(db.Vault).Values));
    }

    static async Task<List<Row>> Contacts(SalesDb db, IReadOnlyCollection<Guid> answered, CancellationToken stop)
    {
        var companies = await db.Companies.IgnoreQueryFilters(["deleted"]).AsNoTracking().Select(c => new { c.Id, c.Name, c.City }).ToDictionaryAsync(c => c.Id, stop);
        var rows = await db.Contacts.IgnoreQueryFilters(["deleted"]).AsNoTracking().Where(c => c.DeletedAt == null || answered.Contains(c.Id)).OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.DeletedAt, c.Name, c.FirstName, c.LastName, c.EmailSealed, c.PhoneSealed, c.WhatsappSealed, c.CompanyId, c.Country }).ToListAsync(stop);
        return rows.ConvertAll(c =>
        {
            var company = c.CompanyId is { } id ? companies.GetValueOrDefault(id) : null;
            var (first, last) = c.FirstName is not null && c.LastName is not null ? (c.FirstName, c.LastName) : Parts(c.Name);
            return new Row(c.Id, c.DeletedAt is null, new PersonTraits
            {
                First = c.FirstName ?? first, Last = c.LastName ?? last, Email = db.Vault.Open("contact.email", c.EmailSealed), Phone = db.Vault.Open("contact.phone", c.PhoneSealed),
                Whatsapp = db.Vault.Open("contact.whatsapp", c.WhatsappSealed), Company = company?.Name, City = company?.City, Country = c.Country,
            }.Values);
        });
    }

    static async Task<List<Row>> Companies(SalesDb db, IReadOnlyCollection<Guid> answered, CancellationToken stop)
    {
        var rows = await db.Companies.IgnoreQueryFilters(["deleted"]).AsNoTracking().Where(c => c.DeletedAt == null || answered.Contains(c.Id)).OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.DeletedAt, c.Name, c.Domain, c.City, c.Region, c.Country, c.Industry }).ToListAsync(stop);
        return rows.ConvertAll(c => new Row(c.Id, c.DeletedAt is null, [c.Name, c.Domain, c.City, c.Region, c.Country, c.Industry]));
    }

    static (string? First, string? Last) Parts(string name) => PersonName.Read(name, null, null, default) is var read ? (read.First, read.Last) : default;
}
