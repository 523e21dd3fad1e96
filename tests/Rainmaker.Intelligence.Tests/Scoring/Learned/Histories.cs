using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Intelligence.Tests.Scoring.Learned;

/// <summary>Made-up histories in which it is known what matters.</summary>
static class Histories
{
    /// <summary>Of mixed columns with gaps; the outcome hangs on "size" and "source" as far as <paramref name="strength"/> says, and on nothing else.</summary>
    public static (FactTable Facts, bool[] Outcomes) Of(int seed, int rows, double strength, int accounts = 40)
    {
#pragma warning disable CA5394 // repeatable on purpose
        var chance = new Random(seed);
        var size = Fill(rows, () => chance.NextDouble() < 0.1 ? double.NaN : Math.Round(chance.NextDouble() * 1000));
        string[] words = ["referral", "website", "fair", "unknown"];
        var source = Fill(rows, () => chance.NextDouble() < 0.1 ? null : words[chance.Next(4)]);
        var account = Fill<string?>(rows, () => $"account {chance.Next(accounts)}");
        var noise = Fill(rows, () => chance.NextDouble() * 5);
        var outcomes = new bool[rows];
        for (var row = 0; row < rows; row++)
        {
            var logOdds = -1 + (strength * ((double.IsNaN(size[row]) ? 0 : (size[row] - 500) / 250) + (source[row] == "referral" ? 2 : 0)));
            outcomes[row] = chance.NextDouble() < 1 / (1 + Math.Exp(-logOdds));
        }
#pragma warning restore CA5394
        return (new([new NumberColumn("size", size), WordColumn.Of("source", source), WordColumn.Of("account", account), new NumberColumn("noise", noise)], rows), outcomes);
    }

    public static (FactTable Facts, bool[] Outcomes) Reordered(FactTable facts, bool[] outcomes, int seed)
    {
        var order = Enumerable.Range(0, facts.Rows).ToArray();
#pragma warning disable CA5394
        new Random(seed).Shuffle(order);
#pragma warning restore CA5394
        return (facts.Take(order), Array.ConvertAll(order, row => outcomes[row]));
    }

    static T[] Fill<T>(int rows, Func<T> value)
    {
        var values = new T[rows];
        for (var row = 0; row < rows; row++)
            values[row] = value();
        return values;
    }
}
