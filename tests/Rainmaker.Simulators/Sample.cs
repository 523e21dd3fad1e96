namespace Rainmaker.Simulators;

/// <summary>A made-up sales team in no vendor's words: what the smaller simulators are filled from.</summary>
public sealed class Sample
{
    public sealed record Seller(int Number, string First, string Last, bool Left)
    {
        public string Email => $"{First}.{Last}@team.example".ToLowerInvariant();
    }

    public sealed record Firm(int Number, string Name, string Host, int City, int Seller, DateTimeOffset Made);

    public sealed record Person(int Number, string First, string Last, string? Email, string? Phone, string Title, int? Firm, int Seller, DateTimeOffset Made);

    /// <summary>Stages 0 to 4 are open, 5 is won, 6 is lost.</summary>
    public sealed record Sale(int Number, string Name, int Firm, IReadOnlyList<int> People, int Seller, decimal? Value, DateTimeOffset Made, IReadOnlyList<(int Stage, DateTimeOffset At)> Stages, DateOnly? Closes)
    {
        public int Stage => Stages[^1].Stage;
        public bool IsWon => Stage == 5;
        public bool IsLost => Stage == 6;
        public bool IsOpen => Stage < 5;
    }

    /// <param name="Kind">call, meeting, task, email or note.</param>
    public sealed record Doing(int Number, string Kind, string Subject, int Seller, int Person, int? Sale, DateTimeOffset At, bool Done, int Minutes);

    public static readonly (string Name, int Chance)[] Stages = [("Prospecting", 10), ("Qualification", 20), ("Proposal", 50), ("Negotiation", 75), ("Contract", 90), ("Closed Won", 100), ("Closed Lost", 0)];

    public Sample(int people, int seed, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        Sellers = [.. Enumerable.Range(0, 5).Select(n => new Seller(n, Words.First[n * 3], Words.Last[n * 4], n == 4))];
        Firms = [.. Enumerable.Range(0, Math.Max(1, people * 2 / 5)).Select(n => MakeFirm(n, new(seed, "firm", n), day))];
        People = [.. Enumerable.Range(0, people).Select(n => MakePerson(n, new(seed, "person", n), day))];
        Sales = [.. Enumerable.Range(0, Math.Max(8, people / 10)).Select(n => MakeSale(n, new(seed, "sale", n), day))];
        Doings = [.. Enumerable.Range(0, Math.Max(20, people / 2)).Select(n => MakeDoing(n, new(seed, "doing", n), day))];
    }

    public IReadOnlyList<Seller> Sellers { get; }
    public IReadOnlyList<Firm> Firms { get; }
    public IReadOnlyList<Person> People { get; }
    public IReadOnlyList<Sale> Sales { get; }
    public IReadOnlyList<Doing> Doings { get; }

    /// <summary>What figures can be held against, the same for each simulator.</summary>
    /// <param name="now">What lies ahead is not done yet.</param>
    /// <param name="heldWhenPast">The CRM notes of no meeting that it was held: once it is past, it was.</param>
    public object Ledger(DateTimeOffset now, bool heldWhenPast = false)
    {
        var days = new DayBook(now);
        foreach (var person in People)
            days.Add(person.Made, "contacts");
        foreach (var firm in Firms)
            days.Add(firm.Made, "companies");
        foreach (var sale in Sales)
        {
            days.Add(sale.Made, "deals_created");
            days.Add(sale.IsLost ? sale.Stages[^1].At : null, "deals_lost");
            days.Add(sale.IsWon ? sale.Stages[^1].At : null, "deals_won");
            days.Add(sale.IsWon ? sale.Stages[^1].At : null, "won_value", sale.Value ?? 0);
        }
        foreach (var doing in Doings)
            days.Done(doing.Done || (heldWhenPast && doing.Kind == "meeting") ? doing.At : null, doing.Kind + "s", $"{Sellers[doing.Seller].First} {Sellers[doing.Seller].Last}");
        return Ledger(days, now);
    }

