using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.Platform.Files;
using Fields = Rainmaker.Leads.ImportLeadFields;

namespace Rainmaker.Leads;

/// <summary>A row of a file of leads: checked, normalised, hashed and scored by itself, by the same functions as any other capture.</summary>
public sealed class ImportedLead : ImportedRow
{
    RowIdentity? _identity;

    ImportedLead(ImportRow row, Draft draft) : base(row) => Draft = draft;

    internal Draft Draft { get; }
    public string? Owner { get; private init; }

    /// <summary>Null where the row says nothing of it.</summary>
    public LeadStatus? Status { get; private init; }

    /// <summary>Null for spam, which is not judged.</summary>
    public LeadScore? Score { get; private init; }

    public string? ExternalId => Draft.Lead.ExternalId;

    /// <summary>Whether there is a way to know the person again besides the name.</summary>
    public bool IsReachable => Draft.Keys.Email is not null || Draft.Keys.Numbers.Length > 0;

    /// <summary>The other system's id; else e-mail, else number with the sound of the name, else name and company.</summary>
    public override RowIdentity Identity => _identity ??= IdentityOf();

    internal static ImportedLead Read(ImportRow row, LeadDesk desk, DateTimeOffset now)
    {
        var created = row.Moment(Fields.CreatedAt);
        var status = row.Word<LeadStatus>(Fields.Status);
        var request = new CaptureLead.Request
        {
            Door = LeadDoor.Import,
            Lead = new()
            {
                Name = row.Text(Fields.Name), FirstName = row.Text(Fields.FirstName), LastName = row.Text(Fields.LastName), Email = row.Text(Fields.Email), Phone = row.Text(Fields.Phone),
                Whatsapp = row.Text(Fields.Whatsapp), Company = row.Text(Fields.Company), Website = row.Text(Fields.Website), JobTitle = row.Text(Fields.JobTitle), Industry = row.Text(Fields.Industry),
                CompanySize = row.Text(Fields.CompanySize), Country = row.Text(Fields.Country), Region = row.Text(Fields.Region), PostalCode = row.Text(Fields.PostalCode),
                ExternalId = row.Text(Fields.ExternalId), Notes = row.Text(Fields.Notes), Tags = row.List(Fields.Tags),
            },
            Source = row.Text(Fields.Source) is { } source ? StageWords.Key(source) : null, UsualSource = "bulk_upload",
            Touch = new()
            {
                UtmSource = row.Text(Fields.UtmSource), UtmMedium = row.Text(Fields.UtmMedium), UtmCampaign = row.Text(Fields.UtmCampaign), UtmTerm = row.Text(Fields.UtmTerm),
                UtmContent = row.Text(Fields.UtmContent), Gclid = row.Text(Fields.Gclid), Fbclid = row.Text(Fields.Fbclid), Referrer = row.Text(Fields.Referrer), LandingPage = row.Text(Fields.LandingPage),
            },
            Status = status ?? LeadStatus.New, Priority = row.Word<LeadPriority>(Fields.Priority), ProspectiveType = row.Word<ProspectiveType>(Fields.ProspectiveType),
            Timeline = Short(row, Fields.Timeline), Budget = Short(row, Fields.Budget), DecisionMaker = Short(row, Fields.DecisionMaker), Competitor = Short(row, Fields.Competitor),
            City = Short(row, Fields.City), Unmapped = row.Aside(), CapturedAt = created,
        };
        foreach (var fault in CaptureLead.Faults(request, desk))
            row.Refuse($"{fault.Field}: {fault.Why}");
        if (created > now)
            row.Refuse($"created_at: {created:yyyy-MM-dd} has not come yet.");
        var draft = Draft.Of(request, desk);
        if (draft.Lead.Phone is { IsVerified: false, Value: not null })
            row.Notice("phone_as_typed", Fields.Phone, $"The phone number could not be read in {NoticeBook.Rows}: kept as typed, and not matched on.");
        return new(row, draft)
        {
            Owner = row.Text(Fields.Owner), Status = status,
            Score = row.Why is not null || status == LeadStatus.Spam ? null : ScoreCard.Judge(Draft.Facts(draft.Lead, request), [], now, desk.Card),
        };
    }

    RowIdentity IdentityOf()
    {
        var (keys, lead, all) = (Draft.Keys, Draft.Lead, new List<ulong>(3));
        if (keys.Email is { } email)
            all.Add(RowIdentity.Key(email));
        foreach (var number in keys.Numbers)
            all.Add(RowIdentity.Key("number", $"{Convert.ToHexString(number)}{(lead.Name.Derived ? null : Sound.Of(lead.Name))}"));
        if (all.Count == 0)
            all.Add(keys.NameCompany is { } both ? RowIdentity.Key(both) : RowIdentity.Key("name", $"{lead.Name.Full}|{lead.Company}|{lead.Phone.Value}"));
        return new(ExternalId is null ? null : RowIdentity.Key("external", ExternalId), [.. all],
            ExternalId is not null ? "external id" : keys.Email is not null ? "e-mail address" : IsReachable ? "phone number and name" : "name and company");
    }

    static string? Short(ImportRow row, ImportField field)
    {
        var text = row.Text(field);
        if (text?.Length > CheckLead.MaxText)
            row.Refuse($"{field.Name}: It has {text.Length} characters; {CheckLead.MaxText} is the most.");
        return text;
    }
}
