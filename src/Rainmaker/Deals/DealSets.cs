namespace Rainmaker.Deals;

/// <summary>The sets of this room.</summary>
public static class DealSets
{
    extension(SalesDb db)
    {
        public DbSet<Deal> Deals => db.Set<Deal>();
        public DbSet<Pipeline> Pipelines => db.Set<Pipeline>();
        public DbSet<Stage> Stages => db.Set<Stage>();
        public DbSet<DealStageChange> DealStageChanges => db.Set<DealStageChange>();
        public DbSet<DealContact> DealContacts => db.Set<DealContact>();
    }
}
