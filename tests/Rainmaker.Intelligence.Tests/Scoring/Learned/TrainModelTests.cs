using System.Text.Json;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Intelligence.Tests.Scoring.Learned;

public sealed class TrainModelTests
{
    public static TheoryData<int, int> SeedsAndRows => new() { { 1, 80 }, { 2, 300 }, { 3, 900 }, { 4, 2500 } };

    [Theory]
    [MemberData(nameof(SeedsAndRows))]
    public void A_score_is_exactly_the_sum_of_its_reasons(int seed, int rows)
    {
        var (facts, outcomes) = Histories.Of(seed, rows, strength: 1);

        var scores = new Explainer(TrainModel.Train(facts, outcomes)).Explain(facts);

        Assert.All(scores, score =>
        {
            Assert.Equal(score.Score, score.Reasons.Sum(r => r.Points));
            Assert.InRange(score.Score, 0, 100);
            Assert.DoesNotContain(score.Reasons, r => r.Points == 0);
        });
    }

    [Theory]
    [MemberData(nameof(SeedsAndRows))]
    public void Chances_lie_between_none_and_certain_and_scoring_says_what_explaining_says(int seed, int rows)
    {
        var (facts, outcomes) = Histories.Of(seed, rows, strength: 3);
        var model = TrainModel.Train(facts, outcomes);

        var chances = model.Score(facts);

        Assert.All(chances, chance => Assert.InRange(chance, 0.0, 1.0));
        Assert.All(new Explainer(model).Explain(facts).Zip(chances), pair => Assert.Equal(pair.Second, pair.First.Probability, 1e-9));
    }

    [Theory]
    [MemberData(nameof(SeedsAndRows))]
    public void The_order_of_rows_does_not_matter_to_the_last_bit(int seed, int rows)
    {
        var (facts, outcomes) = Histories.Of(seed, rows, strength: 1.5);
        var (other, otherOutcomes) = Histories.Reordered(facts, outcomes, seed + 100);

        Assert.Equal(TrainModel.Train(facts, outcomes).Score(facts), TrainModel.Train(other, otherOutcomes).Score(facts));
    }

    [Fact]
    public void What_matters_is_found_and_what_does_not_stays_small()
    {
        var (facts, outcomes) = Histories.Of(7, 4000, strength: 1, accounts: 300);

        var model = TrainModel.Train(facts, outcomes);

        Assert.True(model.HasEvidence);
        Assert.Equal(["size", "source"], model.Weights.Take(2).Select(w => w.Name).Order());
        Assert.All(model.Weights.Skip(2), w => Assert.True(w.Weight < 0.05, $"{w.Name} weighs {w.Weight}"));
        Assert.InRange(model.Honest!.Auc!.Value, 0.7, 0.85);
        Assert.All(model.Honest.Calibration, point => Assert.Equal(point.Said, point.Came, 0.08));
    }

    [Fact]
    public void Without_signal_chance_passes_for_evidence_about_once_in_a_hundred()
    {
        var fooled = Enumerable.Range(0, 60).Count(seed =>
        {
            var (facts, outcomes) = Histories.Of(seed, 200 + (seed * 10), strength: 0);
            return TrainModel.Train(facts, outcomes).HasEvidence;
        });

        Assert.InRange(fooled, 0, 3);
    }

    [Fact]
    public void Without_evidence_everyone_gets_the_base_rate_and_the_reason_says_so()
    {
        var (facts, outcomes) = Histories.Of(1, 500, strength: 0);
        var model = TrainModel.Train(facts, outcomes);

        var score = new Explainer(model).Explain(facts)[0];

        Assert.False(model.HasEvidence);
        Assert.Equal(outcomes.Count(o => o) / 500.0, score.Probability, 0.002);
        Assert.Equal((50, "average"), (score.Score, Assert.Single(score.Reasons).Field));
    }

    [Fact]
    public void Two_columns_that_only_speak_together_are_found()
    {
        var (facts, _) = Histories.Of(3, 3000, strength: 0);
        var (size, noise) = (((NumberColumn)facts.Columns[0]).Values, ((NumberColumn)facts.Columns[3]).Values);
        var outcomes = Enumerable.Range(0, 3000).Select(i => (size[i] > 500) ^ (noise[i] > 2.5) ^ (i % 6 == 0)).ToArray();

        var model = TrainModel.Train(facts, outcomes);

        Assert.Contains(model.Shapes, s => s.Columns is [0, 3]);
        Assert.True(model.Honest!.Auc > 0.7);
    }

    [Fact]
    public void Few_rows_give_a_modest_model()
    {
        var (facts, outcomes) = Histories.Of(5, 60, strength: 2);

        Assert.All(TrainModel.Train(facts, outcomes).Score(facts), chance => Assert.InRange(chance, 0.02, 0.98));
    }

    [Fact]
    public void A_word_never_seen_and_a_column_that_is_gone_are_no_fault()
    {
        var (facts, outcomes) = Histories.Of(6, 1500, strength: 1);
        var model = TrainModel.Train(facts, outcomes);

        var score = new Explainer(model).Explain(new([WordColumn.Of("source", ["smoke signals"]), WordColumn.Of("size", ["not a number"])], 1))[0];

        Assert.Equal(score.Score, score.Reasons.Sum(r => r.Points));
        Assert.Contains("size", score.Missing);
        Assert.DoesNotContain("source", score.Missing);
    }

    [Fact]
    public void Tables_with_little_or_nothing_in_them_give_the_base_rate()
    {
        FactTable Constant(int rows) => new([new NumberColumn("same", [.. Enumerable.Repeat(1.0, rows)]), WordColumn.Of("none", new string?[rows])], rows);

        foreach (var (rows, outcomes) in ((int, bool[])[])[(0, []), (1, [true]), (50, new bool[50]), (50, [.. Enumerable.Range(0, 50).Select(i => i % 2 == 0)])])
        {
            var model = TrainModel.Train(Constant(rows), outcomes);
            Assert.False(model.HasEvidence);
            Assert.All(model.Score(Constant(3)), chance => Assert.Equal(model.BaseRate, chance, 1e-9));
        }
        Assert.Empty(TrainModel.Train(new([], 0), []).Score(new([], 0)));
    }

    [Fact]
    public void Ten_thousand_words_in_a_column_are_learned_by_nobody_by_heart()
    {
        var outcomes = Enumerable.Range(0, 20_000).Select(i => i * 2654435761L % 97 < 30).ToArray();
        FactTable facts = new([WordColumn.Of("id", [.. Enumerable.Range(0, 20_000).Select(i => $"id {i % 10_000}")]), WordColumn.Of("each", [.. Enumerable.Range(0, 20_000).Select(i => $"{i}")])], 20_000);

        Assert.False(TrainModel.Train(facts, outcomes).HasEvidence);
    }

    [Fact]
    public void A_model_read_back_from_JSON_scores_the_same()
    {
        var (facts, outcomes) = Histories.Of(8, 1200, strength: 1);
        var model = TrainModel.Train(facts, outcomes);

        var again = JsonSerializer.Deserialize<LearnedModel>(JsonSerializer.Serialize(model))!;

        Assert.Equal(model.Score(facts), again.Score(facts));
        Assert.Equal(model.Honest!.Calibration, again.Honest!.Calibration);
    }

    [Fact]
    public void Learning_ends_when_it_is_told_to()
    {
        var (facts, outcomes) = Histories.Of(8, 500, strength: 1);

        Assert.Throws<OperationCanceledException>(() => TrainModel.Train(facts, outcomes, stop: new CancellationToken(canceled: true)));
    }
}
