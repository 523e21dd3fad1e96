using Rainmaker.Crm;

namespace Rainmaker.Deals;

/// <summary>What a stage asks of a deal, as words: value, expected_close_date, contact, company, activity, activity:meeting and so on.</summary>
public static class EntryRules
{
    /// <summary>Null where the word means nothing.</summary>
    public static EntryRequirement? Read(string word) => word.Split(':', 2) switch
    {
        ["value"] => new(Required.Value),
        ["expected_close_date"] => new(Required.ExpectedClose),
        ["contact"] => new(Required.Contact),
        ["company"] => new(Required.Company),
        ["activity"] => new(Required.Activity),
        ["activity", var kind] when Words<ActivityKind>.FromWord.TryGetValue(kind, out var known) => new(Required.Activity, known),
        _ => null,
    };

    /// <summary>A stage as the judging parts know it.</summary>
    public static Crm.Stage Terms(this Stage stage) => new()
    {
        Key = stage.Key, Label = stage.Label, Probability = stage.Probability, Kind = stage.Kind, Position = stage.Position,
        StalledAfterDays = stage.StalledAfterDays, LongAfterDays = stage.LongAfterDays, LeftOutOfWinRate = stage.LeaveOutOfWinRate,
        Requires = [.. stage.EntryRules.Select(Read).OfType<EntryRequirement>()],
    };
}
