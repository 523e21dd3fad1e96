using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text;

namespace Rainmaker.Intelligence.Analysis.Raw;

/// <summary>Contacts of a raw file, counted one by one.</summary>
sealed class RawContacts
{
    readonly SalesAnalysis _analysis;
    readonly RawRow _row;

    public RawContacts(SalesAnalysis analysis, RawWords words)
    {
        _analysis = analysis;
        _row = new(words, Enum.GetNames<Of>().Select(n => n == nameof(Of.createdAt) ? n : n.ToLowerInvariant()));
    }

    // The names are those of the file; what stands in it is told in docs/connectors.md.
    enum Of
    {
        id, createdAt, email, firstname, lastname, lifecyclestage, hs_lead_status, hubspot_owner_id, associatedcompanyid, createdate, hs_lifecyclestage_lead_date,
        hs_lifecyclestage_marketingqualifiedlead_date, hs_lifecyclestage_salesqualifiedlead_date, hs_lifecyclestage_opportunity_date, hs_lifecyclestage_customer_date,
        hs_analytics_source, hs_latest_source, hs_analytics_num_page_views, hs_analytics_num_visits, hs_analytics_first_visit_timestamp, hs_analytics_last_visit_timestamp,
        num_conversion_events, num_contacted_notes, notes_last_contacted,
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Read(ref Utf8JsonReader json, ReadOnlySpan<byte> buffer)
    {
        if (!_row.Read(ref json))
            return false;
        var contact = new ContactFacts
        {
            Owner = Word(Of.hubspot_owner_id, buffer),
            Source = Word(Of.hs_analytics_source, buffer),
            LatestSource = Word(Of.hs_latest_source, buffer),
            Status = Word(Of.hs_lead_status, buffer),
            Lifecycle = Word(Of.lifecyclestage, buffer),
            Created = Moment(Of.createdate, buffer) ?? Moment(Of.createdAt, buffer),
            Lead = Moment(Of.hs_lifecyclestage_lead_date, buffer),
            Mql = Moment(Of.hs_lifecyclestage_marketingqualifiedlead_date, buffer),
            Sql = Moment(Of.hs_lifecyclestage_salesqualifiedlead_date, buffer),
            Opportunity = Moment(Of.hs_lifecyclestage_opportunity_date, buffer),
            Customer = Moment(Of.hs_lifecyclestage_customer_date, buffer),
            PageViews = _row.Whole((int)Of.hs_analytics_num_page_views, buffer),
            Sessions = _row.Whole((int)Of.hs_analytics_num_visits, buffer),
            Conversions = _row.Whole((int)Of.num_conversion_events, buffer),
            Touches = _row.Whole((int)Of.num_contacted_notes, buffer),
            FirstVisit = Moment(Of.hs_analytics_first_visit_timestamp, buffer),
            LastVisit = Moment(Of.hs_analytics_last_visit_timestamp, buffer),
            HasCompany = _row.Has((int)Of.associatedcompanyid),
        };
        if (_analysis.WantsName(contact))
        {
            contact.LastTouched = Moment(Of.notes_last_contacted, buffer);
            contact.Id = Text(Of.id, buffer);
            contact.Name = string.Join(' ', ((string?[])[Text(Of.firstname, buffer), Text(Of.lastname, buffer)]).OfType<string>()) is { Length: > 0 } name ? name : Text(Of.email, buffer) ?? $"Contact {contact.Id}";
        }
        else if (StandsBehindDeal(_row.Bytes((int)Of.id, buffer)))
            contact.Id = Text(Of.id, buffer);
        _analysis.Take(contact);
        return true;
    }

    bool StandsBehindDeal(ReadOnlySpan<byte> id)
    {
        Span<char> text = stackalloc char[64];
        return id.Length is > 0 and <= 64 && Encoding.UTF8.TryGetChars(id, text, out var length) && _analysis.StandsBehindDeal(text[..length]);
    }

    string? Word(Of field, ReadOnlySpan<byte> buffer) => _row.Word((int)field, buffer);

    string? Text(Of field, ReadOnlySpan<byte> buffer) => _row.Text((int)field, buffer);

    DateTimeOffset? Moment(Of field, ReadOnlySpan<byte> buffer) => _row.Moment((int)field, buffer);
}
