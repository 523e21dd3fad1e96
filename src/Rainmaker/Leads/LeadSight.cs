using Npgsql;
using NpgsqlTypes;

namespace Rainmaker.Leads;

/// <summary>Who sees which leads: owners theirs, managers their team's and the unowned, administrators all, customer success none (K17).</summary>
public static class LeadSight
{
    extension(SalesDb db)
    {
        public DbSet<Lead> Leads => db.Set<Lead>();
        public DbSet<LeadMatch> LeadMatches => db.Set<LeadMatch>();
        public DbSet<LeadAssignment> LeadAssignments => db.Set<LeadAssignment>();
        public DbSet<LeadTouch> LeadTouches => db.Set<LeadTouch>();
        public DbSet<LeadSignal> LeadSignals => db.Set<LeadSignal>();
        public DbSet<LeadSource> LeadSources => db.Set<LeadSource>();
        public DbSet<AssignmentRule> AssignmentRules => db.Set<AssignmentRule>();
    }

    public static IQueryable<Lead> VisibleTo(this IQueryable<Lead> leads, Actor actor)
    {
        var sight = SightOf(actor);
        if (sight.IsAll)
            return leads;
        var (owners, unowned) = (sight.Owners!, sight.Unowned);
        return leads.Where(l => l.OwnerId == null ? unowned : owners.Contains(l.OwnerId.Value));
    }

    /// <summary>The rule for a lead called <c>l</c>, with the parameters of <see cref="Parameters"/>.</summary>
    public const string Sql = "((@all_leads or l.owner_id = any(@lead_owners) or (@unowned_leads and l.owner_id is null)) and l.deleted_at is null)";

    public static NpgsqlParameter[] Parameters(Actor actor)
    {
        var sight = SightOf(actor);
        return
        [
            new NpgsqlParameter<bool>("all_leads", sight.IsAll),
            new NpgsqlParameter<Guid[]>("lead_owners", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = sight.Owners ?? [] },
            new NpgsqlParameter<bool>("unowned_leads", sight.Unowned),
        ];
    }

    /// <summary>Whose leads an actor sees.</summary>
    public static Sight SightOf(Actor actor) => actor.Role == Role.CustomerSuccess ? Sight.Nothing : actor.Sight;
}
