namespace Rainmaker.Activities;

/// <summary>A kind of record that activities stand on. Its own room knows who sees it, so that the rule stands there and nowhere else.</summary>
public interface IHasActivities
{
    EntityType Type { get; }

    /// <summary>The record, where it is within the actor's sight.</summary>
    Task<ActivityHost?> Find(SalesDb db, Guid id, CancellationToken stop);

    /// <summary>
    /// Notes on the room's own records when something was last done and is next planned, in the transaction of the activity, which is not written
    /// yet. Every room hears of every activity: what is done on a lead counts for the deal it became.
    /// </summary>
    Task Follow(SalesDb db, ActivityHost host, Activity activity, CancellationToken stop) => Task.CompletedTask;
}

/// <param name="Timeline">Whose activities show on it: its own, and those of the lead it came from.</param>
/// <param name="Deal">The deal that hears of it too: an opportunity itself, or what a lead was converted into.</param>
public sealed record ActivityHost(EntityType Type, Guid Id, Guid? Owner, IReadOnlyList<Guid> Timeline, Guid? Deal = null);

/// <summary>The words for records in paths and bodies, in singular and plural (K24).</summary>
public static class EntityWords
{
    static readonly Dictionary<string, EntityType> Known = new(StringComparer.Ordinal)
    {
        ["lead"] = EntityType.Lead, ["leads"] = EntityType.Lead, ["opportunity"] = EntityType.Opportunity, ["opportunities"] = EntityType.Opportunity, ["deal"] = EntityType.Opportunity,
        ["deals"] = EntityType.Opportunity, ["customer"] = EntityType.Customer, ["customers"] = EntityType.Customer, ["company"] = EntityType.Company, ["companies"] = EntityType.Company,
        ["contact"] = EntityType.Contact, ["contacts"] = EntityType.Contact,
    };

    public static EntityType? Read(string? word) => word is not null && Known.TryGetValue(word, out var type) ? type : null;
}
