using Rainmaker.Crm;
using Rainmaker.Insights;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Forecasting;

namespace Rainmaker.Tests.Insights;

/// <summary>What the database counts is what Intelligence defines, on deals of every kind.</summary>
public sealed class FiguresAgreeTests(TestServer server)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_the_database_counts_is_what_the_definitions_say(int seed)
    {
        await using var app = await TestApp.Start(server);
        var (book, random, stop) = (await DealBook.Of(app), new Random(seed), TestContext.Current.CancellationToken);
        var owners = new[] { await app.User("Ada Reyes", Role.SalesRep), await app.User("Bo Lind", Role.SalesRep) };
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var deals = Enumerable.Range(0, 400).Select(n => Any(book, random, owners, today, n)).ToList();
        await book.Add(deals);

        foreach (var actor in (Actor[])[Actor.System(app.Tenant), await app.ActorOf(owners[0]), await app.ActorOf(owners[1])])
        {
            var seen = ChoosePipeline.Of(await app.Get<SalesFigures>().Sums(app.Tenant, stop), actor, null).Value;
            var stats = ReadDashboard.Of(seen, 0);
            var known = deals.Where(d => actor.Sight.Includes(d.OwnerId)).Select(d => Known(d, book)).ToList();
            var pipeline = new Pipeline { Key = "sales", Label = "Sales", Stages = [.. book.Stages.Select(Known)] };
            var (open, forecast) = (Figures.Open(known, pipeline), RevenueForecast.Make(known, today, 4, ForecastSettings.Default));

            Assert.Equal((open.Total, open.Count, decimal.Round(open.Weighted, 2)), (stats.TotalPipeline, stats.ActiveDealsCount, stats.WeightedForecast));
            Assert.Equal(open.ByStage, stats.DealsByStage);
            Assert.Equal(Figures.WinRate(known), stats.WinRate);
            var counted = seen.Forecast(4, ForecastSettings.Default);
            Assert.Equal(forecast.Months, counted.Months);
            Assert.Equal(forecast.Summary, counted.Summary);
            Assert.Equal(forecast.Notices, counted.Notices);
        }
    }

    static Rainmaker.Deals.Deal Any(DealBook book, Random random, User[] owners, DateOnly today, int n)
    {
        var stage = book.Stages[random.Next(book.Stages.Count)];
        decimal? value = random.Next(5) == 0 ? null : random.Next(0, 2) * 0.25m + random.Next(0, 90_000);
        return book.Deal($"Deal {n}", stage.Key, value, random.Next(4) switch { 0 => null, var o => owners[o % 2].Id },
            closes: random.Next(4) == 0 ? null : today.AddDays(random.Next(-70, 200)), probability: random.Next(3) == 0 ? random.Next(0, 101) : null,
            closedOn: stage.Kind == StageKind.Open ? null : today.AddDays(-random.Next(0, 700)));
    }

    static Stage Known(Rainmaker.Deals.Stage stage) => new() { Key = stage.Key, Label = stage.Label, Kind = stage.Kind, Probability = stage.Probability, Position = stage.Position, LeftOutOfWinRate = stage.LeaveOutOfWinRate };

    static Deal Known(Rainmaker.Deals.Deal deal, DealBook book) => new()
    {
        Id = deal.Id.ToString(), Name = deal.Name, Stage = Known(book.Stages.First(s => s.Id == deal.StageId)), BaseValue = deal.BaseValue, Value = deal.Value, OwnProbability = deal.Probability,
        ExpectedClose = deal.ExpectedCloseDate, CreatedAt = deal.CreatedAt, StageEnteredAt = deal.StageEnteredAt,
    };
}
