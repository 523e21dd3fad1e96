using System.Globalization;

namespace Rainmaker.Intelligence.Insights;

/// <summary>Money in English text.</summary>
public static class Money
{
    /// <summary>"$85,000", "€1,234.50", "CHF 900", "-$5": symbol where it is unmistakable, else the code; cents only where there are some.</summary>
    /// <param name="currency">ISO 4217.</param>
    public static string Text(decimal amount, string currency)
    {
        var cents = currency is "JPY" or "KRW" or "CLP" or "VND" or "ISK" ? 0 : 2;
        var rounded = Math.Round(amount, cents, MidpointRounding.AwayFromZero);
        var number = Math.Abs(rounded).ToString(rounded == Math.Truncate(rounded) ? "#,##0" : "#,##0.00", CultureInfo.InvariantCulture);
        var symbol = currency switch
        {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            "INR" => "₹",
            "KRW" => "₩",
            "ILS" => "₪",
            "TRY" => "₺",
            "UAH" => "₴",
            "CAD" => "CA$",
            "AUD" => "A$",
            "NZD" => "NZ$",
            "BRL" => "R$",
            _ => currency + " ",
        };
        return (rounded < 0 ? "-" : "") + symbol + number;
    }
}
