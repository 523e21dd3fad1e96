using Rainmaker.Activities;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Assignment;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Leads;
using Activity = Rainmaker.Activities.Activity;
using Company = Rainmaker.People.Company;
using Lead = Rainmaker.Leads.Lead;

namespace Rainmaker.Demo;

/// <summary>The leads of one wave: they arrive, are judged and given by the product's own functions, and then worked on or not.</summary>
sealed class DemoLeads(SalesDb db, LeadDesk desk, DemoCalendar calendar, Dice dice, DemoRows rows, int wave)
{
    const int Count = 2_000;
    const double ConvertedShare = 0.19;

    static readonly (string Source, string? Utm, string? Medium, string[] Campaigns, double Weight)[] Ways =
    [
        ("website", null, null, [], 30), ("google_ads", "google", "cpc", ["brand", "route planning", "field service"], 22), ("facebook", "facebook", "paid_social", ["autumn stories", "customer voices"], 10),
        ("referral", null, null, [], 14), ("email", "newsletter", "email", ["monthly letter", "webinar series"], 10), ("typeform", "typeform", null, [], 5), ("manual", null, null, [], 9),
    ];

    readonly Rotation _rotation = new();
    int _phones;

    /// <summary>Those that became deals, in the order in which they came.</summary>
    public List<Lead> Converted { get; } = [];

    public void Make()
    {
        foreach (var arrived in Enumerable.Range(0, Count).Select(_ => calendar.Arrival(dice)).Order().ToList())
            One(arrived);
        if (wave == 0)
            Twins();
    }

    void One(DateTimeOffset arrived)
    {
        var (company, way) = (dice.Pick(rows.Companies), dice.Weighted([.. Ways.Select(w => (w, w.Weight))]));
        var draft = Draft.Of(Request(arrived, company, way, isSpam: dice.Chance(0.02)), desk);
        var lead = NewLead.Of(db, draft, draft.Lead);
        lead.CompanyId = company.Id;
        lead.UpdatedAt = arrived;
        (lead.FirstTouch, lead.LastTouch) = (lead.FirstTouch! with { At = arrived }, lead.LastTouch! with { At = arrived });
        rows.Leads.Add(lead);
        rows.Touches.Add(new LeadTouch
        {
            TenantId = db.TenantId, Id = Ids.At(arrived), LeadId = lead.Id, At = arrived, Source = draft.Source, Medium = draft.Touch.Medium, Campaign = draft.Touch.Campaign, LandingPage = draft.Touch.LandingPage, Referrer = draft.Request.Touch.Referrer,
        });
        var label = desk.Sources[draft.Source].Label;
        rows.Activities.Add(Activity.Happened(db, EntityType.Lead, lead.Id, ActivityKind.LeadCreated, draft.Touch.Campaign is { } campaign ? $"Came in from {label}, campaign {campaign}." : $"Came in from {label}.", arrived));
        if (draft.Spam.IsSpam)
        {
            (lead.Status, lead.SpamReason) = (LeadStatus.Spam, draft.Spam.Reason);
            return;
        }
        lead.Status = Fate((calendar.Now - arrived).TotalDays);
        Judge(lead, Listen(lead, arrived));
        Give(lead, draft, arrived);
        if (lead.Status != LeadStatus.New)
            Work(lead, arrived);
        if (lead.Status == LeadStatus.Converted)
            Converted.Add(lead);
    }

    CaptureLead.Request Request(DateTimeOffset arrived, Company company, (string Source, string? Utm, string? Medium, string[] Campaigns, double Weight) way, bool isSpam)
    {
        var (first, last) = (dice.Pick(DemoWords.First), dice.Pick(DemoWords.Last));
        var mail = $"{first}.{last}@{company.Domain}".Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return new()
        {
            Door = LeadDoor.Public, UsualSource = way.Source, CapturedAt = arrived, Honeypot = isSpam ? "https://win.example" : null, FilledIn = TimeSpan.FromSeconds(dice.Between(15, 120)),
            Lead = new()
            {
                Name = $"{first} {last}", Email = mail, Phone = dice.Chance(0.6) ? Phone() : null, Company = company.Name, JobTitle = dice.Pick(DemoWords.Titles), Industry = company.Industry,
                CompanySize = company.Size, Country = company.Country, ExternalId = $"demo-{wave}-{rows.Leads.Count}", Notes = dice.Chance(0.4) ? dice.Pick(DemoWords.Messages) : null,
            },
            Source = way.Utm is null ? way.Source : null,
            Touch = way.Utm is null ? new() : new() { UtmSource = way.Utm, UtmMedium = way.Medium, UtmCampaign = way.Campaigns.Length > 0 ? dice.Pick(way.Campaigns) : null, LandingPage = "https://www.rainmaker.example/start" },
            ProspectiveType = company.Size is "1-10" or "11-50" ? ProspectiveType.Sme : dice.Chance(0.8) ? ProspectiveType.Corporate : ProspectiveType.Individual,
            City = company.City,
        };
    }

