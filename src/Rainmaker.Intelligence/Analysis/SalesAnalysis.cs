using System.Globalization;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Targets;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>What is known before the first record.</summary>
/// <param name="Now">The moment the data was taken.</param>
/// <param name="Currency">ISO 4217: what sums are in.</param>
/// <param name="Zone">Where days begin; null is UTC.</param>
public sealed record AnalysisOrder(string Source, DateTimeOffset Now, string Currency, AnalysisSettings Settings, TimeZoneInfo? Zone = null);

/// <summary>
/// The six analysers over records that come one at a time: first owners, pipelines and which contacts and companies stand behind deals, then deals, then everything
/// else. Memory grows with what is counted (owners, sources, stages, deals' contacts), never with the contacts or activities.
/// </summary>
public sealed class SalesAnalysis
{
    readonly AnalysisOrder _order;
    readonly TimeSeries _series;
    readonly LeadAnalyser _leads;
    readonly PipelineAnalyser _pipeline;
    readonly ActivityAnalyser _activity;
    readonly ContactAnalyser _contacts;
    readonly WebSignalsAnalyser _web = new();
    readonly InsightsAnalyser _insights;
    readonly List<OwnerName> _owners = [];
    readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _firstContactOf = new(StringComparer.Ordinal);
    readonly Dictionary<string, string?> _sourceOfContact = new(StringComparer.Ordinal);
    readonly Dictionary<string, SourceDeals> _byContact = new(StringComparer.Ordinal), _bySource = new(StringComparer.Ordinal);
    readonly List<string> _notices = [];
    readonly HashSet<string> _dealsWithCompany = new(StringComparer.Ordinal);

    public SalesAnalysis(AnalysisOrder order)
    {
        _order = order;
        _series = new(new(order.Now, order.Zone));
        (_leads, _activity, _contacts, _insights) = (new(_series), new(_series), new(_series), new(_series.Calendar));
        _pipeline = new(_series, order.Currency, order.Settings.StaleDealThresholdDays);
        foreach (var kind in RawFile.Kinds.Where(k => k != "emails"))
            _counts[kind] = 0;
    }

    public DateTimeOffset Now => _order.Now;

    /// <summary>A whole book, from any source.</summary>
    public static Metrics Of(Book book, AnalysisOrder order)
    {
        var analysis = new SalesAnalysis(order);
        foreach (var owner in book.Owners)
            analysis.Take(owner);
        foreach (var pipeline in book.Pipelines)
            analysis.Take(pipeline);
        foreach (var association in book.Associations)
            analysis.Take(association);
        foreach (var deal in book.Deals)
            analysis.Take(deal);
        foreach (var contact in book.Contacts)
            analysis.Take(ContactFacts.Of(contact));
        foreach (var company in book.Companies)
            analysis.Take(new CompanyFacts(company.OwnerId, company.Industry, company.CreatedAt));
        foreach (var activity in book.Activities)
            analysis.Take(new ActivityFacts(activity.Kind, activity.OwnerId, activity.CompletedAt));
        foreach (var gap in book.Gaps)
            analysis.Say(gap.Notice);
        return analysis.Result();
    }

    /// <summary>Something whoever reads the figures must know.</summary>
    public void Say(string notice) => _notices.Add(notice);

    public void Take(Owner owner)
    {
        Count("owners");
        _owners.Add(new(owner.Id, owner.Name, owner.IsActive));
    }

    public void Take(Pipeline pipeline)
    {
        Count("pipelines");
        _pipeline.Take(pipeline);
    }

    public void Take(Association association)
    {
        switch (association.Kind)
        {
            case AssociationKind.DealContact:
                Count("deals-contacts");
                if (_firstContactOf.TryAdd(association.From, association.To))
                    _sourceOfContact.TryAdd(association.To, null);
                break;
            case AssociationKind.DealCompany:
                Count("deals-companies");
                _dealsWithCompany.Add(association.From);
                break;
            default:
                Count("contacts-companies");
                break;
        }
    }

    /// <param name="source">Where the deal came from, where it tells that itself and not by a contact.</param>
    public void Take(Deal deal, string? source = null)
    {
        Count("deals");
        if (deal.ContactIds.Count > 0 && _firstContactOf.TryAdd(deal.Id, deal.ContactIds[0]))
            _sourceOfContact.TryAdd(deal.ContactIds[0], null);
        if (deal.CompanyId is not null)
            _dealsWithCompany.Add(deal.Id);
        _pipeline.Take(deal);
        _insights.Take(deal, _pipeline.ValueOf(deal));
        if (source is not null)
            Add(_bySource, source, deal);
        else if (_firstContactOf.TryGetValue(deal.Id, out var contact))
            Add(_byContact, contact, deal);
    }

