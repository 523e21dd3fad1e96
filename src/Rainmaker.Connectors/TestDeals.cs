using System.Globalization;
using Rainmaker.Crm;

namespace Rainmaker.Connectors;

/// <summary>
/// Deals to try things with, written into a CRM and taken out of it again. They are known by their name alone, so that they can be removed from any machine,
/// also where the writing broke off.
/// </summary>
public static class TestDeals
{
    /// <summary>Every name begins with it, and no deal of a salesperson does.</summary>
    public const string Mark = "[Rainmaker test]";

    /// <summary>Writes them one after the other, through the open stages and the owners in turn, and answers the id of each as it is made.</summary>
    /// <param name="count">1 to 1,000.</param>
    /// <param name="today">They are expected to close in the ten weeks after it.</param>
    /// <param name="owner">All belong to this owner (id or e-mail); to the active ones in turn where left out.</param>
    /// <exception cref="CrmFault">The CRM cannot or may not; what was made until then is there.</exception>
    public static async IAsyncEnumerable<string> Write(ICrm crm, int count, DateOnly today, string? owner = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1_000);
        var owners = await crm.Owners(Reading.All, stop).Records().Where(o => o.IsActive).ToListAsync(stop);
        if (owner is not null)
        {
            owners = owners.FindAll(o => o.Id == owner || string.Equals(o.Email, owner, StringComparison.OrdinalIgnoreCase));
            if (owners.Count == 0)
                throw new CrmFault(CrmFaultKind.NotFound, crm.Source, $"{crm.Source} knows no active owner '{owner}'.");
        }
        var pipeline = await crm.Pipelines(Reading.All, stop).Records().FirstOrDefaultAsync(p => p.Stages.Any(s => s.Kind == StageKind.Open), stop);
        var stages = pipeline?.Stages.Where(s => s.Kind == StageKind.Open).ToList() ?? [];
        for (var at = 0; at < count; at++)
        {
            yield return await crm.CreateDeal(new(
                string.Create(CultureInfo.InvariantCulture, $"{Mark} Deal {at + 1} of {count}"),
                1_000 * ((at % 40) + 1),
                pipeline?.Key,
                stages.Count == 0 ? null : stages[at % stages.Count].Key,
                owners.Count == 0 ? null : owners[at % owners.Count].Id,
                today.AddDays(7 + (at * 7 % 63))), stop);
        }
    }

    /// <summary>Removes every deal whose name begins with <see cref="Mark"/>, whoever wrote it, and answers the id of each as it goes.</summary>
    public static async IAsyncEnumerable<string> Remove(ICrm crm, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop = default)
    {
        // All are read before the first goes: a list that shrinks while its pages are turned leaves some out.
        var marked = await crm.Deals(Reading.All, stop).Records().Where(d => d.Name.StartsWith(Mark, StringComparison.Ordinal)).Select(d => d.Id).ToListAsync(stop);
        foreach (var id in marked)
        {
            await crm.DeleteDeal(id, stop);
            yield return id;
        }
    }
}
