using Rainmaker.Intelligence.Matching.Linkage;
using Rainmaker.People;

namespace Rainmaker.Leads.Matches;

/// <summary>All records of one kind as columns to be compared. Addresses are opened here, inside the job, and go nowhere else (K16).</summary>
sealed record RecordsToMatch(Guid[] Ids, HashSet<Guid> Present, LinkageInput Input)
{
    static readonly LinkField[] _person =
    [
        new("first name", FieldKind.FirstName), new("last name", FieldKind.LastName), new("e-mail", FieldKind.Email), new("phone", FieldKind.Phone), new("whatsapp", FieldKind.Phone),
        new("company", FieldKind.Company), new("city", FieldKind.City), new("postal code", FieldKind.Postcode), new("country", FieldKind.Country),
    ];

    static readonly LinkField[] _company =
        [new("name", FieldKind.Company), new("domain", FieldKind.Email), new("city", FieldKind.City), new("region", FieldKind.State), new("country", FieldKind.Country), new("industry", FieldKind.Text)];

    /// <param name="answered">Records that reviewers judged: they are read even where they are merged by now, because their pairs teach.</param>
    public static async Task<RecordsToMatch> Read(SalesDb db, RecordKind kind, IReadOnlyCollection<Guid> answered, CancellationToken stop)
    {
        var rows = kind switch
        {
            RecordKind.Lead => await Leads(db, answered, stop),
            RecordKind.Company => await Companies(db, answered, stop),
            _ => await Contacts(db, answered, stop),
        };
        var fields = kind == RecordKind.Company ? _company : _person;
        return new([.. rows.Select(row => row.Id)], [.. rows.Where(row => row.IsPresent).Select(row => row.Id)],
            new(fields, [.. Enumerable.Range(0, fields.Length).Select(field => rows.Select(row => row.Values[field]).ToArray())]));
    }

    sealed record Row(Guid Id, bool IsPresent, string?[] Values);

    static async Task<List<Row>> Leads(SalesDb db, IReadOnlyCollection<Guid> answered, CancellationToken stop)
    {
        var rows = await db.Leads.IgnoreQueryFilters(["deleted"]).AsNoTracking().Where(l => l.DeletedAt == null ? l.Status != Crm.LeadStatus.Spam : answered.Contains(l.Id)).OrderBy(l => l.Id)
            .Select(l => new { l.Id, l.DeletedAt, l.Name, l.FirstName, l.LastName, l.EmailSealed, l.PhoneSealed, l.WhatsappSealed, l.Company, l.City, l.PostalCode, l.Country }).ToListAsync(stop);
        return rows.ConvertAll(l => new Row(l.Id, l.DeletedAt is null,
            [l.FirstName ?? Parts(l.Name).First, l.LastName ?? Parts(l.Name).Last, db.Vault.Open("lead.email", l.EmailSealed), db.Vault.Open("lead.phone", l.PhoneSealed), db.Vault.Open("lead.whatsapp", l.WhatsappSealed), l.Company, l.City, l.PostalCode, l.Country]));
    }

    static async Task<List<Row>> Contacts(SalesDb db, IReadOnlyCollection<Guid> answered, CancellationToken stop)
    {
        var companies = await db.Companies.IgnoreQueryFilters(["deleted"]).AsNoTracking().Select(c => new { c.Id, c.Name, c.City }).ToDictionaryAsync(c => c.Id, stop);
        var rows = await db.Contacts.IgnoreQueryFilters(["deleted"]).AsNoTracking().Where(c => c.DeletedAt == null || answered.Contains(c.Id)).OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.DeletedAt, c.Name, c.FirstName, c.LastName, c.EmailSealed, c.PhoneSealed, c.WhatsappSealed, c.CompanyId, c.Country }).ToListAsync(stop);
        return rows.ConvertAll(c =>
        {
            var company = c.CompanyId is { } id ? companies.GetValueOrDefault(id) : null;
            return new Row(c.Id, c.DeletedAt is null,
                [c.FirstName ?? Parts(c.Name).First, c.LastName ?? Parts(c.Name).Last, db.Vault.Open("contact.email", c.EmailSealed), db.Vault.Open("contact.phone", c.PhoneSealed), db.Vault.Open("contact.whatsapp", c.WhatsappSealed), company?.Name, company?.City, null, c.Country]);
        });
    }

    static async Task<List<Row>> Companies(SalesDb db, IReadOnlyCollection<Guid> answered, CancellationToken stop)
    {
        var rows = await db.Companies.IgnoreQueryFilters(["deleted"]).AsNoTracking().Where(c => c.DeletedAt == null || answered.Contains(c.Id)).OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.DeletedAt, c.Name, c.Domain, c.City, c.Region, c.Country, c.Industry }).ToListAsync(stop);
        return rows.ConvertAll(c => new Row(c.Id, c.DeletedAt is null, [c.Name, c.Domain, c.City, c.Region, c.Country, c.Industry]));
    }

    static (string? First, string? Last) Parts(string name) => Intelligence.Matching.PersonName.Read(name, null, null, default) is var read ? (read.First, read.Last) : default;
}
