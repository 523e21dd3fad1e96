using System.Globalization;
using Rainmaker.Platform.Audit;
using Deal = Rainmaker.Deals.Deal;

namespace Rainmaker.Demo;

/// <summary>Close dates that were put off and values that changed on the way, as the journal has them: what the pipeline's history is rebuilt from. By the order of the deals, not by the dice: the rest of the story stays what it was.</summary>
static class DemoChanges
{
    public static void Make(SalesDb db, DemoRows rows, DemoCalendar calendar)
    {
        for (var i = 0; i < rows.Deals.Count; i++)
        {
            var deal = rows.Deals[i];
            var days = ((deal.IsOpen ? calendar.Now : deal.StageEnteredAt) - deal.CreatedAt).TotalDays;
            if (days < 12)
                continue;
            if (i % 4 == 1 && deal.ExpectedCloseDate is { } expected)
            {
                var before = expected.AddDays(-14 - (i % 5 * 11));
                Note(db, rows, deal, deal.CreatedAt.AddDays(days * 0.6), new { expected_close_date = Day(before) }, new { expected_close_date = Day(expected) });
                deal.CloseDatePushes++;
            }
            else if (i % 16 == 2 && deal.ExpectedCloseDate is { } sooner)
                Note(db, rows, deal, deal.CreatedAt.AddDays(days * 0.5), new { expected_close_date = Day(sooner.AddDays(18)) }, new { expected_close_date = Day(sooner) });
            if (i % 3 == 0 && deal is { Value: { } value, BaseValue: { } worth })
            {
                // Three in five grow on the way.
                var was = Math.Max(500, Math.Round(value * (i % 5 < 3 ? 0.8m : 1.25m) / 500m) * 500m);
                if (was != value)
                    Note(db, rows, deal, deal.CreatedAt.AddDays(days * 0.45), new { value = was, base_value = Math.Round(was * deal.Rate, 2, MidpointRounding.AwayFromZero) }, new { value, base_value = worth });
            }
        }
    }

    static void Note(SalesDb db, DemoRows rows, Deal deal, DateTimeOffset at, object before, object after) => rows.Journal.Add(AuditEntry.Of(
        new Actor(db.TenantId, deal.OwnerId ?? Guid.Empty, Role.SalesRep, ActorKind.User, Sight.All), at, "deal.update", "deal", deal.Id, AuditOutcome.Success, Json.Write(new { before, after })));

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
