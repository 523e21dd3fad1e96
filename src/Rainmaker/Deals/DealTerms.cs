using System.Text.RegularExpressions;

namespace Rainmaker.Deals;

/// <summary>What may be said about a deal, whoever says it: the rules that opening and changing one share. Faults are gathered, not thrown at the first.</summary>
public sealed partial class DealTerms(string baseCurrency, Func<string, decimal?> rateOf)
{
    public const int LongestText = 200;
    public const int LongestNotes = 10_000;

    /// <summary>Greater would not fit what the sums are kept in.</summary>
    public const decimal HighestValue = 9_999_999_999_999.99m;

    public static DealTerms Of(TenantInfo tenant) => new(tenant.Currency, tenant.RateOf);

    public sealed record NameMissing() : Invalid("deal_name", "A deal needs a name.");
    public sealed record ValueOutOfRange(decimal Sent) : Invalid("value_estimate", $"{Sent} is not a value: 0 to {HighestValue}, with two decimals at most.", Sent);
    public sealed record NotACurrency(string Sent) : Invalid("currency", $"'{Sent}' is not an ISO currency such as EUR.", Sent);
    public sealed record CurrencyWithoutRate(string Sent, string Base) : Invalid("currency", $"There is no rate from {Sent} to {Base}. An administrator can add one.", Sent);
    public sealed record ProbabilityOutOfRange(decimal Sent) : Invalid("probability", $"{Sent} is not a probability: percent, 0 to 100, with two decimals at most.", Sent);
    public sealed record NoSuchStage(string Field, string Sent, string Known) : Invalid(Field, $"There is no stage '{Sent}' here. The stages are {Known}.", Sent);
    public sealed record NoSuchPipeline(string Sent, string Known) : Invalid("pipeline", $"There is no pipeline '{Sent}'. The pipelines are {Known}.", Sent);
    public sealed record CloseItInstead(string Sent) : Invalid("deal_stage", "Close the deal to settle it: that asks how it ended and why.", Sent);
    public sealed record StageLacks(string Of, string Reason) : Invalid(Of, Reason);

    readonly List<Invalid> _faults = [];

    public void Add(Invalid fault) => _faults.Add(fault);

    /// <summary>Null while nothing is wrong.</summary>
    public Refusal? Refusal => _faults.Count switch { 0 => null, 1 => _faults[0], _ => new Faults([.. _faults]) };

    public string Name(string? sent)
    {
        if (string.IsNullOrWhiteSpace(sent))
            Add(new NameMissing());
        return Text("deal_name", sent) ?? "";
    }

    /// <summary>Trimmed; nothing but blanks is nothing.</summary>
    public string? Text(string field, string? sent, int longest = LongestText)
    {
        var text = string.IsNullOrWhiteSpace(sent) ? null : sent.Trim();
        if (text?.Length > longest)
            Add(new InvalidField(field, $"This is {text.Length} characters long; {longest} fit.", text[..40] + "…"));
        return text;
    }

    public decimal? Value(decimal? sent)
    {
        if (sent is { } value && (value is < 0 or > HighestValue || decimal.Round(value, 2) != value))
            Add(new ValueOutOfRange(value));
        return sent;
    }

    /// <summary>The currency and its fixed rate into the tenant's base currency.</summary>
    public (string Currency, decimal Rate) Currency(string? sent)
    {
        if (sent is null)
            return (baseCurrency, 1);
        var code = sent.Trim().ToUpperInvariant();
        if (!CurrencyShape().IsMatch(code))
            Add(new NotACurrency(sent));
        else if (rateOf(code) is not { } rate)
            Add(new CurrencyWithoutRate(code, baseCurrency));
        else
            return (code, rate);
        return (baseCurrency, 1);
    }

    public decimal? Probability(decimal? sent)
    {
        if (sent is { } percent && (percent is < 0 or > 100 || decimal.Round(percent, 2) != percent))
            Add(new ProbabilityOutOfRange(percent));
        return sent;
    }

    public DateOnly? Day(string field, DateOnly? sent)
    {
        if (sent is { } day && day.Year is < 1970 or > 2199)
            Add(new InvalidField(field, $"{sent:yyyy-MM-dd} is not a day that a deal closes on.", sent));
        return sent;
    }

    public string[] Tags(IReadOnlyList<string>? sent)
    {
        var tags = (sent ?? []).Select(t => t.Trim()).Where(t => t.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (tags.Length > 50)
            Add(new InvalidField("tags", $"These are {tags.Length} tags; 50 fit."));
        if (tags.FirstOrDefault(t => t.Length > 60) is { } longOne)
            Add(new InvalidField("tags", "A tag has 60 characters at most.", longOne[..40] + "…"));
        return tags;
    }

    /// <summary>The pipeline a word means; the default one for none.</summary>
    public KnownPipeline Pipeline(string? sent, PipelineBook book)
    {
        if (book.Find(sent) is { } pipeline)
            return pipeline;
        Add(new NoSuchPipeline(sent!, string.Join(", ", book.Pipelines.Select(p => p.Key))));
        return book.Default;
    }

    /// <summary>An open stage; a word for won or lost is refused, since only closing settles a deal.</summary>
    public KnownStage OpenStage(string? sent, KnownPipeline pipeline)
    {
        if (sent is null)
            return pipeline.First;
        var stage = pipeline.Find(sent);
        if (stage is null)
            Add(new NoSuchStage("deal_stage", sent, string.Join(", ", pipeline.Stages.Select(s => s.Word))));
        else if (stage.Kind != StageKind.Open)
            Add(new CloseItInstead(sent));
        else
            return stage;
        return pipeline.First;
    }

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.NonBacktracking)]
    private static partial Regex CurrencyShape();
}
