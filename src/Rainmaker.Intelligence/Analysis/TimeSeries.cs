using System.Runtime.CompilerServices;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>One figure over time: a number for each stretch of the calendar, for one owner and one word (a source, a kind).</summary>
/// <param name="Name">What is counted: leads, activities, won_value.</param>
/// <param name="Owner">Id; empty where nobody owns it.</param>
/// <param name="Key">Empty where the figure is not divided further.</param>
/// <param name="At">The first stretch told; those before and behind are zero.</param>
public sealed record Line(string Name, string Owner, string Key, int At, IReadOnlyList<double> Values);

/// <summary>Counts by stretch, owner and word. Grows with owners and words, not with records.</summary>
public sealed class TimeSeries(Calendar calendar)
{
    // A source is somebody's free text: beyond so many words the rest is one.
    const int MostWords = 60;
    const string Others = "other words";
    readonly Dictionary<string, Counted> _all = new(StringComparer.Ordinal);

    public Calendar Calendar => calendar;

    public Counted Of(string name) => _all.TryGetValue(name, out var counted) ? counted : _all[name] = new(this);

    public IReadOnlyList<Line> Lines() =>
        [.. from counted in _all
            from owner in counted.Value.Owners.OrderBy(o => o.Key, StringComparer.Ordinal)
            from line in owner.Value.OrderBy(l => l.Key, StringComparer.Ordinal)
            let first = Array.FindIndex(line.Value, v => v != 0)
            where first >= 0
            let last = Array.FindLastIndex(line.Value, v => v != 0)
            select new Line(counted.Key, owner.Key, line.Key, first, [.. line.Value[first..(last + 1)].Select(v => Math.Round(v, 2))])];

    /// <summary>The sum of a figure over days, of one owner or of all.</summary>
    public double Sum(string name, DateOnly? from, DateOnly to, string? owner = null)
    {
        var (first, last) = calendar.Span(from, to);
        return _all.TryGetValue(name, out var counted)
            ? counted.Owners.Where(o => owner is null || o.Key == owner).Sum(o => o.Value.Values.Sum(line => line.AsSpan(first, last - first + 1).Sum()))
            : 0;
    }

    /// <summary>One figure while it is counted.</summary>
    public sealed class Counted(TimeSeries series)
    {
        readonly HashSet<string> _words = new(StringComparer.Ordinal);

        internal Dictionary<string, Dictionary<string, double[]>> Owners { get; } = new(StringComparer.Ordinal);

        /// <summary>Counts at the moment; nothing without one, nor for what lies ahead.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(DateTimeOffset? at, string? owner, string? key = null, double amount = 1)
        {
            if (at is not { } moment || series.Calendar.BucketOf(moment) is var bucket && bucket < 0)
                return;
            if (!Owners.TryGetValue(owner ?? "", out var lines))
                Owners[owner ?? ""] = lines = new(StringComparer.Ordinal);
            if (!lines.TryGetValue(key ?? "", out var values))
                values = New(lines, key ?? "");
            values[bucket] += amount;
        }

        double[] New(Dictionary<string, double[]> lines, string key)
        {
            if (_words.Count >= MostWords && !_words.Contains(key))
                key = Others;
            _words.Add(key);
            return lines.TryGetValue(key, out var values) ? values : lines[key] = new double[series.Calendar.Buckets.Count];
        }
    }
}

static class Sums
{
    public static double Sum(this Span<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }
}
