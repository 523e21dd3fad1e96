namespace Rainmaker.Intelligence.Analysis;

/// <summary>Contacts and companies: how far along they are, who is most engaged.</summary>
sealed class ContactAnalyser(TimeSeries series)
{
    const int Shown = 25;
    readonly TimeSeries.Counted _contacts = series.Of("contacts"), _companies = series.Of("companies");
    readonly Tally _lifecycle = new(), _industries = new();
    readonly PriorityQueue<EngagedContact, (int, string)> _top = new(Comparer<(int Score, string Id)>.Create((a, b) => a.Score != b.Score ? a.Score.CompareTo(b.Score) : string.CompareOrdinal(b.Id, a.Id)));

    public int Count { get; private set; }
    public int Companies { get; private set; }
    int WithCompany { get; set; }

    /// <summary>Whether the contact belongs to the most engaged so far: only then is its name wanted.</summary>
    public bool WantsName(in ContactFacts contact) =>
        contact.Engagement is > 0 and var score && (_top.Count < Shown || (_top.TryPeek(out _, out var least) && score >= least.Item1));

    public void Take(in ContactFacts contact)
    {
        Count++;
        WithCompany += contact.HasCompany ? 1 : 0;
        _lifecycle.Add(contact.Lifecycle);
        _contacts.Add(contact.Created, contact.Owner);
    }

    public void Engage(in ContactFacts contact)
    {
        if (contact is not { Id: { } id, Name: { } name } || !WantsName(contact))
            return;
        _top.Enqueue(new(id, name, contact.Owner ?? "", contact.Engagement, contact.Touches ?? 0, contact.Sessions ?? 0, contact.PageViews ?? 0, contact.Conversions ?? 0, contact.LastTouched), (contact.Engagement, id));
        if (_top.Count > Shown)
            _top.Dequeue();
    }

    public void Take(in CompanyFacts company)
    {
        Companies++;
        _industries.Add(company.Industry);
        _companies.Add(company.Created, company.Owner);
    }

    public ContactMetrics Result(int dealsWithCompany) => new(
        Count, _lifecycle.Counts(),
        [.. _top.UnorderedItems.Select(t => t.Element).OrderByDescending(t => t.Score).ThenBy(t => t.Id, StringComparer.Ordinal)],
        new(Companies, WithCompany, dealsWithCompany, _industries.Counts(12)));
}
