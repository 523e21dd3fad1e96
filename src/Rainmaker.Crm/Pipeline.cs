namespace Rainmaker.Crm;

/// <summary>Ordered stages a deal goes through.</summary>
public sealed record Pipeline
{
    public required string Key { get; init; }
    public required string Label { get; init; }

    /// <summary>In the order of <see cref="Crm.Stage.Position"/>; at least one open, one won, one lost.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    public Stage? Stage(string key) => Stages.FirstOrDefault(stage => stage.Key == key);

    /// <summary>What a new tenant starts with.</summary>
    public static Pipeline Standard { get; } = new()
    {
        Key = "sales",
        Label = "Sales",
        Stages =
        [
            new() { Key = "discovery", Label = "Discovery", Probability = 10, Position = 0 },
            new() { Key = "qualification", Label = "Qualification", Probability = 25, Position = 1 },
            new() { Key = "proposal", Label = "Proposal", Probability = 50, Position = 2 },
            new() { Key = "negotiation", Label = "Negotiation", Probability = 75, Position = 3 },
            new() { Key = "won", Label = "Won", Probability = 100, Kind = StageKind.Won, Position = 4 },
            new() { Key = "lost", Label = "Lost", Probability = 0, Kind = StageKind.Lost, Position = 5 },
        ],
    };

    /// <summary>A second template: the ten stages of an inbound pipeline with early, cautious probabilities.</summary>
    public static Pipeline NewBusiness { get; } = new()
    {
        Key = "new_business",
        Label = "All New Business",
        Stages =
        [
            new() { Key = "inbound_lead", Label = "Inbound Lead", Probability = 2, Position = 0 },
            new() { Key = "engaged", Label = "Engaged", Probability = 1, Position = 1 },
            new() { Key = "first_meeting", Label = "First Meeting", Probability = 5, Position = 2 },
            new() { Key = "second_meeting", Label = "Second Meeting", Probability = 10, Position = 3 },
            new() { Key = "proposal_shared", Label = "Proposal Shared", Probability = 40, Position = 4 },
            new() { Key = "decision_maker", Label = "Decision Maker", Probability = 80, Position = 5 },
            new() { Key = "contract_sent", Label = "Contract Sent", Probability = 90, Position = 6 },
            new() { Key = "closed_won", Label = "Closed Won", Probability = 100, Kind = StageKind.Won, Position = 7 },
            new() { Key = "closed_lost", Label = "Closed Lost", Probability = 0, Kind = StageKind.Lost, Position = 8 },
            new() { Key = "disqualified", Label = "Disqualified", Probability = 0, Kind = StageKind.Lost, Position = 9 },
        ],
    };
}
