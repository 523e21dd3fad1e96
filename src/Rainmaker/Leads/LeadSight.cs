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

    /// <summary>Whose leads an actor sees; what SQL by hand asks with.</summary>
    public static Sight SightOf(Actor actor) => actor.Role == Role.CustomerSuccess ? Sight.Nothing : actor.Sight;
}
