using System.Text.Json;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Intelligence.Tests.Matching.Linkage;

public sealed class LinkageWeightsTests
{
    static LinkageResult Searched(IReadOnlyList<string?[]> rows) => LinkRecords.Run(LinkRecordsTests.Input(rows), LinkageSettings.Default);

    [Fact]
    public void A_pair_judged_by_itself_is_judged_as_the_search_did()
    {
        var (rows, _) = LinkRecordsTests.People();
        var result = Searched(rows);
        var weights = JsonSerializer.Deserialize<LinkageWeights>(JsonSerializer.Serialize(result.Weights))!;

        Assert.All(result.Links, link =>
        {
            var judged = weights.Judge(rows[link.Row], [rows[link.Other]])[0];
            // Of addresses it is not kept how often one comes: that may move the odds, not the verdict.
            Assert.Equal(link.Probability > 0.5, judged.Probability > 0.5);
            Assert.Equal(result.Evidence(link).Select(e => (e.Field, e.Agreement)).Order(), judged.Evidence.Select(e => (e.Field, e.Agreement)).Order());
            Assert.All(result.Evidence(link).Zip(judged.Evidence).Where(e => e.First.Kind is not (FieldKind.Email or FieldKind.Phone) && e.First.Other is null), e => Assert.InRange(Math.Abs(e.First.Weight - e.Second.Weight), 0, 0.7));
        });
    }

    [Fact]
    public void What_answers_corrected_is_kept_too()
    {
        var (rows, entity) = LinkRecordsTests.People();
        var found = Searched(rows);
        var answers = found.Links.Select(link => (link.Row, link.Other, Same: entity[link.Row] == entity[link.Other])).ToList();
        answers.AddRange(Enumerable.Range(0, 60).Select(i => (i, i + 61, entity[i] == entity[i + 61])));
        var corrected = LinkRecords.Run(LinkRecordsTests.Input(rows), LinkageSettings.Default, answers);

        Assert.NotNull(corrected.Weights!.Corrections);
        Assert.All(corrected.Links.Take(20), link => Assert.Equal(link.Probability > 0.5, corrected.Weights.Judge(rows[link.Row], [rows[link.Other]])[0].Probability > 0.5));
    }

    [Fact]
    public void What_is_kept_holds_no_address_and_no_number()
    {
        var (rows, _) = LinkRecordsTests.People();

        var json = JsonSerializer.Serialize(Searched([.. rows, .. rows]).Weights);

        Assert.DoesNotContain("firm", json, StringComparison.Ordinal);
        Assert.DoesNotContain("4000000", json, StringComparison.Ordinal);
        Assert.Contains("aachen", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ada", "Lovelace", "ada@acme.example", "Acme Ltd", "Ada", "Lovelace", "lovelace@home.example", "ACME", true)]
    [InlineData("Ada", "Lovelace", "ada@acme.example", "Acme Ltd", "Ada", "Lovelace", "al@home.example", null, false)]
    [InlineData("Ada", "Lovelace", "ada@acme.example", "Acme Ltd", "Bela", "Becker", "bela@acme.example", "Acme Ltd", false)]
    [InlineData("Ada", "Lovelace", "ada@acme.example", "Acme Ltd", "Lovelace", "Ada", "ada@acme.example", null, true)]
    public void Before_any_search_the_usual_weights_hold(string first, string last, string mail, string? company, string otherFirst, string otherLast, string otherMail, string? otherCompany, bool one)
    {
        var weights = UsualWeights.Of(PersonTraits.Fields);
        var (mine, theirs) = (new PersonTraits { First = first, Last = last, Email = mail, Company = company }, new PersonTraits { First = otherFirst, Last = otherLast, Email = otherMail, Company = otherCompany });

        Assert.Equal(one, weights.Judge(mine.Values, [theirs.Values])[0].Probability > 0.5);
        Assert.Equal(weights.Judge(mine.Values, [theirs.Values])[0].Probability, weights.Judge(theirs.Values, [mine.Values])[0].Probability, 6);
    }
}
