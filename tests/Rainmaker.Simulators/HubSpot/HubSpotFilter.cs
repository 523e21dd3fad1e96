using System.Globalization;
using System.Text.Json;

namespace Rainmaker.Simulators.HubSpot;

/// <summary>One filter of a search, as HubSpot reads it.</summary>
public sealed record HubSpotFilter(string PropertyName, string Operator, string? Value = null, string? HighValue = null, string[]? Values = null)
{
    public bool Takes(SimRecord record)
    {
        var value = record[PropertyName];
        return Operator switch
        {
            "HAS_PROPERTY" => value is not null,
            "NOT_HAS_PROPERTY" => value is null,
            "NEQ" => value is null || Compare(value, Value) != 0,
            "NOT_IN" => value is null || Values?.Contains(value, StringComparer.OrdinalIgnoreCase) != true,
            _ when value is null => false,
            "EQ" => Compare(value, Value) == 0,
            "LT" => Compare(value, Value) < 0,
            "LTE" => Compare(value, Value) <= 0,
            "GT" => Compare(value, Value) > 0,
            "GTE" => Compare(value, Value) >= 0,
            "BETWEEN" => Compare(value, Value) >= 0 && Compare(value, HighValue) <= 0,
            "IN" => Values?.Contains(value, StringComparer.OrdinalIgnoreCase) == true,
            "CONTAINS_TOKEN" => value.Contains((Value ?? "").Trim('*'), StringComparison.OrdinalIgnoreCase),
            "NOT_CONTAINS_TOKEN" => !value.Contains((Value ?? "").Trim('*'), StringComparison.OrdinalIgnoreCase),
            _ => throw new BadHttpRequestException($"Invalid operator {Operator}"),
        };
    }

    static int Compare(string one, string? other) =>
        Number(one) is { } a && Number(other) is { } b ? a.CompareTo(b) : string.Compare(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Times compare with times, whichever of the two ways they are written in.</summary>
    static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : text is { Length: >= 10 } && text[4] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds()
        : null;
}
