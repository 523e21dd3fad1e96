using Npgsql;
using NpgsqlTypes;

namespace Rainmaker.Deals;

/// <summary>A deal, or how one stood: what its sight is decided by.</summary>
public interface IStandingDeal
{
    StageKind Status { get; }
    Guid? OwnerId { get; }
}

/// <summary>
/// Which deals an actor sees: those of the owners in sight. Customer success sees every deal that is won, and no other.
/// The rule stands twice, for LINQ and for SQL; a test holds them together.
/// </summary>
public static class DealSight
{
    /// <summary>The rule for a deal called <c>d</c>, with the parameters of <see cref="Parameters"/>.</summary>
    public const string Sql = "(" + Standing + " and d.deleted_at is null)";

    /// <summary>The rule for a version of a deal, which is never deleted: who owned it then saw it then.</summary>
    public const string Standing = "(case when @only_won then d.status = 'won' else @all_owners or d.owner_id = any(@owners) or (@unowned and d.owner_id is null) end)";

    public static IQueryable<T> VisibleTo<T>(this IQueryable<T> deals, Actor actor) where T : class, IStandingDeal
    {
        if (actor.SeesOnlyWon())
            return deals.Where(d => d.Status == StageKind.Won);
        if (actor.Sight.Owners is not { } owners)
            return deals;
        return actor.Sight.Unowned
            ? deals.Where(d => d.OwnerId == null || owners.Contains(d.OwnerId.Value))
            : deals.Where(d => d.OwnerId != null && owners.Contains(d.OwnerId.Value));
    }

    /// <summary>Open and lost deals are no business of theirs: figures that need those are none for them.</summary>
    public static bool SeesOnlyWon(this Actor actor) => actor.Role == Role.CustomerSuccess;

    public static bool Sees(this Actor actor, Deal deal) => actor.SeesDealOf(deal.OwnerId, deal.Status);

    /// <summary>The rule where only the owner and the status are at hand, as in sums.</summary>
    public static bool SeesDealOf(this Actor actor, Guid? owner, StageKind status) =>
        actor.SeesOnlyWon() ? status == StageKind.Won : actor.Sight.Includes(owner);

    public static NpgsqlParameter[] Parameters(Actor actor) =>
    [
        new NpgsqlParameter<bool>("only_won", actor.SeesOnlyWon()),
        new NpgsqlParameter<bool>("all_owners", actor.Sight.IsAll),
        new NpgsqlParameter<Guid[]>("owners", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = actor.Sight.Owners ?? [] },
        new NpgsqlParameter<bool>("unowned", actor.Sight.Unowned),
    ];
}
