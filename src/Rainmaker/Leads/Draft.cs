using Rainmaker.Crm;
using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Scoring;
using Rainmaker.People;

namespace Rainmaker.Leads;

/// <summary>A lead on its way in: what can be said of it before anything is looked up.</summary>
/// <param name="Source">The key it will carry.</param>
/// <param name="SourceNote">Why it is that one, and what the source's own settings will do.</param>
public sealed record Draft(CaptureLead.Request Request, LeadDesk Desk, NormalisedLead Lead, SpamVerdict Spam, Touch Touch, string Source, string SourceNote, Draft.Hashes Keys)
{
    /// <summary>Keyed hashes by which known records are found; null where the field is empty or unreadable.</summary>
    public sealed record Hashes(byte[]? Email, byte[]? Phone, byte[]? Whatsapp, byte[]? NameCompany)
    {
        public byte[][] Numbers => [.. new[] { Phone, Whatsapp }.OfType<byte[]>()];

        /// <summary>What two posts of one person have in common, as the numbers of advisory locks, ordered so that two never wait for each other.</summary>
        public long[] Locks => [.. new[] { Email, Phone, Whatsapp }.OfType<byte[]>().Select(h => BitConverter.ToInt64(h)).Distinct().Order()];
    }

    /// <summary>What it is compared by.</summary>
    public PersonTraits Traits => new()
    {
        First = Lead.Name.First, Last = Lead.Name.Last, Email = Lead.Email.Address, Phone = Lead.Phone.Value, Whatsapp = Lead.Whatsapp.Value, Company = Lead.Company,
        City = Request.City, PostalCode = Lead.PostalCode, Country = Lead.Country,
    };

    public static Draft Of(CaptureLead.Request request, LeadDesk desk)
    {
        var lead = NormaliseLead.Run(request.Lead, desk.Tenant.Region);
        var spam = request.Door == LeadDoor.Public
            ? SpamCheck.Judge(new SpamInput
            {
                Honeypot = request.Honeypot, Name = request.Lead.Name, Email = request.Lead.Email, Company = request.Lead.Company, Message = request.Lead.Notes,
                RecentFromAddress = request.RecentFromAddress, FilledIn = request.FilledIn,
            }, desk.Spam)
            : new SpamVerdict(false, 0, [], null);
        var touch = Attribution.Read(request.Touch);
        var (source, note) = SourceOf(request, touch);
        return new(request, desk, lead, spam, touch, source, note, HashesOf(lead, desk.Tenant.Vault));
    }

    /// <summary>What is said wins; then what campaign, click or referrer tell; then the form's or the door's own.</summary>
    static (string Key, string Note) SourceOf(CaptureLead.Request request, Touch touch) => request.Source is { } said
        ? (said, "named by the sender")
        : touch.IsDirect ? (request.UsualSource, "the usual one here, as no campaign tells") : (touch.Source, $"recognised by {touch.Why}");

    public static Hashes HashesOf(NormalisedLead lead, Vault vault) => new(
        vault.HashEmail(lead.Email.Address),
        lead.Phone.IsVerified ? vault.HashPhone(lead.Phone.Value) : null,
        lead.Whatsapp.IsVerified ? vault.HashPhone(lead.Whatsapp.Value) : null,
        NameAndCompany(lead) is { } both ? vault.Hash("name_company", both) : null);

    /// <summary>The words of the name in any order, with the company's key. A guessed name says nothing.</summary>
    static string? NameAndCompany(NormalisedLead lead) =>
        lead.Name.Derived || lead.CompanyKey is null || CompanyName.Key(lead.Name.Full) is not { } name ? null : $"{string.Join(' ', name.Split(' ').Order(StringComparer.Ordinal))}|{lead.CompanyKey}";

    public static LeadFacts Facts(NormalisedLead lead, CaptureLead.Request request) => new()
    {
        CompanySize = lead.CompanySize, Industry = lead.Industry, JobTitle = lead.JobTitle, Country = lead.Country,
        Timeline = request.Timeline, Budget = request.Budget, DecisionMaker = request.DecisionMaker, Competitor = request.Competitor,
    };

    /// <summary>A source may start its leads hotter than the score does, never colder.</summary>
    public static LeadPriority PriorityOf(LeadScore score, LeadSource? source) =>
        source?.DefaultPriority is { } least && least < score.Priority ? least : score.Priority;
}
