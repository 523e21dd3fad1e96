using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Intelligence.Tests.Matching.Linkage;

public sealed class LinkRecordsTests
{
    static readonly LinkField[] _person =
    [
        new("given", FieldKind.FirstName), new("family", FieldKind.LastName), new("mail", FieldKind.Email), new("tel", FieldKind.Phone), new("town", FieldKind.City), new("born", FieldKind.Date),
    ];

    static readonly string[] _first = ["Ada", "Bela", "Carla", "Dora", "Emil", "Fritz", "Gesa", "Hugo", "Ines", "Jonas", "Karim", "Lena", "Mara", "Nils", "Olga", "Paul", "Rosa", "Sven", "Tara", "Udo"];
    static readonly string[] _last = ["Amberg", "Becker", "Castro", "Drexler", "Eklund", "Fontane", "Gruber", "Hollmann", "Ivers", "Jansen", "Kowalski", "Lindner", "Moreau", "Novak", "Olsen", "Petrov", "Quandt", "Rossi", "Sato", "Thiel"];
    static readonly string[] _towns = ["Aachen", "Bergen", "Cadiz", "Dresden", "Emden", "Florence", "Ghent", "Husum"];

    // 200 people; every fifth stands a second time, with one slip that goes round.
    internal static (List<string?[]> Rows, List<int> Entity) People()
    {
        var (rows, entity) = (new List<string?[]>(), new List<int>());
        for (var i = 0; i < 200; i++)
        {
            var (first, last) = (_first[i * 7 % 20], _last[(i / 20 * 3 + i) % 20]);
            string?[] row = [first, last, $"{first}.{last}{i}@firm{i % 37}.example", $"030 {4_000_000 + i * 7919}", _towns[i * 5 % 8], new DateOnly(1960, 1, 1).AddDays(i * 83).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)];
            rows.Add(row);
            entity.Add(i);
            if (i % 5 != 0)
                continue;
            var copy = row.ToArray();
            switch (i / 5 % 5)
            {
                case 0: (copy[0], copy[1]) = (copy[1], copy[0]); break;
                case 1: copy[1] = last[1..]; break;
                case 2: copy[2] = null; break;
                case 3: copy[5] = null; copy[4] = null; break;
                default: copy[3] = $"030 {4_000_000 + i * 7919 + 900}"; break;
            }
            rows.Add(copy);
            entity.Add(i);
        }
        return (rows, entity);
    }

    internal static LinkageInput Input(IReadOnlyList<string?[]> rows, int firstFile = 0) =>
        new(_person, [.. Enumerable.Range(0, _person.Length).Select(field => rows.Select(row => row[field]).ToArray())], firstFile);

    static double F1(LinkageResult result, IReadOnlyList<int> entity)
    {
        var all = entity.CountBy(e => e).Sum(e => e.Value * (e.Value - 1) / 2);
        return 2d * result.Links.Count(link => entity[link.Row] == entity[link.Other]) / (result.Count + all);
    }

    [Fact]
    public void Duplicates_with_slips_exchanged_names_and_gaps_are_found_without_labels()
    {
        var (rows, entity) = People();

        Assert.True(F1(LinkRecords.Run(Input(rows), LinkageSettings.Default), entity) > 0.97);
    }

    [Fact]
    public void Known_answers_never_leave_it_worse_by_much()
    {
        var (rows, entity) = People();

        Assert.True(F1(LinkRecords.RunCrossValidated(Input(rows), LinkageSettings.Default, (a, b) => entity[a] == entity[b]), entity) > 0.97);
    }

    [Fact]
    public void The_order_of_rows_is_irrelevant() => Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed =>
    {
        var (rows, _) = People();
        var order = Enumerable.Range(0, rows.Count).ToArray();
        new System.Random(seed).Shuffle(order);

        return Pairs(LinkRecords.Run(Input(rows), LinkageSettings.Default), row => row).SequenceEqual(Pairs(LinkRecords.Run(Input([.. order.Select(row => rows[row])]), LinkageSettings.Default), row => order[row]));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5));

    static List<(int, int, double)> Pairs(LinkageResult result, Func<int, int> row) =>
        [.. result.Links.Select(link => (Math.Min(row(link.Row), row(link.Other)), Math.Max(row(link.Row), row(link.Other)), Math.Round(link.Probability, 4))).Order()];

    [Fact]
    public void Probabilities_lie_between_nothing_and_certainty_and_above_the_threshold()
    {
        var result = LinkRecords.Run(Input(People().Rows), LinkageSettings.Default);

        Assert.All(result.Links, link => Assert.InRange(link.Probability, 0.2, 1));
    }

    [Fact]
    public void Two_files_are_linked_one_to_one()
    {
        var (rows, entity) = People();
        var left = Enumerable.Range(0, rows.Count).Where(row => row == 0 || entity[row] != entity[row - 1]).ToArray();
        var right = Enumerable.Range(0, rows.Count).Except(left).ToArray();
        var order = left.Concat(right).ToArray();

        var result = LinkRecords.Run(Input([.. order.Select(row => rows[row])], left.Length), LinkageSettings.Default);

        Assert.All(result.Links, link => Assert.True(link.Row < left.Length && link.Other >= left.Length));
        Assert.Equal(result.Count, result.Links.DistinctBy(link => link.Row).Count());
        Assert.Equal(result.Count, result.Links.DistinctBy(link => link.Other).Count());
        Assert.True(result.Links.Count(link => entity[order[link.Row]] == entity[order[link.Other]]) >= right.Length - 1);
    }

    [Fact]
    public void One_bad_link_does_not_join_two_clusters()
    {
        // Two families of four, each pair within very sure; one pair between them is sure by mistake, all others speak against it.
        static float LogOdds(int a, int b) => a / 4 == b / 4 ? 6 : (a, b) is (3, 4) or (4, 3) ? 5 : -6;
        var pairs = from a in Enumerable.Range(0, 8) from b in Enumerable.Range(0, 8) where a < b && LogOdds(a, b) > 0 select new LinkedPair(a, b, LogOdds(a, b));

        var clusters = Clusters.Of(8, [.. pairs], 0, LogOdds);

        Assert.Equal([0, 0, 0, 0, 4, 4, 4, 4], clusters);
    }

    [Fact]
    public void Every_field_of_a_pair_says_what_it_adds()
    {
        var (rows, _) = People();
        var result = LinkRecords.Run(Input(rows), LinkageSettings.Default);

        var exchanged = result.Evidence(result.Links.First(link => rows[link.Row][0] == rows[link.Other][1]));

        Assert.Equal(_person.Select(field => field.Name), exchanged.Select(field => field.Field));
        Assert.Equal(("family", Agreement.Same), (exchanged[0].Other, exchanged[0].Agreement));
        Assert.Contains("stands in place of family", exchanged[0].Text, StringComparison.Ordinal);
        Assert.True(exchanged[2].Weight > 0);
    }

    [Fact]
    public void Records_without_anything_in_common_are_left_alone()
    {
        string?[][] rows = [["Ada", "Amberg", null, null, null, null], ["Zoe", "Quandt", null, null, null, null], [null, null, null, null, null, null], [null, null, null, null, null, null]];

        Assert.Equal(0, LinkRecords.Run(Input(rows), LinkageSettings.Default).Count);
    }
}
