using System.Globalization;

namespace Rainmaker.Simulators;

/// <summary>What came in, was closed and was done, by day in UTC and up to a moment: the part of a ledger that figures over time are held against.</summary>
sealed class DayBook(DateTimeOffset now)
{
    readonly SortedDictionary<string, SortedDictionary<string, decimal>> _days = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, SortedDictionary<string, int>> _people = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, SortedDictionary<string, decimal>> Days => _days;

    /// <summary>Activities done by each person, by kind.</summary>
    public IReadOnlyDictionary<string, SortedDictionary<string, int>> DoneByPerson => _people;

    public void Add(DateTimeOffset? at, string what, decimal amount = 1)
    {
        if (at is not { } moment || moment > now)
            return;
        var day = moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (!_days.TryGetValue(day, out var sums))
            _days[day] = sums = new(StringComparer.Ordinal);
        sums[what] = sums.GetValueOrDefault(what) + amount;
    }

    public void Done(DateTimeOffset? at, string kind, string person)
    {
        if (at is not { } moment || moment > now)
            return;
        Add(at, "activities");
        Add(at, kind);
        if (!_people.TryGetValue(person, out var kinds))
            _people[person] = kinds = new(StringComparer.Ordinal);
        kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
    }
}
