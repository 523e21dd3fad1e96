namespace Rainmaker.Intelligence.Matching;

/// <summary>A lead as it arrives, before anything is believed. All text as typed.</summary>
public sealed record IncomingLead
{
    public string? Name { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? Whatsapp { get; init; }
    public string? Company { get; init; }
    public string? Website { get; init; }
    public string? JobTitle { get; init; }
    public string? Industry { get; init; }
    public string? CompanySize { get; init; }
    public string? Country { get; init; }
    public string? Region { get; init; }
    public string? PostalCode { get; init; }
    public string? ExternalId { get; init; }

    /// <summary>Notes or the message of a form.</summary>
    public string? Notes { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>A lead in the form in which it is kept and compared.</summary>
public sealed record NormalisedLead
{
    public PersonName Name { get; init; }
    public EmailAddress Email { get; init; }
    public PhoneNumber Phone { get; init; }
    public PhoneNumber Whatsapp { get; init; }
    public string? Company { get; init; }

    /// <summary>See <see cref="CompanyName.Key"/>.</summary>
    public string? CompanyKey { get; init; }
    public string? Domain { get; init; }
    public string? JobTitle { get; init; }
    public string? Industry { get; init; }

    /// <summary>As typed, tidied; <see cref="Matching.CompanySize.Read"/> makes numbers of it.</summary>
    public string? CompanySize { get; init; }

    /// <summary>ISO 3166 alpha-2, or as typed where no country is called that.</summary>
    public string? Country { get; init; }
    public string? Region { get; init; }
    public string? PostalCode { get; init; }
    public string? ExternalId { get; init; }
    public string? Notes { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What was changed or derived, field by field; empty when everything was kept as it came.</summary>
    public required IReadOnlyList<Normalised> Done { get; init; }
}
