using Rainmaker.Deals;
using Rainmaker.People;
using Rainmaker.Sync.Landing;

namespace Rainmaker.Sync.Runs;

/// <summary>Holds what a source tells a second time against what stands here, record by record, in every field that both keep (M3.11).</summary>
static class Comparing
{
    public static async Task<Compared> Companies(Arrival on, IReadOnlyList<Crm.Company> page, DateTimeOffset began, PipelineBooks _, CancellationToken stop)
    {
        var (records, owners) = (await on.Records("company", page.Select(c => c.Id), stop), await on.Records("owner", page.Select(c => c.OwnerId), stop));
        Guid[] ids = [.. records.Values];
        var ours = await on.Db.Companies.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, stop);
        return Sum(page.Select(c => (c.Id, c.UpdatedAt, Same: (Func<Company, bool>)(row => CompanyTerms.Of(row) == CompanyTerms.Told(c, owners)))), records, ours, began);
    }

    public static async Task<Compared> Contacts(Arrival on, IReadOnlyList<Crm.Contact> page, DateTimeOffset began, PipelineBooks _, CancellationToken stop)
    {
        var (records, owners) = (await on.Records("contact", page.Select(c => c.Id), stop), await on.Records("owner", page.Select(c => c.OwnerId), stop));
        var companies = await on.Records("company", page.Select(c => c.CompanyId), stop);
        Guid[] ids = [.. records.Values];
        var ours = await on.Db.Contacts.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, stop);
        var (vault, region) = (on.Db.Vault, on.Db.Tenant.Region);
        // A company that only the list of pairs tells is no difference.
        return Sum(page.Select(c => (c.Id, c.UpdatedAt, Same: (Func<Contact, bool>)(row =>
            ContactTerms.Told(c, companies, owners, region) is var told && ContactTerms.Of(row, vault) == (told.CompanyId is null ? told with { CompanyId = row.CompanyId } : told)))), records, ours, began);
    }

    public static async Task<Compared> Deals(Arrival on, IReadOnlyList<Crm.Deal> page, DateTimeOffset began, PipelineBooks books, CancellationToken stop)
    {
        var (records, owners) = (await on.Records("deal", page.Select(d => d.Id), stop), await on.Records("owner", page.Select(d => d.OwnerId), stop));
        var (companies, contacts) = (await on.Records("company", page.Select(d => d.CompanyId), stop), await on.Records("contact", page.SelectMany(d => d.ContactIds), stop));
        var stages = await DealStages.Of(on, page, await books.Of(on.Db, stop), stop);
        Guid[] ids = [.. records.Values];
        var ours = await on.Db.Deals.AsNoTracking().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, stop);
        return Sum(page.Select(d => (d.Id, d.UpdatedAt, Same: (Func<Deal, bool>)(row =>
        {
            var told = Landing.DealTerms.Told(d, stages.Of(d), on.Db.Tenant, companies, contacts, owners);
            return Landing.DealTerms.Of(row) == told with { ContactId = d.ContactIds.Count == 0 ? row.ContactId : told.ContactId, CompanyId = told.CompanyId ?? row.CompanyId, Company = told.Company ?? row.Company };
        }))), records, ours, began);
    }

    static Compared Sum<T>(IEnumerable<(string Id, DateTimeOffset? Changed, Func<T, bool> Same)> told, Dictionary<string, Guid> records, Dictionary<Guid, T> ours, DateTimeOffset began)
    {
        var (theirs, here, equal, moved) = (0, 0, 0, 0);
        foreach (var (id, changed, same) in told)
        {
            var row = records.TryGetValue(id, out var record) && ours.TryGetValue(record, out var found) ? found : default;
            var isEqual = row is not null && same(row);
            if (!isEqual && changed >= began)
            {
                moved++;
                continue;
            }
            theirs++;
            here += row is null ? 0 : 1;
            equal += isEqual ? 1 : 0;
        }
        return new("", theirs, here, equal, moved);
    }
}