    object Ledger(DayBook days, DateTimeOffset now) => new
    {
        AsOf = now,
        Counts = new { Owners = Sellers.Count, Contacts = People.Count, Companies = Firms.Count, Deals = Sales.Count, Activities = Doings.GroupBy(d => d.Kind).ToDictionary(g => g.Key, g => g.Count()) },
        Deals = new
        {
            Open = Sum(Sales.Where(s => s.IsOpen)),
            Won = Sum(Sales.Where(s => s.IsWon)),
            Lost = Sum(Sales.Where(s => s.IsLost)),
            ByStage = Stages.Select((stage, at) => (stage.Name, Sum: Sum(Sales.Where(s => s.Stage == at)))).ToDictionary(s => s.Name, s => s.Sum),
        },
        ByDay = days.Days,
        days.DoneByPerson,
    };

    static object Sum(IEnumerable<Sale> sales) => new { Count = sales.Count(), Value = sales.Sum(s => s.Value ?? 0) };

    Firm MakeFirm(int n, Dice dice, DateTimeOffset day) => new(n, Words.Firm(n), Words.Firm(n).Replace(" ", "-", StringComparison.Ordinal).ToLowerInvariant() + ".example", dice.Below(Words.Cities.Length), dice.Below(Sellers.Count), day.AddDays(-30 - dice.Below(700)));

    Person MakePerson(int n, Dice dice, DateTimeOffset day)
    {
        var (first, last, firm) = (dice.Of(Words.First), dice.Of(Words.Last), dice.Below(Firms.Count));
        var email = dice.Chance(0.05) ? null : $"{first}.{last}.{n}@{Firms[firm].Host}".Replace("'", "", StringComparison.Ordinal).ToLowerInvariant();
        return new(n, first, last, email, dice.Chance(0.5) ? $"+44 20 7946 {dice.Below(10_000):0000}" : null, dice.Of(Words.Titles), dice.Chance(0.85) ? firm : null, dice.Below(Sellers.Count), day.AddDays(-1 - dice.Below(600)).AddMinutes(dice.Below(1_000)));
    }

    Sale MakeSale(int n, Dice dice, DateTimeOffset day)
    {
        var made = day.AddDays(-20 - dice.Below(500)).AddHours(9);
        var end = dice.Of<int>([(0, 10), (1, 12), (2, 12), (3, 9), (4, 7), (5, 20), (6, 30)]);
        var stages = new List<(int, DateTimeOffset)>();
        var at = made;
        for (var stage = 0; stage <= Math.Min(end, 4); stage++)
        {
            stages.Add((stage, at));
            at = Sooner(at.AddDays(1 + dice.Below(20)).AddMinutes(7), day.AddHours(-1));
        }
        if (end >= 5)
            stages.Add((end, at));
        var firm = dice.Below(Firms.Count);
        var people = Enumerable.Range(0, 1 + dice.Below(2)).Select(_ => dice.Below(People.Count)).Distinct().ToList();
        return new(n, $"{Firms[firm].Name}: {dice.Of(Words.Subjects)}", firm, people, dice.Below(Sellers.Count), dice.Chance(0.05) ? null : 1_000 + (dice.Below(500) * 100), made, stages,
            end >= 5 ? DateOnly.FromDateTime(at.UtcDateTime) : DateOnly.FromDateTime(day.AddDays(dice.Below(80) - 5).UtcDateTime));
    }

    Doing MakeDoing(int n, Dice dice, DateTimeOffset day)
    {
        var ahead = dice.Chance(0.1);
        var kind = dice.Of<string>([("call", 25), ("meeting", 25), ("task", 25), ("email", 15), ("note", 10)]);
        var at = ahead ? day.AddHours(10 + dice.Below(200)) : day.AddMinutes(-60 - dice.Below(60 * 24 * 200));
        return new(n, kind, dice.Of(Words.Subjects), dice.Below(Sellers.Count), dice.Below(People.Count), dice.Chance(0.6) ? dice.Below(Sales.Count) : null, at, kind is "note" or "email" || (!ahead && (kind is not ("task" or "meeting") || dice.Chance(0.8))), 5 + dice.Below(55));
    }

    static DateTimeOffset Sooner(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
