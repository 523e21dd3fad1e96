using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>The words different sources use for one stage.</summary>
public static class StageWords
{
    /// <summary>
    /// The stage of a pipeline that a word means: its own key or label in any case and spelling ("Closed Won", "closed-won"); else what other sources call it
    /// (proposal_sent, closed_won, closed_lost); "won" and "lost" find the first stage of that kind. Null where none is meant.
    /// </summary>
    public static Stage? Find(string? word, Pipeline pipeline)
    {
        if (string.IsNullOrWhiteSpace(word))
            return null;
        var key = Key(word);
        return Named(key, pipeline) ?? key switch
        {
            "proposal_sent" => Named("proposal", pipeline),
            "proposal" => Named("proposal_sent", pipeline) ?? Named("proposal_shared", pipeline),
            "won" or "closed_won" or "closedwon" => pipeline.Stages.FirstOrDefault(stage => stage.Kind == StageKind.Won),
            "lost" or "closed_lost" or "closedlost" => pipeline.Stages.FirstOrDefault(stage => stage.Kind == StageKind.Lost),
            _ => null,
        };
    }

    /// <summary>The word of the sales module (discovery, proposal_sent, negotiation, won, lost) where it has one, else the stage's own key.</summary>
    public static string ToSalesModule(Stage stage) => stage.Key switch
    {
        "proposal" => "proposal_sent",
        "closed_won" => "won",
        "closed_lost" => "lost",
        var key => key,
    };

    /// <summary>"Closed Won" as "closed_won".</summary>
    public static string Key(string word) => string.Join('_', word.Trim().ToLowerInvariant().Split([' ', '-', '_', '/'], StringSplitOptions.RemoveEmptyEntries));

    static Stage? Named(string key, Pipeline pipeline)
    {
        foreach (var stage in pipeline.Stages)
        {
            if (stage.Key == key || Key(stage.Label) == key)
                return stage;
        }
        return null;
    }
}
