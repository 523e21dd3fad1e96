using Rainmaker.Crm;

namespace Rainmaker.Connectors.Files;

/// <summary>Takes a CRM into memory, for accounts that fit there.</summary>
public static class PullBook
{
    static readonly ActivityKind[] _kinds = [ActivityKind.Call, ActivityKind.Meeting, ActivityKind.Task, ActivityKind.Note, ActivityKind.Email];

    /// <summary>Everything, at once. What may not be read is a gap in the book; a CRM that does not answer is a fault.</summary>
    public static async Task<Book> Pull(this ICrm crm, TimeProvider? clock = null, CancellationToken stop = default)
    {
        var gaps = new List<Gap>();
        async Task<List<T>> All<T>(string what, Func<IAsyncEnumerable<Page<T>>> pages)
        {
            var all = new List<T>();
            try
            {
                await foreach (var page in pages())
                {
                    all.AddRange(page.Records);
                    gaps.AddRange(page.Gaps);
                }
            }
            catch (CrmFault fault) when (Fetch.GapOf(what, fault) is { } gap)
            {
                gaps.Add(gap);
            }
            return all;
        }

        var contacts = await All("contacts", () => crm.Contacts(Reading.All, stop));
        var deals = await All("deals", () => crm.Deals(Reading.All, stop));
        var companies = await All("companies", () => crm.Companies(Reading.All, stop));
        var activities = new List<Activity>();
        foreach (var kind in _kinds)
            activities.AddRange(await All(kind.ToString().ToLowerInvariant() + "s", () => crm.Activities(kind, Reading.All, stop)));
        var associations = crm.LinksStandInRecords ? Standing(contacts, deals)
            : [
                .. await All("contacts-companies", () => crm.Associations(AssociationKind.ContactCompany, new() { Ids = contacts.ConvertAll(c => c.Id) }, stop)),
                .. await All("deals-contacts", () => crm.Associations(AssociationKind.DealContact, new() { Ids = deals.ConvertAll(d => d.Id) }, stop)),
                .. await All("deals-companies", () => crm.Associations(AssociationKind.DealCompany, new() { Ids = deals.ConvertAll(d => d.Id) }, stop)),
            ];
        return new()
        {
            Source = crm.Source,
            TakenAt = (clock ?? TimeProvider.System).GetUtcNow(),
            Owners = await All("owners", () => crm.Owners(Reading.All, stop)),
            Pipelines = await All("pipelines", () => crm.Pipelines(Reading.All, stop)),
            Companies = companies,
            Contacts = contacts,
            Deals = Joined(deals, associations, companies),
            Activities = activities,
            Associations = associations,
            Gaps = gaps,
        };
    }

    /// <summary>Deals that know their people and their company.</summary>
    static List<Deal> Joined(List<Deal> deals, IReadOnlyList<Association> associations, List<Company> companies)
    {
        var people = associations.Where(a => a.Kind == AssociationKind.DealContact).ToLookup(a => a.From, a => a.To);
        var firms = associations.Where(a => a.Kind == AssociationKind.DealCompany).OrderByDescending(a => a.IsPrimary).ToLookup(a => a.From, a => a.To);
        var names = companies.ToDictionary(c => c.Id, c => c.Name);
        return deals.ConvertAll(deal =>
        {
            var company = deal.CompanyId ?? firms[deal.Id].FirstOrDefault();
            return deal with
            {
                ContactIds = deal.ContactIds.Count > 0 ? deal.ContactIds : [.. people[deal.Id]],
                CompanyId = company,
                CompanyName = deal.CompanyName ?? (company is null ? null : names.GetValueOrDefault(company)),
            };
        });
    }

    static IReadOnlyList<Association> Standing(List<Contact> contacts, List<Deal> deals) =>
    [
        .. from c in contacts where c.CompanyId is not null select new Association(AssociationKind.ContactCompany, c.Id, c.CompanyId!, null, true),
        .. from d in deals from c in d.ContactIds select new Association(AssociationKind.DealContact, d.Id, c),
        .. from d in deals where d.CompanyId is not null select new Association(AssociationKind.DealCompany, d.Id, d.CompanyId!, null, true),
    ];
}
