using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Rainmaker.Crm;

namespace Rainmaker.Leads;

/// <summary>A lead on the wire: seed 003's fields with the union of what the others add (M1.1).</summary>
public sealed record LeadView
{
    public required Guid Id { get; init; }
    public string? ExternalId { get; init; }
    public required string Name { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public Guid? OwnerId { get; init; }

    /// <summary>A source's key, such as <c>google_ads</c>.</summary>
    public required string Source { get; init; }
    public required LeadStatus Status { get; init; }
    public required LeadPriority Priority { get; init; }

    /// <summary>A priority set by hand is left alone by every recomputation.</summary>
    public required PriorityOrigin PriorityOrigin { get; init; }
    public ProspectiveType? ProspectiveType { get; init; }
    public required ContactInfo ContactInfo { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public string? Notes { get; init; }
    public string? Company { get; init; }
    public Guid? CompanyId { get; init; }
    public string? JobTitle { get; init; }
    public string? Industry { get; init; }
    public string? CompanySize { get; init; }
    public string? Country { get; init; }
    public string? Region { get; init; }
    public string? City { get; init; }
    public string? PostalCode { get; init; }
    public string? Domain { get; init; }
    public required bool IsConverted { get; init; }
    public required bool IsSpam { get; init; }
    public string? SpamReason { get; init; }

    /// <summary>0 to 100; null where nothing was judged.</summary>
    public decimal? AiScore { get; init; }
    public string? AiQualificationSummary { get; init; }
    public string? Timeline { get; init; }
    public string? Budget { get; init; }
    public string? DecisionMaker { get; init; }
    public string? Competitor { get; init; }

    /// <summary>What was agreed to, when and where.</summary>
    public JsonNode? Consent { get; init; }

    /// <summary>The deal it was converted into.</summary>
    public Guid? OpportunityId { get; init; }
    public DateTimeOffset? ConvertedAt { get; init; }
    public DateTimeOffset? FirstContactedAt { get; init; }
    public DateTimeOffset? LastActivityAt { get; init; }
    public DateTimeOffset? NextActivityAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Only in the answer to a POST: whether the lead was known already.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Matched { get; init; }

    /// <summary>Only in the answer to a PUT that made it resemble others: those in the caller's sight, now linked for review.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Guid>? LikelyDuplicates { get; init; }

    /// <summary>Without the zeros that a column of fixed scale adds: 15.5, not 15.50.</summary>
    public static decimal? Plain(decimal? score) => score / 1.000000000000000000000000000m;

    public static LeadView Of(Lead lead, Vault vault) => new()
    {
        Id = lead.Id, ExternalId = lead.ExternalId, Name = lead.Name, FirstName = lead.FirstName, LastName = lead.LastName, OwnerId = lead.OwnerId, Source = lead.Source,
        Status = lead.Status, Priority = lead.Priority, PriorityOrigin = lead.PriorityOrigin, ProspectiveType = lead.ProspectiveType, ContactInfo = ContactInfo.Of(lead, vault),
        Tags = lead.Tags, Notes = lead.Notes, Company = lead.Company, CompanyId = lead.CompanyId, JobTitle = lead.JobTitle, Industry = lead.Industry, CompanySize = lead.CompanySize,
        Country = lead.Country, Region = lead.Region, City = lead.City, PostalCode = lead.PostalCode, Domain = lead.Domain, IsConverted = lead.IsConverted, IsSpam = lead.IsSpam,
        SpamReason = lead.SpamReason, AiScore = Plain(lead.AiScore), AiQualificationSummary = lead.AiQualificationSummary, Timeline = lead.Timeline, Budget = lead.Budget,
        DecisionMaker = lead.DecisionMaker, Competitor = lead.Competitor, Consent = lead.Consent is { } consent ? JsonNode.Parse(consent) : null, OpportunityId = lead.DealId,
        ConvertedAt = lead.ConvertedAt, FirstContactedAt = lead.FirstContactedAt, LastActivityAt = lead.LastActivityAt, NextActivityAt = lead.NextActivityAt,
        CreatedAt = lead.CreatedAt, UpdatedAt = lead.UpdatedAt,
    };
}

/// <summary>Ways to reach a lead, opened for whoever may see it.</summary>
public sealed record ContactInfo(string? Email, string? Phone, string? Whatsapp)
{
    public static ContactInfo Of(Lead lead, Vault vault) =>
        new(vault.Open("lead.email", lead.EmailSealed), vault.Open("lead.phone", lead.PhoneSealed), vault.Open("lead.whatsapp", lead.WhatsappSealed));
}
