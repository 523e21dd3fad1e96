using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Targets;

/// <summary>The steps from a stranger to a customer; who is at one was at all before it.</summary>
public enum FunnelStep { Lead, Mql, Sql, Opportunity, Customer }

/// <summary>What of a tenant's own data makes a lead an MQL, an SQL, an opportunity: one mapping for funnel, targets and dashboard.</summary>
public sealed record FunnelSettings
{
    public static FunnelSettings Default { get; } = new();

    /// <summary>A score of at least this is marketing-qualified, whatever the status.</summary>
    public double MqlFromScore { get; init; } = 40;

    public IReadOnlyList<LeadStatus> Mql { get; init; } = [LeadStatus.Contacted];
    public IReadOnlyList<LeadStatus> Sql { get; init; } = [LeadStatus.Qualified];
    public IReadOnlyList<LeadStatus> Opportunity { get; init; } = [LeadStatus.Converted];
}

/// <summary>How many came to each step, in order; each includes those that went further.</summary>
public sealed record FunnelCounts(int Leads, int Mqls, int Sqls, int Opportunities, int Customers)
{
    public int this[FunnelStep step] => step switch
    {
        FunnelStep.Lead => Leads,
        FunnelStep.Mql => Mqls,
        FunnelStep.Sql => Sqls,
        FunnelStep.Opportunity => Opportunities,
        _ => Customers,
    };
}

public static class Funnel
{
    /// <summary>The furthest step a lead came to; null for spam, which is no lead.</summary>
    /// <param name="isWon">Its deal was won.</param>
    public static FunnelStep? StepOf(LeadStatus status, double? score, bool isWon, FunnelSettings settings) => status switch
    {
        LeadStatus.Spam => null,
        _ when isWon => FunnelStep.Customer,
        _ when settings.Opportunity.Contains(status) => FunnelStep.Opportunity,
        _ when settings.Sql.Contains(status) => FunnelStep.Sql,
        _ when settings.Mql.Contains(status) || score >= settings.MqlFromScore => FunnelStep.Mql,
        _ => FunnelStep.Lead,
    };

    /// <param name="reached">The furthest step of each group of leads, and how many they are.</param>
    public static FunnelCounts Count(IEnumerable<(FunnelStep Step, int Count)> reached)
    {
        var at = new int[5];
        foreach (var (step, count) in reached)
            for (var s = 0; s <= (int)step; s++)
                at[s] += count;
        return new(at[0], at[1], at[2], at[3], at[4]);
    }
}
