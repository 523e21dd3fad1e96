using System.Globalization;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Assignment;

/// <summary>Asks a condition of a lead.</summary>
public static class Conditions
{
    /// <summary>Whether it holds. A field that is empty is never equal, contained or at least anything; is_not and not_in hold for it. A field nobody knows never holds.</summary>
    public static bool Holds(Condition condition, LeadToAssign lead)
    {
        if (condition.Field == "tags")
            return HoldsForTags(condition, lead.Tags);
        if (condition.Field == "score")
            return HoldsForNumber(condition, lead.Score);
        if (condition is { Field: "company_size", Is: Comparison.AtLeast or Comparison.AtMost })
            return HoldsForSize(condition, lead.CompanySize);
        return LeadToAssign.Fields.Contains(condition.Field) && HoldsForText(condition, Text(condition.Field, lead));
    }

    /// <summary>Why a condition can never work, to tell whoever writes the rule; null where it can.</summary>
    public static string? Fault(Condition condition)
    {
        if (!LeadToAssign.Fields.Contains(condition.Field))
            return $"There is no field \"{condition.Field}\"; there are {string.Join(", ", LeadToAssign.Fields)}.";
        if (condition.Is is Comparison.IsSet or Comparison.IsNotSet)
            return condition.Values.Count == 0 ? null : "Whether a field is set needs no value.";
        if (condition.Values.Count == 0)
            return "There is nothing to compare with.";
        if (condition.Values.Count > 1 && condition.Is is not (Comparison.In or Comparison.NotIn))
            return "Only in and not_in take several values.";
        if (condition.Is is not (Comparison.AtLeast or Comparison.AtMost))
            return null;
        if (condition.Field is not ("score" or "company_size"))
            return $"{condition.Field} is no number.";
        return Number(condition.Values[0]) is null ? $"\"{condition.Values[0]}\" is no number." : null;
    }

    static bool HoldsForText(Condition condition, string? text) => condition.Is switch
    {
        Comparison.IsSet => !string.IsNullOrEmpty(text),
        Comparison.IsNotSet => string.IsNullOrEmpty(text),
        Comparison.Is or Comparison.In => Any(condition.Values, text, static (value, has) => Same(has, value)),
        Comparison.IsNot or Comparison.NotIn => !Any(condition.Values, text, static (value, has) => Same(has, value)),
        Comparison.Contains => Any(condition.Values, text, static (value, has) => has.Contains(value, StringComparison.OrdinalIgnoreCase)),
        Comparison.StartsWith => Any(condition.Values, text, static (value, has) => has.StartsWith(value, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    static bool HoldsForTags(Condition condition, IReadOnlyList<string> tags) => condition.Is switch
    {
        Comparison.IsSet => tags.Count > 0,
        Comparison.IsNotSet => tags.Count == 0,
        Comparison.Is or Comparison.In or Comparison.Contains => tags.Any(tag => condition.Values.Any(value => Same(tag, value))),
        Comparison.IsNot or Comparison.NotIn => !tags.Any(tag => condition.Values.Any(value => Same(tag, value))),
        Comparison.StartsWith => tags.Any(tag => condition.Values.Any(value => tag.StartsWith(value, StringComparison.OrdinalIgnoreCase))),
        _ => false,
    };

    static bool HoldsForNumber(Condition condition, decimal? number) => condition.Is switch
    {
        Comparison.IsSet => number is not null,
        Comparison.IsNotSet => number is null,
        Comparison.AtLeast => number >= One(condition),
        Comparison.AtMost => number <= One(condition),
        Comparison.Is or Comparison.In => condition.Values.Any(value => Number(value) is { } wanted && number == wanted),
        Comparison.IsNot or Comparison.NotIn => !condition.Values.Any(value => Number(value) is { } wanted && number == wanted),
        _ => false,
    };

    // "51-200" is at least 50 and at most 200: the whole range must be on the right side.
    static bool HoldsForSize(Condition condition, string? typed) => CompanySize.Read(typed) is { } size && condition.Is == Comparison.AtLeast
        ? size.Min >= One(condition)
        : CompanySize.Read(typed) is { Max: { } max } && condition.Is == Comparison.AtMost && max <= One(condition);

    static bool Any(IReadOnlyList<string> values, string? text, Func<string, string, bool> holds)
    {
        if (string.IsNullOrEmpty(text))
            return false;
        for (var i = 0; i < values.Count; i++)
        {
            if (holds(values[i], text))
                return true;
        }
        return false;
    }

    static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    static decimal? One(Condition condition) => condition.Values.Count > 0 ? Number(condition.Values[0]) : null;

    static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    static string? Text(string field, LeadToAssign lead) => field switch
    {
        "source" => lead.Source,
        "industry" => lead.Industry,
        "company" => lead.Company,
        "company_size" => lead.CompanySize,
        "country" => lead.Country,
        "region" => lead.Region,
        "postal_code" => lead.PostalCode,
        "priority" => lead.Priority,
        "prospective_type" => lead.ProspectiveType,
        "job_title" => lead.JobTitle,
        "domain" => lead.Domain,
        "campaign" => lead.Campaign,
        _ => null,
    };
}
