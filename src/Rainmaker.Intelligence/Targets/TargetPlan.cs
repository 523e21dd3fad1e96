using System.Globalization;

namespace Rainmaker.Intelligence.Targets;

/// <summary>What it takes to come from one step to the next, measured or supposed. Null is unknown: nothing is made up for it.</summary>
/// <param name="AverageDeal">Mean value of won deals, in base currency.</param>
/// <param name="WinRate">Percent of settled deals that were won.</param>
/// <param name="SqlToOpportunity">Percent.</param>
/// <param name="MqlToSql">Percent.</param>
/// <param name="LeadToMql">Percent.</param>
public sealed record FunnelRates(decimal? AverageDeal, decimal? WinRate, decimal? SqlToOpportunity, decimal? MqlToSql, decimal? LeadToMql)
{
    /// <summary>Measured; a step that nobody reached leaves the next rate unknown.</summary>
    public static FunnelRates Measured(FunnelCounts counts, int won, int lost, decimal wonValue) => new(
        won > 0 && wonValue > 0 ? Math.Round(wonValue / won, 2) : null, Percent(won, won + lost), Percent(counts.Opportunities, counts.Sqls), Percent(counts.Sqls, counts.Mqls), Percent(counts.Mqls, counts.Leads));

    /// <summary>What-if: a rate that is supposed takes the place of the measured one.</summary>
    public FunnelRates With(FunnelRates supposed) => new(
        supposed.AverageDeal ?? AverageDeal, supposed.WinRate ?? WinRate, supposed.SqlToOpportunity ?? SqlToOpportunity, supposed.MqlToSql ?? MqlToSql, supposed.LeadToMql ?? LeadToMql);

    static decimal? Percent(int part, int of) => of == 0 ? null : Math.Round(100m * part / of, 1, MidpointRounding.AwayFromZero);
}

/// <summary>One step of the way back from the revenue.</summary>
/// <param name="Name">revenue, deals, opportunities, sqls, mqls, leads.</param>
/// <param name="Required">In the whole period; null is unknown.</param>
/// <param name="Done">In the period so far.</param>
/// <param name="ThisWeek">Needed this week when what is missing is spread evenly over what is left.</param>
/// <param name="DoneThisWeek">Since Monday.</param>
/// <param name="Gap">Still missing this week; 0 when it is done.</param>
/// <param name="Why">How it is reckoned, or which rate is unknown.</param>
public sealed record TargetStep(string Name, decimal? Required, decimal Done, decimal? ThisWeek, decimal DoneThisWeek, decimal? Gap, string Why);

/// <summary>What was done towards a target, in a period or in a week.</summary>
public sealed record TargetDone(decimal Revenue, int Deals, int Opportunities, int Sqls, int Mqls, int Leads);

/// <param name="WeeksLeft">Of the period, this one included; a part of a week counts as that part.</param>
public sealed record TargetPlan(DateOnly From, DateOnly To, decimal Target, decimal WeeksLeft, FunnelRates Rates, IReadOnlyList<TargetStep> Steps)
{
    const double Countless = 1e15;

    /// <summary>
    /// Back from revenue to leads: deals = revenue / average deal, opportunities = deals / win rate, SQLs = opportunities / SQL-to-opportunity, MQLs = SQLs / MQL-to-SQL,
    /// leads = MQLs / lead-to-MQL. From the first unknown rate on everything is unknown.
    /// </summary>
    /// <param name="to">The last day, included.</param>
    /// <param name="today">What is done counts up to now.</param>
    public static TargetPlan Make(decimal target, DateOnly from, DateOnly to, DateOnly today, FunnelRates rates, TargetDone done, TargetDone thisWeek)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        var monday = today.AddDays(-((int)today.DayOfWeek + 6) % 7);
        var begins = monday > from ? monday : from;
        var weeks = begins > to ? 0 : (to.DayNumber - begins.DayNumber + 1) / 7m;
        var steps = new List<TargetStep> { Step("revenue", target, done.Revenue, thisWeek.Revenue, weeks, "The target.") };
        decimal? required = target;
        foreach (var (name, rate, divisor, said, so, week) in (ReadOnlySpan<(string, decimal?, decimal, string, decimal, decimal)>)
            [
                ("deals", rates.AverageDeal, 1, "average deal", done.Deals, thisWeek.Deals),
                ("opportunities", rates.WinRate, 100, "win rate", done.Opportunities, thisWeek.Opportunities),
                ("sqls", rates.SqlToOpportunity, 100, "SQL-to-opportunity rate", done.Sqls, thisWeek.Sqls),
                ("mqls", rates.MqlToSql, 100, "MQL-to-SQL rate", done.Mqls, thisWeek.Mqls),
                ("leads", rates.LeadToMql, 100, "lead-to-MQL rate", done.Leads, thisWeek.Leads),
            ])
        {
            var before = steps[^1].Name;
            // More than anybody could count says nothing, and would not fit.
            required = required is { } known && rate > 0 && (double)known * (double)divisor / (double)rate < Countless ? known * divisor / rate : null;
            var why = required is not null ? string.Create(CultureInfo.InvariantCulture, $"{Title(before)} / {said} of {rate:0.##}{(divisor == 100 ? " %" : "")}.")
                : rate is > 0 ? steps[^1].Required is null ? $"Unknown, because {before} are." : $"With so small a {said} no number is enough." : rate is null ? $"The {said} is unknown." : $"At a {said} of 0 no number is enough.";
            steps.Add(Step(name, required, so, week, weeks, why));
        }
        return new(from, to, target, weeks, rates, steps);
    }

    static TargetStep Step(string name, decimal? required, decimal done, decimal doneThisWeek, decimal weeks, string why)
    {
        // Deals and people come whole; money does not.
        var whole = required is { } r && name != "revenue" ? Math.Ceiling(r) : required;
        var missing = whole is { } w ? Math.Max(0, w - (done - doneThisWeek)) : (decimal?)null;
        var need = missing is { } m ? weeks <= 0 ? 0 : m / Math.Max(1, weeks) : (decimal?)null;
        var thisWeek = need is { } n ? name == "revenue" ? Math.Round(n, 2) : Math.Ceiling(n) : (decimal?)null;
        return new(name, whole, done, thisWeek, doneThisWeek, thisWeek is { } t ? Math.Max(0, t - doneThisWeek) : null, why);
    }

    static string Title(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
