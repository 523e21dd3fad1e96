namespace Rainmaker.Crm;

/// <summary>Which two records an association joins.</summary>
public enum AssociationKind { ContactCompany, DealContact, DealCompany }

/// <summary>Two records belong together.</summary>
/// <param name="From">Id of the first of the pair its kind names.</param>
/// <param name="To">Id of the second.</param>
/// <param name="Label">What the CRM's people call it ("Primary", "Decision maker"); null where it has no name.</param>
/// <param name="IsPrimary">The one that counts where only one may.</param>
public sealed record Association(AssociationKind Kind, string From, string To, string? Label = null, bool IsPrimary = false);
