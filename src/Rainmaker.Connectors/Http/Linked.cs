using System.Runtime.CompilerServices;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Http;

/// <summary>Associations of a CRM whose records name their partners themselves: read from the records.</summary>
static class Linked
{
    public static async IAsyncEnumerable<Page<Association>> Associations(ICrm crm, AssociationKind kind, Reading reading, [EnumeratorCancellation] CancellationToken stop)
    {
        var wanted = reading.Ids?.ToHashSet();
        if (kind == AssociationKind.ContactCompany)
        {
            await foreach (var page in crm.Contacts(reading, stop))
                yield return new([.. from c in page.Records where c.CompanyId is not null && wanted?.Contains(c.Id) != false select new Association(kind, c.Id, c.CompanyId!, null, true)], page.Resume) { Through = page.Through };
            yield break;
        }
        await foreach (var page in crm.Deals(reading, stop))
        {
            var deals = page.Records.Where(d => wanted?.Contains(d.Id) != false);
            yield return new([.. kind == AssociationKind.DealContact
                ? from d in deals from c in d.ContactIds select new Association(kind, d.Id, c)
                : from d in deals where d.CompanyId is not null select new Association(kind, d.Id, d.CompanyId!, null, true)], page.Resume) { Through = page.Through };
        }
    }
}
