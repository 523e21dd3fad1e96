using System.Globalization;
using Rainmaker.Crm;

namespace Rainmaker.Leads.Screens;

/// <summary>The form of a lead as typed: what comes back to its fields when something is wrong.</summary>
public sealed record LeadForm
{
    public static readonly string[] Fields =
    [
        "name", "company", "job_title", "email", "phone", "whatsapp", "source", "owner_id", "priority", "prospective_type", "industry", "company_size", "country", "city", "tags", "timeline", "budget",
        "decision_maker", "competitor", "notes",
    ];

    public IReadOnlyDictionary<string, string?> Sent { get; init; } = new Dictionary<string, string?>();
    public string? Version { get; init; }

    public string? this[string field] => Sent.GetValueOrDefault(field) is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    public static LeadForm Of(IFormCollection form) => new() { Sent = Fields.Where(form.ContainsKey).ToDictionary(f => f, f => (string?)form[f].ToString()), Version = form["version"] };

    public static LeadForm Of(LeadView lead, uint edition) => new()
    {
        Version = edition.ToString(CultureInfo.InvariantCulture),
        Sent = new Dictionary<string, string?>
        {
            ["name"] = lead.Name, ["company"] = lead.Company, ["job_title"] = lead.JobTitle, ["email"] = lead.ContactInfo.Email, ["phone"] = lead.ContactInfo.Phone, ["whatsapp"] = lead.ContactInfo.Whatsapp,
            ["source"] = lead.Source, ["owner_id"] = lead.OwnerId?.ToString(), ["priority"] = lead.PriorityOrigin == PriorityOrigin.Manual ? Words<LeadPriority>.ToWord[lead.Priority] : null,
            ["prospective_type"] = lead.ProspectiveType is { } type ? Words<ProspectiveType>.ToWord[type] : null, ["industry"] = lead.Industry, ["company_size"] = lead.CompanySize, ["country"] = lead.Country,
            ["city"] = lead.City, ["tags"] = string.Join(", ", lead.Tags), ["timeline"] = lead.Timeline, ["budget"] = lead.Budget, ["decision_maker"] = lead.DecisionMaker, ["competitor"] = lead.Competitor, ["notes"] = lead.Notes,
        },
    };

    public static uint? EditionOf(string? version) => uint.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var edition) ? edition : null;

    public CreateLead.Body ToCreate() => new()
    {
        Name = this["name"], Company = this["company"], JobTitle = this["job_title"], Email = this["email"], Phone = this["phone"], Whatsapp = this["whatsapp"], Source = this["source"], OwnerId = Owner,
        Priority = this["priority"], ProspectiveType = this["prospective_type"], Industry = this["industry"], CompanySize = this["company_size"], Country = this["country"], City = this["city"], Tags = Tags,
        Timeline = this["timeline"], Budget = this["budget"], DecisionMaker = this["decision_maker"], Competitor = this["competitor"], Notes = this["notes"],
    };

    /// <summary>Every field of the form is meant as it stands there; the owner only where the form offered one.</summary>
    public UpdateLead.Request ToUpdate(bool offersOwner) => new()
    {
        Name = this["name"], Company = this["company"], JobTitle = this["job_title"], Email = this["email"], Phone = this["phone"], Whatsapp = this["whatsapp"],
        Source = this["source"] is { } source ? source : default(Optional<string>), OwnerId = offersOwner && Sent.ContainsKey("owner_id") ? new Optional<Guid?>(Owner) : default, Priority = this["priority"],
        ProspectiveType = this["prospective_type"], Industry = this["industry"], CompanySize = this["company_size"], Country = this["country"], City = this["city"],
        Tags = new Optional<IReadOnlyList<string>>(Tags), Timeline = this["timeline"], Budget = this["budget"], DecisionMaker = this["decision_maker"], Competitor = this["competitor"], Notes = this["notes"],
    };

    Guid? Owner => Guid.TryParse(this["owner_id"], out var owner) ? owner : null;
    string[] Tags => this["tags"]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
