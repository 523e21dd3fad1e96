using System.Collections.Frozen;
using System.Globalization;

namespace Rainmaker.Shell;

/// <summary>Figures as people read them, in the culture that is passed in. Nothing known is a dash, never a zero.</summary>
public static class Format
{
    public const string Nothing = "–";

    static readonly FrozenDictionary<string, string> Symbols = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["EUR"] = "€", ["USD"] = "$", ["GBP"] = "£", ["JPY"] = "¥", ["CNY"] = "CN¥", ["INR"] = "₹", ["KRW"] = "₩", ["VND"] = "₫",
        ["ILS"] = "₪", ["PLN"] = "zł", ["CZK"] = "Kč", ["BRL"] = "R$", ["CAD"] = "CA$", ["AUD"] = "A$", ["NZD"] = "NZ$", ["MXN"] = "MX$",
    }.ToFrozenDictionary(StringComparer.Ordinal);
    static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["hubspot"] = "HubSpot", ["whatsapp"] = "WhatsApp", ["linkedin"] = "LinkedIn", ["activecampaign"] = "ActiveCampaign", ["csv"] = "CSV", ["xlsx"] = "Excel", ["api"] = "API", ["email"] = "E-mail", ["google_ads"] = "Google Ads",
    }.ToFrozenDictionary(StringComparer.Ordinal);
    static readonly FrozenSet<string> WithoutDecimals = FrozenSet.Create(StringComparer.Ordinal, "JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF", "PYG", "UGX", "RWF");
    static readonly FrozenSet<string> WithThreeDecimals = FrozenSet.Create(StringComparer.Ordinal, "KWD", "BHD", "OMR", "TND", "JOD");

    /// <summary>€20,500 or €20,500.50: decimals only where there are any, as many as the currency has.</summary>
    public static string Money(decimal? amount, string currency, CultureInfo culture)
    {
        if (amount is not { } value)
            return Nothing;
        var digits = Digits(currency);
        var rounded = Math.Round(value, digits, MidpointRounding.ToEven);
        return rounded.ToString($"C{(decimal.IsInteger(rounded) ? 0 : digits)}", InCurrency(currency, culture));
    }

    /// <summary>€1.24M, €63.5k, €950: three significant digits. Show the full figure beside it, such as in a title.</summary>
    public static string MoneyCompact(decimal? amount, string currency, CultureInfo culture)
    {
        if (amount is not { } value)
            return Nothing;
        var format = InCurrency(currency, culture);
        var number = Compact(value, culture);
        return (format.CurrencyPositivePattern, value < 0) switch
        {
            (0, false) => $"{format.CurrencySymbol}{number}",
            (0, true) => $"-{format.CurrencySymbol}{number.TrimStart('-')}",
            (2, _) => $"{format.CurrencySymbol} {number}",
            (1, _) => $"{number}{format.CurrencySymbol}",
            _ => $"{number} {format.CurrencySymbol}",
        };
    }

    /// <summary>1.24M, 486k, 63.5k, 950.</summary>
    public static string Compact(decimal value, CultureInfo culture)
    {
        var (scaled, unit) = Math.Abs(value) switch
        {
            >= 999_500_000 => (value / 1_000_000_000, "B"),
            >= 999_500 => (value / 1_000_000, "M"),
            >= 1_000 => (value / 1_000, "k"),
            _ => (value, ""),
        };
        var format = Math.Abs(scaled) switch { >= 100 => "0", >= 10 => "0.#", _ => "0.##" };
        return scaled.ToString(format, culture) + unit;
    }

    /// <param name="percent">0 to 100; one decimal where there is one.</param>
    public static string Percent(decimal? percent, CultureInfo culture) =>
        percent is { } value ? value.ToString("0.#", culture) + "%" : Nothing;

    public static string Count(long? count, CultureInfo culture) => count is { } value ? value.ToString("N0", culture) : Nothing;

    /// <summary>12 Dec, or 12 Dec 2027 in another year than today's.</summary>
    public static string Day(DateOnly? day, DateOnly? today, CultureInfo culture) =>
        day is { } value ? value.ToString(value.Year == today?.Year ? "d MMM" : "d MMM yyyy", culture) : Nothing;

    /// <summary>20 Nov 2026, 06:58 in that zone.</summary>
    public static string Moment(DateTimeOffset? at, TimeZoneInfo zone, CultureInfo culture) =>
        at is { } value ? TimeZoneInfo.ConvertTime(value, zone).ToString("d MMM yyyy, HH:mm", culture) : Nothing;

    /// <summary>proposal_sent becomes Proposal sent; what has a spelling of its own keeps it.</summary>
    public static string Words(string key) => Names.TryGetValue(key, out var name) ? name : key is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest.Replace('_', ' ') : key;

    /// <summary>At most two letters to know a person by.</summary>
    public static string Initials(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            [] => "?",
            [var only] => Letter(only),
            [var first, .., var last] => Letter(first) + Letter(last),
        };
    }

    static string Letter(string word) => StringInfo.GetNextTextElement(word).ToUpperInvariant();

    static int Digits(string currency) => WithoutDecimals.Contains(currency) ? 0 : WithThreeDecimals.Contains(currency) ? 3 : 2;

    static NumberFormatInfo InCurrency(string currency, CultureInfo culture)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.CurrencySymbol = Symbols.GetValueOrDefault(currency, currency);
        // A code instead of a symbol would stick to the figure: CHF 950.
        if (format.CurrencySymbol.Length == 3)
            (format.CurrencyPositivePattern, format.CurrencyNegativePattern) = format.CurrencyPositivePattern is 0 or 2 ? (2, 12) : (3, 8);
        return format;
    }
}
