using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Deals;
using Rainmaker.Intelligence.Health;
using Activity = Rainmaker.Activities.Activity;
using Company = Rainmaker.People.Company;
using Contact = Rainmaker.People.Contact;
using Deal = Rainmaker.Deals.Deal;
using Lead = Rainmaker.Leads.Lead;

namespace Rainmaker.Demo;

/// <summary>The deals of one wave, walked through the stages in their own time: some won, more lost, some still on the way, a few of those in trouble.</summary>
sealed class DemoDeals(SalesDb db, PipelineBook book, DemoCalendar calendar, Dice dice, DemoRows rows, IReadOnlyList<Guid> reps)
{
    const int Count = 600;

    /// <summary>By place of the open stage: days a deal lies there, and the chance that it goes on.</summary>
    static readonly (double Days, double GoesOn)[] Ways = [(15, 0.84), (22, 0.8), (26, 0.8), (20, 0.76)];

    readonly Dictionary<Guid, Company> _companies = rows.Companies.ToDictionary(c => c.Id);

    public void Make(IReadOnlyList<Lead> converted)
    {
        foreach (var lead in converted.Take(Count))
            One(lead, _companies[lead.CompanyId!.Value], calendar.After(lead.CreatedAt, dice.Between(2, 18), dice));
        for (var i = converted.Count; i < Count; i++)
            One(null, dice.Pick(rows.Companies), calendar.Arrival(dice));
        DemoTrouble.Make(db, [.. rows.Deals.Where(d => d.IsOpen)], rows, calendar, dice);
        DemoChanges.Make(db, rows, calendar);
        foreach (var deal in rows.Deals.Where(d => d.IsOpen))
            Judge(deal);
    }

