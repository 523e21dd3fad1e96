using System.Globalization;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Intelligence.Tests.Matching.Linkage;

/// <summary>
/// The people of a sales team's list: mailboxes are made of names, domains of companies, and hardly anybody stands twice. Namesakes and colleagues have much in common without
/// being one, and there are more of them than of duplicates.
/// </summary>
public sealed class NamesakesTests
{
    const int People = 1000, Companies = 80;

    static readonly string[] _ends = ["Software", "Labs", "Freight", "Works", "Health", "Trading", "Capital", "Energy"];

    static LinkageInput List(int firstNames, int lastNames, int twins)
    {
        var random = new System.Random(5);
        var rows = new List<PersonTraits>();
        for (var i = 0; i < People; i++)
        {
            var (first, last, company) = (Word(random.Next(firstNames), 1), Word(random.Next(lastNames), 2), random.Next(Companies));
            var name = $"{Word(company, 3)} {_ends[company % 8]}";
            rows.Add(new()
            {
                // The number keeps two of one name and company apart.
                First = first, Last = last, Email = $"{first}.{last}{i}@{name.Replace(" ", "", StringComparison.Ordinal)}.example".ToLowerInvariant(), Company = name, City = Word(company % 13, 4), Country = "US",
                Phone = i % 5 < 3 ? string.Create(CultureInfo.InvariantCulture, $"+1 205 {i * 7919 % 9_000_000:0000000}") : null,
            });
        }
        for (var i = 0; i < twins; i++)
            rows.Add(rows[i] with { Email = $"{rows[i].Last}.{rows[i].First}@private.example".ToLowerInvariant(), Phone = null, City = null });
        return new(PersonTraits.Fields, [.. Enumerable.Range(0, PersonTraits.Fields.Count).Select(field => rows.Select(row => row.Values[field]).ToArray())]);
    }

    static string Word(int number, int kind)
    {
        var random = new System.Random(number * 7919 + kind);
        var word = string.Concat(Enumerable.Range(0, 2 + random.Next(2)).Select(_ => $"{"bdfgklmnprstvz"[random.Next(14)]}{"aeiou"[random.Next(5)]}"));
        return char.ToUpperInvariant(word[0]) + word[1..] + (random.Next(2) == 0 ? "n" : "");
    }

    [Fact]
    public void Duplicates_are_found_among_namesakes_and_colleagues()
    {
        const int Twins = 50;
        var found = LinkRecords.Run(List(200, 300, Twins), LinkageSettings.Default);

        var right = found.Links.Count(link => Math.Max(link.Row, link.Other) - Math.Min(link.Row, link.Other) == People);
        Assert.InRange(right, 0.9 * Twins, Twins);
        Assert.InRange(found.Count - right, 0, 5);
    }

    [Fact]
    public void Where_nobody_stands_twice_hardly_anybody_is_asked_about() =>
        Assert.InRange(LinkRecords.Run(List(60, 60, 0), LinkageSettings.Default).Count, 0, 20);
}
