using Rainmaker.People;

namespace Rainmaker.Deals.Screens;

/// <summary>What the forms about deals offer to choose from.</summary>
/// <param name="Owners">Empty for those who cannot assign.</param>
/// <param name="Currencies">The base currency and those with a rate.</param>
public sealed record DealChoices(PipelineBook Book, IReadOnlyList<(string Value, string Text)> Owners, IReadOnlyList<string> Currencies, IReadOnlyList<string> Companies, IReadOnlyList<string> LostReasons, string Currency, DateOnly Today)
{
    const int AtMost = 200;

    public static async Task<DealChoices> Of(SalesDb db, PipelineBook book, CancellationToken stop)
    {
        var (users, companies, deals) = (db.Users, db.Companies.VisibleTo(db), db.Deals.VisibleTo(db.Actor));
        var owners = DealRights.Assign.Allows(db.Actor) ? await users.Where(u => u.IsActive).OrderBy(u => u.Name).Select(u => new { u.Id, u.Name }).ToListAsync(stop) : [];
        var reasons = await deals.Where(d => d.Status == StageKind.Lost && d.LostReason != null && d.LostReason.Length <= 60).GroupBy(d => d.LostReason!).OrderByDescending(g => g.Count()).Select(g => g.Key).Take(10).ToListAsync(stop);
        return new(book, [.. owners.Select(u => (u.Id.ToString(), u.Name))], [db.Tenant.Currency, .. db.Tenant.Rates.Keys.Where(c => c != db.Tenant.Currency).Order()],
            await companies.OrderByDescending(c => c.UpdatedAt).Select(c => c.Name).Take(AtMost).ToListAsync(stop), reasons, db.Tenant.Currency, db.Today);
    }
}
