namespace Rainmaker.Intelligence.Scoring.Learned;

/// <summary>
/// How the model learns: one setting for every history, chosen for what the numbers mean and not for a file. "Curvature" is p(1-p) summed over rows: a
/// row at even odds weighs a quarter, at 10 % about a tenth.
/// </summary>
sealed record Learning
{
    public static readonly Learning Default = new();

    /// <summary>Share of a full Newton step that each round takes; small steps let held-out rows say when to stop.</summary>
    public float Rate { get; init; } = 0.1f;

    /// <summary>Curvature that speaks for "no effect" in every bin or leaf: some twenty to fifty rows. Rare levels move little.</summary>
    public float Prior { get; init; } = 5;

    /// <summary>The same in a cell of a pair, of which there are many more.</summary>
    public float PairPrior { get; init; } = 20;

    /// <summary>Leaves of the small tree that a number's step is: three cuts.</summary>
    public int Leaves { get; init; } = 4;

    /// <summary>Curvature a leaf needs, which keeps the ends of a shape from bending to a few rows.</summary>
    public float LeafCurvature { get; init; } = 3;

    /// <summary>Rows that a bin has at least on average, and a word needs for a bin of its own.</summary>
    public int RowsABin { get; init; } = 10;

    /// <summary>Parts that each drawing cuts the rows into; a member of the ensemble leaves one out and is judged on it.</summary>
    public int Folds { get; init; } = 6;

    /// <summary>Drawings at least and at most; fewer rows are drawn more often, until about <see cref="RowsWorthDrawing"/> are learned from.</summary>
    public (int Least, int Most) Drawings { get; init; } = (2, 10);

    public int RowsWorthDrawing { get; init; } = 20_000;

    /// <summary>What a cut must gain in deviance: the price of one more parameter (Akaike 1974), so that noise is not cut.</summary>
    public float LeafGain { get; init; } = 2;

    public int MostRounds { get; init; } = 400;

    /// <summary>Rounds without a gain on the held-out rows after which learning ends.</summary>
    public int Patience { get; init; } = 15;

    public int MostPairs { get; init; } = 20;

    /// <summary>Bins of each side of a pair.</summary>
    public int PairSide { get; init; } = 12;

    /// <summary>Held-out log-likelihood a pair must gain before it is taken: odds of twenty to one for it.</summary>
    public double PairGain { get; init; } = 3;

    /// <summary>Outcomes of each kind below which nothing is learned.</summary>
    public int FewestOutcomes { get; init; } = 5;

    /// <summary>Standard errors the held-out gain must stand above nothing: chance passes that about once in a hundred histories.</summary>
    public double EvidenceFrom { get; init; } = 2.33;
}
