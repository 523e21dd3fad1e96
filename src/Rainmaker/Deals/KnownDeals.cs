using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Deals;

/// <summary>The deals that rows of a file may be about, within the importer's sight: one he cannot see is not his to change, nor to learn of.</summary>
sealed class KnownDeals(IReadOnlyDictionary<string, Deal> byExternalId, ILookup<string, Deal> byName)
{
    public static async Task<KnownDeals> Find(SalesDb db, IReadOnlyList<ImportedDeal> rows, CancellationToken stop)
    {
        string[] ids = [.. rows.Select(r => r.ExternalId).OfType<string>()];
        string[] names = [.. rows.Where(r => r.ExternalId is null).Select(r => r.DisplayName)];
        var (deals, byId) = (db.Deals, new Dictionary<string, Deal>(StringComparer.Ordinal));
        if (ids.Length > 0)
            foreach (var deal in await deals.VisibleTo(db.Actor).Where(d => ids.Contains(d.ExternalId)).OrderByDescending(d => d.CreatedAt).ToListAsync(stop))
                byId[deal.ExternalId!] = deal;
        List<Deal> named = names.Length > 0 ? await deals.VisibleTo(db.Actor).Where(d => d.ExternalId == null && names.Contains(d.Name)).ToListAsync(stop) : [];
        return new(byId, named.ToLookup(d => d.Name, StringComparer.Ordinal));
    }

    public Deal? Of(ImportedDeal row) => row.ExternalId is { } id
        ? byExternalId.GetValueOrDefault(id)
        : byName[row.DisplayName].FirstOrDefault(d => CompanyName.Key(d.Company) == row.CompanyKey && (row.CreatedAt is null || row.CreatedAt == d.CreatedAt));
}
