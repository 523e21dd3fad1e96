using System.Globalization;

namespace Rainmaker.Deals.Screens;

/// <summary>The form of a deal as typed: what comes back to its fields when something is wrong.</summary>
public sealed record DealForm
{
    public string? DealName { get; init; }
    public string? Company { get; init; }
    public string? Value { get; init; }
    public string? Currency { get; init; }
    public string? ExpectedCloseDate { get; init; }

    /// <summary>Pipeline and stage by key, with a colon between.</summary>
    public string? Stage { get; init; }
    public string? Probability { get; init; }
    public string? AssignedTo { get; init; }
    public string? Product { get; init; }
    public string? Tags { get; init; }
    public string? Notes { get; init; }

    /// <summary>The edition that was seen when the form was opened.</summary>
    public string? Version { get; init; }
    public string? Back { get; init; }

    public static DealForm Of(IFormCollection form) => new()
    {
        DealName = form["deal_name"], Company = form["company"], Value = form["value_estimate"], Currency = form["currency"], ExpectedCloseDate = form["expected_close_date"],
        Stage = form["deal_stage"], Probability = form["probability"], AssignedTo = form["assigned_to"], Product = form["product"], Tags = form["tags"], Notes = form["notes"],
        Version = form["version"], Back = form["back"],
    };

    public static DealForm Of(Deal deal, PipelineBook book) => new()
    {
        DealName = deal.Name, Company = deal.Company, Value = deal.Value?.ToString("0.##", CultureInfo.InvariantCulture), Currency = deal.Currency,
        ExpectedCloseDate = deal.ExpectedCloseDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Stage = deal.IsOpen ? Key(book, book.Stage(deal.StageId)) : null,
        Probability = deal.ProbabilityOrigin == ProbabilityOrigin.Manual ? deal.Probability.ToString("0.##", CultureInfo.InvariantCulture) : null,
        AssignedTo = deal.OwnerId?.ToString(), Product = deal.Product, Tags = string.Join(", ", deal.Tags), Notes = deal.Notes, Version = deal.Edition.ToString(CultureInfo.InvariantCulture),
    };

    public static string Key(PipelineBook book, KnownStage stage) => $"{book.Pipeline(stage.PipelineId).Key}:{stage.Key}";

    public uint? Edition => uint.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var edition) ? edition : null;

    /// <summary>As a new deal; what cannot be read is added to the faults.</summary>
    public OpenDeal.Request ToOpen(ICollection<Invalid> faults) => new()
    {
        DealName = DealName, Company = Company, ValueEstimate = Amount("value_estimate", Value, faults), Currency = Blank(Currency), ExpectedCloseDate = Day(faults),
        Pipeline = Blank(Stage)?.Split(':')[0], DealStage = Blank(Stage)?.Split(':')[^1], Probability = Amount("probability", Probability, faults), AssignedTo = Owner(faults),
        Product = Product, Tags = TagList, Notes = Notes,
    };

    /// <summary>As a change: every field of the form is meant as it stands there.</summary>
    public UpdateDeal.Request ToUpdate(Deal deal, ICollection<Invalid> faults)
    {
        var open = ToOpen(faults);
        return new()
        {
            DealName = DealName, Company = Blank(Company), ValueEstimate = open.ValueEstimate, Currency = open.Currency ?? deal.Currency, ExpectedCloseDate = open.ExpectedCloseDate,
            Pipeline = open.Pipeline is null ? default : new Optional<string>(open.Pipeline), DealStage = open.DealStage is null ? default : new Optional<string>(open.DealStage),
            Probability = deal.IsOpen ? new Optional<decimal?>(open.Probability) : default, AssignedTo = AssignedTo is null ? default : new Optional<Guid?>(open.AssignedTo),
            Product = Blank(Product), Tags = new Optional<IReadOnlyList<string>>(TagList), Notes = Blank(Notes),
        };
    }

    IReadOnlyList<string> TagList => Tags?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    static decimal? Amount(string field, string? sent, ICollection<Invalid> faults)
    {
        if (Blank(sent) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
            return amount;
        faults.Add(new InvalidField(field, $"'{text}' is not a number such as 1200.50.", text));
        return null;
    }

    DateOnly? Day(ICollection<Invalid> faults)
    {
        if (Blank(ExpectedCloseDate) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        faults.Add(new InvalidField("expected_close_date", $"'{text}' is not a day such as 2026-11-20.", text));
        return null;
    }

    Guid? Owner(ICollection<Invalid> faults)
    {
        if (Blank(AssignedTo) is not { } text)
            return null;
        if (Guid.TryParse(text, out var owner))
            return owner;
        faults.Add(new InvalidField("assigned_to", "Choose somebody from the list.", text));
        return null;
    }
}