    // 555-0100 to 555-0199 of every area are kept free for stories.
    string Phone()
    {
        var next = _phones++;
        return $"+1 {205 + (next / 100 % 10)} 555 01{next % 100:00}";
    }

    LeadStatus Fate(double days) => days switch
    {
        < 2 => dice.Weighted([(LeadStatus.New, 0.8), (LeadStatus.Contacted, 0.2)]),
        < 14 => dice.Weighted([(LeadStatus.New, 0.3), (LeadStatus.Contacted, 0.42), (LeadStatus.Qualified, 0.16), (LeadStatus.Disqualified, 0.06), (LeadStatus.Converted, 0.06)]),
        < 60 => dice.Weighted([(LeadStatus.New, 0.05), (LeadStatus.Contacted, 0.34), (LeadStatus.Qualified, 0.18), (LeadStatus.Disqualified, 0.26), (LeadStatus.Converted, 0.17)]),
        _ => dice.Weighted([(LeadStatus.New, 0.01), (LeadStatus.Contacted, 0.1), (LeadStatus.Qualified, 0.05), (LeadStatus.Disqualified, 0.84 - ConvertedShare), (LeadStatus.Converted, ConvertedShare)]),
    };

    /// <summary>What the lead did and said, as far as it has happened.</summary>
    List<Signal> Listen(Lead lead, DateTimeOffset arrived)
    {
        var warmth = lead.Status switch { LeadStatus.Converted or LeadStatus.Qualified => 7, LeadStatus.Contacted => 4, LeadStatus.New => 3, _ => 1 };
        var signals = new List<(SignalKind Kind, DateTimeOffset At, string? Value)> { (SignalKind.FormSubmit, arrived, null) };
        for (var i = dice.Below((warmth * 2) + 1); i > 0; i--)
            signals.Add((Kind(), arrived.AddDays(dice.Between(0, 40)), null));
        // Some are all over the site just now.
        var eager = (calendar.Now - arrived).TotalDays < 75 && dice.Chance(0.3);
        for (var i = eager ? 6 + dice.Below(9) : 0; i > 0; i--)
            signals.Add((Kind(), calendar.Now.AddDays(-dice.Between(0, Math.Min(8, (calendar.Now - arrived).TotalDays))), null));
        if (eager || lead.Status is LeadStatus.Qualified or LeadStatus.Converted || dice.Chance(0.2))
        {
            (lead.Timeline, lead.Budget) = (dice.Pick(["this month", "this quarter", "in 6 months"]), dice.Pick(["approved", "planned", "unknown"]));
            lead.DecisionMaker = dice.Pick(["yes", "the operations director", "no"]);
        }
        if (dice.Chance(0.1))
            signals.Add((SignalKind.Funding, arrived.AddDays(dice.Between(0, 30)), "raised"));
        var heard = signals.Where(s => s.At < calendar.Now).ToList();
        rows.Signals.AddRange(heard.Select(s => new LeadSignal { TenantId = db.TenantId, Id = Ids.At(s.At), LeadId = lead.Id, Kind = s.Kind, Value = s.Value, Origin = s.Kind == SignalKind.FormSubmit ? "form" : "api", At = s.At, CreatedAt = s.At }));
        return [.. heard.Select(s => new Signal(s.Kind, s.At, s.Value))];

        SignalKind Kind() => dice.Weighted([(SignalKind.EmailOpen, 4.0), (SignalKind.Visit, 4.0), (SignalKind.EmailClick, 3.0), (SignalKind.Download, 2.0), (SignalKind.FormSubmit, 0.5)]);
    }

    void Judge(Lead lead, List<Signal> signals) => lead.Score(ScoreCard.Judge(lead.Facts(), signals, calendar.Now, desk.Card), calendar.Now, source: desk.Sources[lead.Source]);