    /// <summary>How long deals stayed in a stage before they went on, where that is known in sum and not from each deal's own history.</summary>
    public void TakeStays(string stage, int left, double days) => _pipeline.TakeStays(stage, left, days);

    void Add(Dictionary<string, SourceDeals> sums, string key, Deal deal)
    {
        var so = sums.GetValueOrDefault(key);
        var won = deal.Stage.Kind == StageKind.Won;
        sums[key] = new(so.Deals + 1, so.Won + (won ? 1 : 0), so.Revenue + (won ? _pipeline.ValueOf(deal) ?? 0 : 0));
    }

    /// <summary>Whether a contact stands behind a deal, and so must be told by its id.</summary>
    public bool StandsBehindDeal(ReadOnlySpan<char> contact) => _sourceOfContact.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(contact);

    /// <summary>Whether the contact's id and name are wanted.</summary>
    public bool WantsName(in ContactFacts contact) => _contacts.WantsName(contact);

    public void Take(in ContactFacts contact)
    {
        TakeLead(contact);
        TakePerson(contact);
    }

    /// <summary>For a source that keeps leads and people apart: somebody who may buy, with what is known of their interest.</summary>
    public void TakeLead(in ContactFacts contact)
    {
        _leads.Take(contact);
        _contacts.Engage(contact);
        _web.Take(contact);
        _insights.Take(contact);
        if (contact.Id is { } id && _sourceOfContact.ContainsKey(id))
            _sourceOfContact[id] = contact.Source;
    }

    /// <summary>For a source that keeps leads and people apart: somebody on record.</summary>
    public void TakePerson(in ContactFacts contact) => _contacts.Take(contact);

    public void Take(in CompanyFacts company) => _contacts.Take(company);

    public void Take(in ActivityFacts activity)
    {
        _activity.Take(activity);
        var word = activity.Kind switch { ActivityKind.Call => "calls", ActivityKind.Email => "emails", ActivityKind.Meeting => "meetings", ActivityKind.Task => "tasks", ActivityKind.Note => "notes", _ => "other" };
        Count(word);
    }

    /// <summary>For records that are told by their number only.</summary>
    public void Count(string kind, int more = 1) => _counts[kind] = _counts.GetValueOrDefault(kind) + more;

    public Metrics Result()
    {
        (_counts["contacts"], _counts["companies"]) = (_contacts.Count, _contacts.Companies);
        if (_pipeline.OtherCurrency > 0)
            _notices.Add(string.Create(CultureInfo.InvariantCulture, $"Deals stated in another currency than {_order.Currency} add nothing to sums: {_pipeline.OtherCurrency}."));
        _notices.Add(_pipeline.Disregarded > 0
            ? string.Create(CultureInfo.InvariantCulture, $"Deals in lost stages that are left out of the win rate: {_pipeline.Disregarded}.")
            : "Every lost stage, Disqualified too, counts against the win rate.");
        _notices.Add("An activity counts once it is done: open tasks, meetings ahead or called off do not.");
        var sources = _byContact.Select(d => (Key: _sourceOfContact.GetValueOrDefault(d.Key) ?? "unknown", d.Value)).Concat(_bySource.Select(d => (d.Key, d.Value))).GroupBy(d => d.Key, d => d.Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new SourceDeals(g.Sum(d => d.Deals), g.Sum(d => d.Won), g.Sum(d => d.Revenue)), StringComparer.Ordinal);
        var pipeline = _pipeline.Result();
        return new()
        {
            Source = _order.Source,
            GeneratedAt = _order.Now,
            AsOf = _series.Calendar.Today,
            Currency = _order.Currency,
            Counts = _counts,
            Config = _order.Settings,
            Owners = _owners,
            Summary = new(pipeline.PipelineValue, pipeline.WeightedPipelineValue, pipeline.WinRate, pipeline.OpenDeals, _activity.Done, _contacts.Count, pipeline.AvgDealSize),
            Leads = _leads.Result(sources),
            Pipeline = pipeline,
            Activity = _activity.Result(),
            Contacts = _contacts.Result(_dealsWithCompany.Count),
            WebSignals = _web.Result(),
            Insights = _insights.Result(_pipeline),
            ReverseEngineering = new(_pipeline.AvgDealSize, _pipeline.WinRate, _leads.RateTo(FunnelStep.Opportunity), _leads.RateTo(FunnelStep.Sql), _leads.RateTo(FunnelStep.Mql), _pipeline.AvgCycleDays),
            TimeSeries = new(_series.Calendar.Periods, _series.Calendar.Buckets, _series.Lines()),
            YoySummary = YearOverYear.Of(_series),
            Notices = _notices,
        };
    }
}
