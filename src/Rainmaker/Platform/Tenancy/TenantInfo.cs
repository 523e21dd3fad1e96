using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Rainmaker.Platform.Tenancy;

/// <summary>What every piece of work needs to know of its tenant; held in memory and dropped when the settings change.</summary>
public sealed class TenantInfo
{
    public required Guid Id { get; init; }
    public required string Key { get; init; }
    public required string Name { get; init; }

    /// <summary>The base currency, ISO 4217: sums are told in it.</summary>
    public required string Currency { get; init; }
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>ISO country whose rules a phone number without a country code follows.</summary>
    public required string Region { get; init; }
    public required CultureInfo Culture { get; init; }
    public required string Plan { get; init; }
    public required bool IsDemo { get; init; }
    public required Vault Vault { get; init; }

    /// <summary>Fixed rates into the base currency, by ISO code.</summary>
    public required IReadOnlyDictionary<string, decimal> Rates { get; init; }
    public required JsonObject Judgement { get; init; }

    readonly ConcurrentDictionary<string, object> _settings = new(StringComparer.Ordinal);

    /// <summary>A setting of the judging parts by name; its defaults where the tenant has said nothing.</summary>
    public T Setting<T>(string name) where T : class, new() =>
        (T)_settings.GetOrAdd(name, n => Judgement[n] is { } node ? node.Deserialize<T>(Json.Wire)! : new T());

    /// <summary>The day it is at a moment where the tenant works.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, TimeZone).DateTime);

    /// <summary>The moment a day begins where the tenant works.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // Where clocks jump forward at midnight the day begins an hour later.
        if (TimeZone.IsInvalidTime(midnight))
            midnight = midnight.AddHours(1);
        return new DateTimeOffset(midnight, TimeZone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>Units of base currency for one unit of <paramref name="currency"/>; null where the tenant has no rate for it.</summary>
    public decimal? RateOf(string currency) => currency == Currency ? 1 : Rates.TryGetValue(currency, out var rate) ? rate : null;
}
