namespace Rainmaker.Intelligence.Matching.Linkage;

/// <param name="Threshold">Probability from which two records are taken for one, 0 to 1.</param>
/// <param name="Sample">Pairs drawn at random, and pairs of blocking at most, from which the weights are estimated.</param>
public sealed record LinkageSettings(double Threshold = 0.5, int Sample = 400_000)
{
    public static LinkageSettings Default { get; } = new();

    internal float LogOdds => (float)Math.Log(Threshold / (1 - Threshold));
}

/// <summary>
/// Record linkage for people and companies without labels: normalise, block, compare, weigh, decide (Fellegi and Sunter 1969; the layout of comparison levels, term
/// frequencies and estimation follows what Splink documents, Linacre et al. 2022). One file is searched for duplicates, two are linked one to one.
/// The same input gives the same result in any order of rows.
/// </summary>
public static class LinkRecords
{
    /// <summary>Most fields that can be compared.</summary>
    public const int MostFields = RecordTable.MostFields;

    const int Folds = 5;
    const int LeastAnswers = 20;

    // What is surely no match teaches little, and there is a lot of it: some of it is enough.
    const float Doubtful = -3;
    const int MostLessons = 60_000;

    public static LinkageResult Run(LinkageInput input, LinkageSettings settings)
    {
        var work = new LinkageWork(input, settings);
        return work.Decide(work.Estimate());
    }

    /// <summary>Whether answers are enough to learn from: twenty of each kind.</summary>
    public static bool AreEnough(IReadOnlyCollection<(int Row, int Other, bool Same)> answers) =>
        answers.Count(answer => answer.Same) >= LeastAnswers && answers.Count(answer => !answer.Same) >= LeastAnswers;

    /// <summary>Corrects what was estimated by what people answered about some pairs of rows.</summary>
    public static LinkageResult Run(LinkageInput input, LinkageSettings settings, IReadOnlyCollection<(int Row, int Other, bool Same)> answers)
    {
        var work = new LinkageWork(input, settings);
        var (table, estimate) = (work.Table, work.Estimate());
        var recordOf = new int[table.Count];
        for (var record = 0; record < recordOf.Length; record++)
            recordOf[table.RowOf[record]] = record;
        var known = answers.Select(answer => (A: Math.Min(recordOf[answer.Row], recordOf[answer.Other]), B: Math.Max(recordOf[answer.Row], recordOf[answer.Other]), answer.Same)).OrderBy(answer => answer).ToList();
        return work.Decide(LearnedScore.Fit(estimate, new(table), known));
    }

    /// <summary>
    /// Learns from known answers and judges each pair by what the other four fifths taught, so that the result may be held against the same answers.
    /// </summary>
    /// <param name="same">Whether two rows are one entity.</param>
    public static LinkageResult RunCrossValidated(LinkageInput input, LinkageSettings settings, Func<int, int, bool> same)
    {
        var work = new LinkageWork(input, settings);
        var (table, estimate) = (work.Table, work.Estimate());
        var lessons = work.Score(estimate, float.NegativeInfinity);
        var keep = lessons.Count <= MostLessons ? ulong.MaxValue : (ulong)((double)MostLessons / lessons.Count * ulong.MaxValue);
        lessons.RemoveAll(pair => pair.LogOdds < Doubtful && Scatter(pair.A, pair.B) > keep);
        var known = lessons.ConvertAll(pair => (pair.A, pair.B, Same: same(table.RowOf[pair.A], table.RowOf[pair.B])));
        var folds = new IPairScore[Folds];
        Parallel.For(0, Folds, fold => folds[fold] = LearnedScore.Fit(estimate, new(table), known.FindAll(pair => Fold(pair.A, pair.B) != fold)));
        return work.Decide(new CrossValidatedScore(folds, Fold));
    }

    static int Fold(int a, int b) => (int)(Scatter(a, b) % Folds);

    static ulong Scatter(int a, int b) => Hash.Mix(((ulong)a << 32) | (uint)b);
}
