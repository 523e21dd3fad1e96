using Rainmaker.Intelligence.Matching.Linkage;

namespace Rainmaker.Intelligence.Matching;

/// <summary>What two people on record are compared by, in a capture as in a search through all of them.</summary>
public sealed record PersonTraits
{
    /// <summary>The fields, in the order of <see cref="Values"/>, as evidence calls them.</summary>
    public static IReadOnlyList<LinkField> Fields { get; } =
    [
        new("first name", FieldKind.FirstName), new("last name", FieldKind.LastName), new("e-mail", FieldKind.Email), new("phone", FieldKind.Phone), new("whatsapp", FieldKind.Phone),
        new("company", FieldKind.Company), new("city", FieldKind.City), new("postal code", FieldKind.Postcode), new("country", FieldKind.Country),
    ];

    public string? First { get; init; }
    public string? Last { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? Whatsapp { get; init; }
    public string? Company { get; init; }
    public string? City { get; init; }
    public string? PostalCode { get; init; }
    public string? Country { get; init; }

    /// <summary>Whoever has one number has it in the same place, whether it was given as telephone or for WhatsApp.</summary>
    public string?[] Values => [First, Last, Email, Phone ?? Whatsapp, Phone is null || Phone == Whatsapp ? null : Whatsapp, Company, City, PostalCode, Country];
}
