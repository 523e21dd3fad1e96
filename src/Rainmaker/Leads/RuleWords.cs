using Rainmaker.Intelligence.Assignment;

namespace Rainmaker.Leads;

/// <summary>A rule in words, for those who read the list of them.</summary>
public static class RuleWords
{
    public static string Said(this Comparison comparison) => comparison switch
    {
        Comparison.Is => "is",
        Comparison.IsNot => "is not",
        Comparison.In => "is one of",
        Comparison.NotIn => "is none of",
        Comparison.Contains => "contains",
        Comparison.StartsWith => "starts with",
        Comparison.AtLeast => "is at least",
        Comparison.AtMost => "is at most",
        Comparison.IsSet => "is set",
        _ => "is not set",
    };

    /// <summary><c>country is one of DE, AT</c></summary>
    public static string Said(this Condition condition) => $"{condition.Field.Replace('_', ' ')} {condition.Is.Said()} {string.Join(", ", condition.Values)}".TrimEnd();
}