    void Give(Lead lead, Draft draft, DateTimeOffset arrived)
    {
        var decision = _rotation.Decide(new LeadToAssign
        {
            Source = lead.Source, Industry = lead.Industry, Company = lead.Company, CompanySize = lead.CompanySize, Country = lead.Country, Score = lead.AiScore ?? 0, Priority = Words<LeadPriority>.ToWord[lead.Priority],
            ProspectiveType = lead.ProspectiveType is { } type ? Words<ProspectiveType>.ToWord[type] : null, JobTitle = lead.JobTitle, Domain = lead.Domain, Campaign = draft.Touch.Campaign, Tags = lead.Tags,
        }, [], desk, calendar.Tenant.DayOf(arrived), arrived);
        lead.OwnerId = decision.User;
        lead.Trace = lead.Trace with { Assignment = new(decision.By, decision.Rule is { } rule ? desk.Rules.First(r => r.Id == rule).Name : null, decision.Why, decision.Skipped) };
        rows.Assignments.Add(new LeadAssignment
        {
            TenantId = db.TenantId, Id = Ids.At(arrived), LeadId = lead.Id, UserId = decision.User, Rule = lead.Trace.Assignment!.Rule ?? decision.By.Words(), Reason = decision.Why, Trace = decision.Trace, At = arrived,
        });
    }

    void Work(Lead lead, DateTimeOffset arrived)
    {
        var at = arrived;
        for (var i = 1 + dice.Below(lead.Status is LeadStatus.Qualified or LeadStatus.Converted ? 4 : 2); i > 0; i--)
        {
            at = calendar.After(at, dice.Between(0.1, 4), dice);
            if (at > calendar.Now)
                break;
            rows.Activities.Add(DemoActivities.Done(db, EntityType.Lead, lead.Id, lead.OwnerId, at, dice));
            lead.FirstContactedAt ??= at;
            (lead.LastActivityAt, lead.UpdatedAt) = (at, at);
        }
        lead.FirstContactedAt ??= calendar.Now;
        if (lead.Status is not (LeadStatus.Contacted or LeadStatus.Qualified) || (calendar.Now - arrived).TotalDays > 60 || !dice.Chance(0.4))
            return;
        var planned = calendar.After(calendar.Now, dice.Between(0.5, 9), dice);
        rows.Activities.Add(DemoActivities.Planned(db, EntityType.Lead, lead.Id, lead.OwnerId, planned, dice));
        lead.NextActivityAt = planned;
    }

    /// <summary>People who came twice under another address: likely the same, for somebody to say so.</summary>
    void Twins()
    {
        foreach (var known in rows.Leads.Where(l => l.Status is LeadStatus.New or LeadStatus.Contacted).TakeLast(60).Where((_, i) => i % 7 == 0).ToList())
        {
            var arrived = known.CreatedAt.AddHours(5) < calendar.Now ? known.CreatedAt.AddHours(5) : calendar.Now.AddMinutes(-20);
            var draft = Draft.Of(new()
            {
                Door = LeadDoor.Public, UsualSource = "website", CapturedAt = arrived, FilledIn = TimeSpan.FromSeconds(40),
                Lead = new() { Name = known.Name, Email = $"{known.LastName}.{known.FirstName}@private.example".ToLowerInvariant(), Company = known.Company, Country = known.Country, ExternalId = $"demo-{wave}-twin-{rows.Matches.Count}" },
            }, desk);
            var match = MatchLead.Decide(draft.Lead, draft.Traits, [new() { LeadId = known.Id, Name = known.Name, Traits = () => KnownPerson.Of(known).Open(db.Vault), CreatedAt = known.CreatedAt }], desk.Weights);
            var twin = NewLead.Of(db, draft, draft.Lead);
            (twin.OwnerId, twin.CompanyId) = (known.OwnerId, known.CompanyId);
            Judge(twin, [new(SignalKind.FormSubmit, arrived)]);
            rows.Leads.Add(twin);
            rows.Activities.Add(Activity.Happened(db, EntityType.Lead, twin.Id, ActivityKind.LeadCreated, "Came in from Website.", arrived));
            rows.Matches.AddRange(match.Likely.Select(m => new LeadMatch { TenantId = db.TenantId, Id = Ids.At(arrived), LeadId = twin.Id, OtherLeadId = m.LeadId, Weight = m.Weight, Evidence = m.Evidence, CreatedAt = arrived }));
        }
    }
}
