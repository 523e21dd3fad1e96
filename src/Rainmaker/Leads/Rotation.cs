using Rainmaker.Intelligence.Assignment;

namespace Rainmaker.Leads;

/// <summary>
/// Who got how many leads today, of one tenant. Held in memory, because a counter row that every capture locks would let only one be written at
/// a time; refreshed from lead_assignment, which also tells what other processes gave.
/// </summary>
public sealed class Rotation
{
    readonly Lock _turn = new();
    readonly Dictionary<Guid, (int Today, DateTimeOffset? Last)> _given = [];
    DateOnly _day;

    /// <summary>Decides and counts in one step, so that two captures at once do not both take the last place.</summary>
    public AssignmentDecision Decide(LeadToAssign lead, IReadOnlyList<ExistingOwner> owners, LeadDesk desk, DateOnly today, DateTimeOffset now)
    {
        lock (_turn)
        {
            Begin(today);
            var people = desk.People.Select(person => _given.TryGetValue(person.Id, out var given) ? person with { AssignedToday = given.Today, LastAssignedAt = given.Last } : person).ToList();
            var decision = AssignLead.Decide(lead, owners, desk.Rules, people, today);
            if (decision.User is { } user)
                Count(user, now);
            return decision;
        }
    }

    /// <summary>A lead given by hand counts too.</summary>
    public void Given(Guid user, DateOnly today, DateTimeOffset now)
    {
        lock (_turn)
        {
            Begin(today);
            Count(user, now);
        }
    }

    /// <summary>The lead that was to be theirs was not written.</summary>
    public void TakeBack(Guid user)
    {
        lock (_turn)
        {
            if (_given.TryGetValue(user, out var given) && given.Today > 0)
                _given[user] = given with { Today = given.Today - 1 };
        }
    }

    /// <summary>What the table says. What is being written just now it does not know, so that the higher number holds.</summary>
    public void Refresh(DateOnly day, IEnumerable<(Guid User, int Today, DateTimeOffset Last)> rows)
    {
        lock (_turn)
        {
            Begin(day);
            foreach (var (user, today, last) in rows)
            {
                var known = _given.GetValueOrDefault(user);
                _given[user] = (Math.Max(known.Today, today), known.Last > last ? known.Last : last);
            }
        }
    }

    void Begin(DateOnly day)
    {
        if (day == _day)
            return;
        _given.Clear();
        _day = day;
    }

    void Count(Guid user, DateTimeOffset now) => _given[user] = (_given.GetValueOrDefault(user).Today + 1, now);
}
