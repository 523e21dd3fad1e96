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

    [Fact]
    public async Task The_people_it_counts_are_the_people_of_the_definition()
    {
        await using var app = await TestApp.Start(server);
        var (book, random, stop) = (await DealBook.Of(app), new Random(5), TestContext.Current.CancellationToken);
        var owner = await app.User("Ada Reyes", Role.SalesRep);
        var (deals, leads, people, links) = (new List<Rainmaker.Deals.Deal>(), new List<Rainmaker.Leads.Lead>(), new List<Rainmaker.People.Contact>(), new List<Rainmaker.Deals.DealContact>());
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), stop))
        {
            for (var n = 0; n < 60; n++)
                leads.Add(new() { TenantId = app.Tenant, Id = Ids.At(db.Now), Name = $"Lead {n}", Source = "website", Status = (LeadStatus)random.Next(6), OwnerId = random.Next(2) == 0 ? owner.Id : null, CreatedAt = db.Now, UpdatedAt = db.Now });
            for (var n = 0; n < 40; n++)
                people.Add(new() { TenantId = app.Tenant, Id = Ids.At(db.Now), Name = $"Person {n}", LeadId = n < 25 ? leads[n].Id : null, CreatedAt = db.Now, UpdatedAt = db.Now });
            for (var n = 0; n < 80; n++)
                deals.Add(book.Deal($"Deal {n}", book.Stages[random.Next(6)].Key, 5, random.Next(2) == 0 ? owner.Id : null, contact: random.Next(3) == 0 ? null : people[random.Next(40)].Id, closedOn: null));
            foreach (var deal in deals.Where(_ => random.Next(2) == 0))
                links.Add(new() { TenantId = app.Tenant, DealId = deal.Id, ContactId = people[random.Next(40)].Id });
            db.AddRange(leads);
            db.AddRange(people);
            db.AddRange(deals);
            db.AddRange(links);
            await db.Commit("test.fill", stop);
        }

        foreach (var actor in (Actor[])[Actor.System(app.Tenant), await app.ActorOf(owner)])
        {
            var known = deals.Where(d => actor.Sight.Includes(d.OwnerId)).Select(d => Known(d, book) with
            {
                ContactIds = [.. links.Where(l => l.DealId == d.Id).Select(l => l.ContactId).Append(d.ContactId ?? Guid.Empty).Where(c => c != Guid.Empty).Select(c => c.ToString())],
            });
            var met = leads.Where(l => actor.Sight.Includes(l.OwnerId)).Select(l => new Lead { Id = l.Id.ToString(), Status = l.Status, ContactId = people.Find(p => p.LeadId == l.Id)?.Id.ToString() });

            Assert.Equal(Figures.KeyContacts(known, met), await app.Get<SalesFigures>().People(actor, null, stop));
        }
    }

    [Fact]
    public async Task The_curves_tell_what_was_open_at_each_months_end()
    {
        await using var app = await TestApp.Start(server);
        var (book, now) = (await DealBook.Of(app), TimeProvider.System.GetUtcNow());
        var first = new DateOnly(now.Year, now.Month, 1);
        DateTimeOffset Ago(int months) => new(first.AddMonths(-months), new TimeOnly(12, 0), TimeSpan.Zero);
        await book.Add([
            book.Deal("Long open", value: 100, created: Ago(30)), book.Deal("Open since a while", value: 10, created: Ago(2)),
            book.Deal("Won last month", "won", 1000, created: Ago(3), closedOn: first.AddMonths(-1)), book.Deal("Lost this month", "lost", 5000, created: Ago(1), closedOn: first), book.Deal("When was it", "won", 7, created: Ago(4)),
        ]);

        var curves = (await app.Get<SalesFigures>().Trend(app.Tenant, TestContext.Current.CancellationToken)).For(Actor.System(app.Tenant), null);

        Assert.Equal([100, 1100, 1110, 5110, 110], curves.Open.TakeLast(5));
        Assert.Equal([1, 2, 3, 3, 2], curves.OpenCount.TakeLast(5));
        Assert.Equal([1000, 0], curves.WonValue.TakeLast(2));
        Assert.Equal((1, 0, 1), (curves.WonCount[^2], curves.LostCount[^2], curves.LostCount[^1]));
        Assert.Equal(DealTrend.Months, curves.Open.Count);
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