    void One(Lead? lead, Company company, DateTimeOffset began)
    {
        if (began > calendar.Now)
            began = calendar.Now.AddHours(-dice.Between(1, 20));
        var stages = book.Default.Open.ToArray();
        var owner = lead?.OwnerId ?? dice.Pick(reps);
        var (product, value) = (dice.Pick(DemoWords.Products), Value(company, began));
        var (currency, rate) = company.Country switch { "GB" => ("GBP", db.Tenant.RateOf("GBP")!.Value), "DE" or "FR" or "NL" or "ES" => ("EUR", db.Tenant.RateOf("EUR")!.Value), _ => (db.Tenant.Currency, 1m) };
        var deal = new Deal
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), ExternalId = lead is null ? null : $"{lead.ExternalId}-deal", Name = $"{product}, {company.Name}", Company = company.Name, CompanyId = company.Id, LeadId = lead?.Id,
            PipelineId = book.Default.Id, StageId = stages[0].Id, Status = StageKind.Open, Probability = stages[0].Probability, Currency = currency, OwnerId = owner, Product = product,
            Source = lead?.Source ?? dice.Weighted([("manual", 5.0), ("salesforce", 2.0), ("hubspot", 2.0), ("referral", 2.0)]), StageEnteredAt = began, LastChangeAt = began, CreatedAt = began, UpdatedAt = began,
        };
        deal.Revalue(dice.Chance(0.04) ? null : value, currency, rate);
        rows.Deals.Add(deal);
        Meet(deal, lead, company, began);
        Record(deal, null, stages[0], began);
        rows.Activities.Add(Activity.Happened(db, EntityType.Opportunity, deal.Id, ActivityKind.DealCreated, $"Opened in {stages[0].Label}", began));
        Walk(deal, stages);
        Talk(deal, began);
        if (lead is not null)
            (lead.DealId, lead.ConvertedAt, lead.UpdatedAt) = (deal.Id, began, began);
        company.OwnerId ??= owner;
    }

    /// <summary>Larger companies buy more, and everything grows a little.</summary>
    decimal Value(Company company, DateTimeOffset at)
    {
        var middle = company.Size switch { "1-10" => 6_000, "11-50" => 14_000, "51-200" => 28_000, "201-500" => 52_000, "501-1000" => 85_000, _ => 120_000 };
        var value = middle * Math.Exp(dice.Normal() * 0.45) * (1 + (0.15 * calendar.Progress(at)));
        return Math.Round((decimal)value / 500m) * 500m + 500m;
    }

    void Walk(Deal deal, KnownStage[] stages)
    {
        var (pace, better) = (dice.Between(0.5, 1.7), 0.04 * calendar.Progress(deal.CreatedAt));
        var at = deal.CreatedAt;
        for (var i = 0; ; i++)
        {
            var days = Ways[i].Days * pace * dice.Between(0.5, 1.5);
            var next = calendar.After(at, days, dice);
            if (next > calendar.Now)
            {
                deal.ExpectToClose(calendar.Tenant.DayOf(next).AddDays((int)(Ways[(i + 1)..].Sum(w => w.Days) * pace)));
                return;
            }
            at = next;
            var goesOn = dice.Chance(Ways[i].GoesOn + better);
            if (goesOn && i + 1 < stages.Length)
            {
                Move(deal, stages[i], stages[i + 1], at);
                if (stages[i + 1].Key == "proposal")
                    rows.Activities.Add(DemoActivities.Of(db, EntityType.Opportunity, deal.Id, ActivityKind.Proposal, "Sent the proposal.", deal.OwnerId, at.AddMinutes(20)));
                continue;
            }
            deal.ClosedOn = calendar.Tenant.DayOf(at);
            deal.LostReason = goesOn ? null : dice.Pick(DemoWords.LostReasons);
            deal.ExpectToClose(deal.ClosedOn.Value.AddDays(dice.Below(20) - 12));
            Move(deal, stages[i], book.Default.Ending(goesOn ? StageKind.Won : StageKind.Lost), at);
            return;
        }
    }

    void Move(Deal deal, KnownStage from, KnownStage to, DateTimeOffset at)
    {
        Record(deal, from, to, at);
        deal.Enter(to, to.Probability, ProbabilityOrigin.Stage, at);
        var words = to.Kind switch { StageKind.Won => $"Won, out of {from.Label}", StageKind.Lost => $"Lost, out of {from.Label}: {deal.LostReason}", _ => $"Moved from {from.Label} to {to.Label}" };
        rows.Activities.Add(DemoActivities.Of(db, EntityType.Opportunity, deal.Id, ActivityKind.StageChange, words, deal.OwnerId, at, Json.Write(new { old_stage = from.Key, new_stage = to.Key, reason = deal.LostReason })));
    }

    void Record(Deal deal, KnownStage? from, KnownStage to, DateTimeOffset at) => rows.Changes.Add(new DealStageChange
    {
        TenantId = db.TenantId, Id = Ids.At(at), DealId = deal.Id, FromStageId = from?.Id, ToStageId = to.Id, FromProbability = from?.Probability, ToProbability = to.Probability,
        Value = deal.BaseValue, ChangedBy = deal.OwnerId, At = at, SecondsInStage = from is null ? null : (long)(at - deal.StageEnteredAt).TotalSeconds,
    });

    /// <summary>The person behind it: who the lead was, or somebody new.</summary>
    void Meet(Deal deal, Lead? lead, Company company, DateTimeOffset at)
    {
        var vault = db.Vault;
        var (first, last) = lead is null ? (dice.Pick(DemoWords.First), dice.Pick(DemoWords.Last)) : (lead.FirstName!, lead.LastName!);
        var email = lead is null ? $"{first}.{last}@{company.Domain}".Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() : vault.Open("lead.email", lead.EmailSealed);
        var contact = new Contact
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), Name = $"{first} {last}", FirstName = first, LastName = last, JobTitle = lead?.JobTitle ?? dice.Pick(DemoWords.Titles), CompanyId = company.Id, Country = company.Country,
            EmailSealed = vault.Seal("contact.email", email), EmailHash = People.Address.HashEmail(vault, email), OwnerId = deal.OwnerId, LeadId = lead?.Id, Source = deal.Source, CreatedAt = at, UpdatedAt = at,
            PhoneSealed = lead is null ? null : vault.Seal("contact.phone", vault.Open("lead.phone", lead.PhoneSealed)), PhoneHash = lead?.PhoneHash,
        };
        rows.Contacts.Add(contact);
        rows.People.Add(new DealContact { TenantId = db.TenantId, DealId = deal.Id, ContactId = contact.Id, Role = dice.Pick(["Decision maker", "Champion", "User", "Procurement"]) });
        deal.ContactId = contact.Id;
    }

    void Talk(Deal deal, DateTimeOffset began)
    {
        var until = deal.IsOpen ? calendar.Now : deal.StageEnteredAt;
        for (var at = calendar.After(began, dice.Between(0.5, 4), dice); at < until; at = calendar.After(at, dice.Between(3, 13), dice))
        {
            rows.Activities.Add(DemoActivities.Done(db, EntityType.Opportunity, deal.Id, deal.OwnerId, at, dice));
            deal.LastActivityAt = at;
        }
        if (!deal.IsOpen || !dice.Chance(0.55))
            return;
        var planned = calendar.After(calendar.Now, dice.Between(0.2, 12), dice);
        rows.Activities.Add(DemoActivities.Planned(db, EntityType.Opportunity, deal.Id, deal.OwnerId, planned, dice));
        deal.NextActivityAt = planned;
    }

    void Judge(Deal deal)
    {
        var settings = db.Tenant.Setting<HealthSettings>("health");
        var history = rows.Changes.Where(c => c.DealId == deal.Id).OrderBy(c => c.At).ToList();
        var path = new DealPath(history[^1].FromStageId is null ? null : true, history.LastOrDefault(c => c.At <= calendar.Now.AddDays(-settings.LookBackDays))?.ToProbability);
        var health = DealHealth.Judge(deal.Terms(book.Stage(deal.StageId)), path, calendar.Now, settings)!;
        (deal.HealthScore, deal.HealthReasons) = (health.Score, [.. health.Reasons]);
    }
}
