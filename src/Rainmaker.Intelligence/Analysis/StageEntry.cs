using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Analysis;

/// <summary>Something a deal lacks for a stage.</summary>
/// <param name="Field">Name on the wire: "value_estimate", "expected_close_date", "contact", "company", "activity".</param>
public sealed record EntryRefusal(string Field, string Why);

/// <summary>Whether a deal may enter a stage.</summary>
public static class StageEntry
{
    /// <summary>Everything that is missing; empty when the deal may enter.</summary>
    /// <param name="deal">As it would be after the change.</param>
    /// <param name="to">The stage it is to enter.</param>
    /// <param name="done">Kinds of activity that were done on the deal at least once.</param>
    public static IReadOnlyList<EntryRefusal> Refusals(Deal deal, Stage to, IReadOnlyCollection<ActivityKind> done)
    {
        if (to.Requires.Count == 0)
            return [];
        var refusals = new List<EntryRefusal>(to.Requires.Count);
        foreach (var required in to.Requires)
        {
            var refusal = required switch
            {
                { What: Required.Value } when deal.Value is null => new EntryRefusal("value_estimate", $"{to.Label} needs a value."),
                { What: Required.ExpectedClose } when deal.ExpectedClose is null => new EntryRefusal("expected_close_date", $"{to.Label} needs an expected close date."),
                { What: Required.Contact } when deal.ContactIds.Count == 0 => new EntryRefusal("contact", $"{to.Label} needs a contact."),
                { What: Required.Company } when deal.CompanyId is null && deal.CompanyName is null => new EntryRefusal("company", $"{to.Label} needs a company."),
                { What: Required.Activity, Kind: { } kind } when !done.Contains(kind) => new EntryRefusal("activity", $"{to.Label} needs {Words(kind)} that is done."),
                { What: Required.Activity, Kind: null } when done.Count == 0 => new EntryRefusal("activity", $"{to.Label} needs an activity that is done."),
                _ => null,
            };
            if (refusal is not null)
                refusals.Add(refusal);
        }
        return refusals;
    }

    static string Words(ActivityKind kind) => kind switch
    {
        ActivityKind.Email => "an e-mail",
        ActivityKind.Whatsapp => "a WhatsApp message",
        ActivityKind.StageChange => "a stage change",
        _ => $"a {kind.ToString().ToLowerInvariant()}",
    };
}
