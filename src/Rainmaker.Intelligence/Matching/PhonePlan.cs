using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Rainmaker.Intelligence.Matching;

/// <summary>One region's numbering plan, from the world's plans embedded at build. Patterns are compiled when a region is first met.</summary>
sealed class PhonePlan
{
    static readonly PhonePlan[] _all = Load();
    static readonly FrozenDictionary<string, PhonePlan> _byRegion = _all.Where(plan => plan.Region != World).ToFrozenDictionary(plan => plan.Region, StringComparer.OrdinalIgnoreCase);
    static readonly FrozenDictionary<string, PhonePlan[]> _byCode = _all.GroupBy(plan => plan.Code, StringComparer.Ordinal).ToFrozenDictionary(plans => plans.Key, plans => plans.ToArray(), StringComparer.Ordinal);

    const string World = "001";
    readonly ulong _lengths;
    readonly string _rewrite;
    readonly Lazy<Regex> _pattern;
    readonly Lazy<Regex?> _exit;
    readonly Lazy<Regex?> _prefix;
    readonly Lazy<Regex?> _leading;
    readonly Lazy<Regex?> _types;

    PhonePlan(string[] cells)
    {
        Region = cells[0];
        Code = cells[1];
        foreach (var length in cells[4].Split(',', StringSplitOptions.RemoveEmptyEntries))
            _lengths |= 1UL << int.Parse(length, CultureInfo.InvariantCulture);
        _exit = new(() => Compile(cells[2], $"^(?:{cells[2]})"));
        _pattern = new(() => Compile(cells[3], $"^(?:{cells[3]})$")!);
        _prefix = new(() => Compile(cells[5], $"^(?:{cells[5]})"));
        _rewrite = cells[6];
        _leading = new(() => Compile(cells[7], $"^(?:{cells[7]})"));
        _types = new(() => Compile(cells[8], $"^(?:{cells[8]})$"));
    }

    /// <summary>ISO 3166 alpha-2; "001" for codes of no country.</summary>
    public string Region { get; }

    /// <summary>The calling code without plus: "49".</summary>
    public string Code { get; }

    public static PhonePlan? Of(string region) => _byRegion.GetValueOrDefault(region);

    /// <summary>The plans that share a calling code, its main region first.</summary>
    public static PhonePlan[]? ByCode(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>How many digits of an exit prefix ("00", "011") stand in front; 0 for none.</summary>
    public int ExitPrefix(string digits) => _exit.Value is { } exit && exit.Match(digits) is { Success: true } match ? match.Length : 0;

    // Dialled without area code, a number of such a plan still looks whole: "555-0100" would be one of Germany's.
    const int LongestLocal = 8;

    /// <summary>The number as dialled within the region, without its trunk prefix; null where this is no number of the plan or may lack its area code.</summary>
    public string? Domestic(string digits) =>
        National(digits) is { } national && (digits.Length > LongestLocal || national.Length < digits.Length || _prefix.Value is null || BitOperations.PopCount(_lengths) <= 4) ? national : null;

    /// <summary>The national number behind trunk prefix and the like, or null where this is no number of the plan.</summary>
    public string? National(string digits)
    {
        if (_prefix.Value is { } prefix && prefix.Match(digits) is { Success: true, Length: > 0 } match)
        {
            var last = match.Groups[match.Groups.Count - 1];
            var without = _rewrite.Length > 0 && last.Success && match.Groups.Count > 1
                ? match.Result(_rewrite) + digits[match.Length..]
                : digits[match.Length..];
            // A number that is right only with its prefix keeps it: "0" opens numbers in some plans.
            if (Has(without))
                return without;
        }
        return Has(digits) ? digits : null;
    }

    /// <summary>Which region of a shared calling code a number is from, the given one where it can be; null for numbers of no country.</summary>
    public static PhonePlan? Owner(PhonePlan plan, string national)
    {
        var sharing = _byCode[plan.Code];
        if (sharing.Length == 1)
            return plan.Region == World ? null : plan;
        if (plan._types.Value?.IsMatch(national) == true)
            return plan;
        foreach (var candidate in sharing)
        {
            if (candidate._leading.Value is { } leading ? leading.IsMatch(national) : candidate._types.Value?.IsMatch(national) == true)
                return candidate;
        }
        return sharing[0];
    }

    bool Has(string national) => national.Length < 64 && (_lengths & (1UL << national.Length)) != 0 && _pattern.Value.IsMatch(national);

    static Regex? Compile(string given, string pattern) =>
        given.Length == 0 ? null : new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    static PhonePlan[] Load()
    {
        using var stream = typeof(PhonePlan).Assembly.GetManifestResourceStream("phone-plans.txt")!;
        using var reader = new StreamReader(stream);
        var plans = new List<PhonePlan>(260);
        while (reader.ReadLine() is { } line)
            plans.Add(new(line.Split('\t')));
        return [.. plans];
    }
}
