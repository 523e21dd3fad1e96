using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Tests;

/// <summary>Deals to judge, and the moment they are judged at.</summary>
static class Deals
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly Today = new(2026, 11, 20);

    public static Stage Stage(string key) => Pipeline.Standard.Stage(key)!;

    public static DateTimeOffset DaysAgo(double days) => Now.AddDays(-days);

    /// <summary>Nothing wrong with it: touched yesterday, in its stage for a week.</summary>
    public static Deal In(string stage, decimal? value = 10_000) => new()
    {
        Id = "abc123",
        Name = "Enterprise License",
        Stage = Stage(stage),
        Value = value,
        BaseValue = value,
        CreatedAt = DaysAgo(60),
        StageEnteredAt = DaysAgo(7),
        LastActivityAt = DaysAgo(1),
        Source = "salesforce",
    };

    public static Deal Closed(string stage, double daysAgo, double cycle = 30) =>
        In(stage) with { ClosedAt = DaysAgo(daysAgo), CreatedAt = DaysAgo(daysAgo + cycle) };

    public static Gen<Deal> Any { get; } =
        from stage in Gen.Elements(Pipeline.Standard.Stages.ToArray())
        from value in Gen.Frequency((1, Gen.Constant((decimal?)null)), (9, Gen.Choose(0, 400_000).Select(v => (decimal?)v)))
        from chance in Gen.Frequency((3, Gen.Constant((decimal?)null)), (1, Gen.Choose(0, 100).Select(p => (decimal?)p)))
        from close in Gen.Frequency((1, Gen.Constant((DateOnly?)null)), (6, Gen.Choose(-90, 200).Select(d => (DateOnly?)Today.AddDays(d))))
        from entered in Gen.Choose(0, 90)
        from active in Gen.Frequency((1, Gen.Constant((int?)null)), (4, Gen.Choose(0, 60).Select(d => (int?)d)))
        from planned in Gen.Frequency((3, Gen.Constant((int?)null)), (1, Gen.Choose(-5, 20).Select(d => (int?)d)))
        select In(stage.Key) with
        {
            Value = value,
            BaseValue = value,
            OwnProbability = chance,
            ExpectedClose = close,
            StageEnteredAt = DaysAgo(entered),
            LastActivityAt = active is { } a ? DaysAgo(a) : null,
            NextActivityAt = planned is { } p ? Now.AddDays(p) : null,
            ClosedAt = stage.Kind == StageKind.Open ? null : DaysAgo(entered),
        };
}
