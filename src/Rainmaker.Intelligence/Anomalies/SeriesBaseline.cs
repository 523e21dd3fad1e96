namespace Rainmaker.Intelligence.Anomalies;

/// <summary>
/// What the next value is expected to be, from the past alone. The level, the hour of the day, the hour (or day) of the week and the month of the year each
/// say a median of the past; whoever was least wrong lately is believed, a season only when it is a tenth better than what is simpler.
/// </summary>
sealed class SeriesBaseline
{
    const int Depth = 12, YearsKept = 5, Lately = 1000;
    const double Better = 0.9;

    readonly OrderedSample _level;
    readonly int _hearsay;

    /// <param name="hearsay">How often a voice must have been held against what came before its errors are taken for usual.</param>
    public SeriesBaseline(Sampling sampling, int hearsay)
    {
        (_level, _hearsay) = (new(sampling.LevelOver), hearsay);
        List<Voice> voices = [new(null, _ => 0, 0)];
        var fine = sampling.PerDay >= 24 ? 1 : 0;
        if (sampling.HasDay)
            voices.Add(new(new(sampling.PerDay, 2 * Depth, 3, fine), sampling.SlotOfDay, 3 * sampling.PerDay));
        if (sampling.HasWeek)
            voices.Add(new(new(7 * sampling.PerDay, Depth, 2, fine), sampling.SlotOfWeek, 7 * sampling.PerDay));
        if (sampling.HasYear)
        {
            var inMonth = Math.Max(1, (int)Math.Round(30 / Math.Max(1, sampling.Step.TotalDays)));
            voices.Add(new(new(12, YearsKept * inMonth, inMonth + 1, 0), at => at.Month - 1, 12));
        }
        Voices = voices;
    }

    /// <summary>The simplest first.</summary>
    IReadOnlyList<Voice> Voices { get; }

    /// <summary>Asks all voices what is expected at that time.</summary>
    /// <returns>What the believed one says, and how far off it lately was; null while that is hearsay.</returns>
    public (double? Value, double Wrong) Expect(DateTime at)
    {
        var best = 0;
        for (var i = 0; i < Voices.Count; i++)
        {
            var voice = Voices[i];
            voice.Says = voice.Profile is { } profile ? profile.Typical(voice.Slot(at)) : _level.Count == 0 ? null : _level.Median;
            if (voice.Says is not null && voice.Count >= voice.Trial && voice.Wrong < Better * Voices[best].Wrong)
                best = i;
        }
        return Voices[best].Count >= _hearsay ? (Voices[best].Says, double.IsFinite(Voices[best].Wrong) ? Voices[best].Wrong : 0) : (null, 0);
    }

    /// <summary>What came, after <see cref="Expect"/> was asked for its time.</summary>
    public void Learn(DateTime at, double value)
    {
        _level.Add(value);
        foreach (var voice in Voices)
        {
            voice.Judge(value);
            voice.Profile?.Add(voice.Slot(at), value);
        }
    }

    /// <param name="Profile">Null for the level.</param>
    /// <param name="Trial">How often it must have spoken before it is believed.</param>
    sealed record Voice(SeasonProfile? Profile, Func<DateTime, int> Slot, int Trial)
    {
        double _sum, _weight;

        public double? Says { get; set; }
        public int Count { get; private set; }

        /// <summary>Mean absolute error, the last thousand counting most.</summary>
        public double Wrong => _weight == 0 ? double.PositiveInfinity : _sum / _weight;

        public void Judge(double value)
        {
            const double Kept = 1 - 1.0 / Lately;
            if (Says is { } said)
                (_sum, _weight, Count) = (_sum * Kept + Math.Abs(value - said), _weight * Kept + 1, Count + 1);
        }
    }
}
