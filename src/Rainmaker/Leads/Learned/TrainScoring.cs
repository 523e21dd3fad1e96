using System.Globalization;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Leads.Learned;

/// <summary>Learns a version anew, and lets it replace the one in use only where it says likelier things of outcomes neither has seen.</summary>
static class TrainScoring
{
    /// <summary>Outcomes that must have come since the last version before it is worth learning again.</summary>
    public const int NewOutcomes = 40;

    /// <param name="Settled">When each outcome became known.</param>
    public sealed record History(FactTable Facts, bool[] Outcomes, DateTimeOffset[] Settled)
    {
        public History Where(Func<int, bool> wanted)
        {
            var rows = Enumerable.Range(0, Outcomes.Length).Where(wanted).ToArray();
            return new(Facts.Take(rows), Array.ConvertAll(rows, r => Outcomes[r]), Array.ConvertAll(rows, r => Settled[r]));
        }
    }

    public sealed record Decision(LearnedModel Model, ModelState State, string Why);

    /// <summary>Null where too little is new.</summary>
    public static Decision? Decide(History history, ModelInUse? inUse, CancellationToken stop)
    {
        if (inUse is null)
            return new(TrainModel.Train(history.Facts, history.Outcomes, stop: stop), ModelState.InUse, "The first of this workspace.");
        var fresh = history.Settled.Where(at => at > inUse.Until).Order().ToArray();
        if (fresh.Length < NewOutcomes)
            return null;

        // The later half of what is new is held out from both.
        var from = fresh[fresh.Length / 2];
        var (earlier, held) = (history.Where(i => history.Settled[i] < from), history.Where(i => history.Settled[i] >= from));
        var trial = TrainModel.Train(earlier.Facts, earlier.Outcomes, stop: stop);
        var (its, before) = (Brier(trial, held), Brier(inUse.Model, held));
        var said = string.Create(CultureInfo.InvariantCulture, $"On the {held.Outcomes.Length} latest outcomes, which neither had seen, its mean squared error was {its:0.0000}; that of version {inUse.Version} {before:0.0000}.");
        return its <= before
            ? new(TrainModel.Train(history.Facts, history.Outcomes, stop: stop), ModelState.InUse, said)
            : new(trial, ModelState.Refused, said);
    }

    public static ScoringModel Row(SalesDb db, ScoredKind kind, int version, Decision decision, History history, string record) => new()
    {
        TenantId = db.TenantId, Id = Ids.At(db.Now), Kind = kind, Version = version, State = decision.State, HasEvidence = decision.Model.HasEvidence,
        Outcomes = decision.Model.Rows, Positives = decision.Model.Positives, Since = history.Settled.DefaultIfEmpty(db.Now).Min(), Until = history.Settled.DefaultIfEmpty(db.Now).Max(),
        Figures = decision.Model.Honest, Weights = [.. decision.Model.Weights.Select(w => new ColumnWeight(w.Name, w.Weight))], Why = decision.Why,
        Model = JsonSerializer.Serialize(decision.Model), Record = record, TrainedAt = db.Now,
    };

    static double Brier(LearnedModel model, History history) => Accuracy.Brier(model.Score(history.Facts), history.Outcomes);
}
