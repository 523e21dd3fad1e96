using Rainmaker.Intelligence.Analysis;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Platform.Files;

namespace Rainmaker.Deals;

/// <summary>A row of a file of deals, read and judged by itself. What the row leaves open is null.</summary>
public sealed class ImportedDeal : ImportedRow
{
    RowIdentity? _identity;

    ImportedDeal(ImportRow row) : base(row) { }

    /// <summary>The other system's id; else name, company and the day it began together.</summary>
    public override RowIdentity Identity => _identity ??= new(
        ExternalId is null ? null : RowIdentity.Key("external", ExternalId),
        [RowIdentity.Key("deal", $"{DisplayName}|{CompanyKey}|{CreatedAt:O}")],
        ExternalId is null ? "name, company and day of beginning" : "external id");

    public string? ExternalId { get; private init; }
    public string? Name { get; private init; }
    public string? Company { get; private init; }
    public string? CompanyKey { get; private init; }
    public string? Owner { get; private init; }
    public KnownStage? Stage { get; private init; }
    public KnownStage? EntryStage { get; private init; }
    public decimal? Value { get; private init; }
    public string? Currency { get; private init; }
    public decimal Rate { get; private init; } = 1;
    public decimal? Probability { get; private init; }
    public DateOnly? Expected { get; private init; }
    public DateOnly? ClosedOn { get; private init; }
    public DateTimeOffset? CreatedAt { get; private init; }
    public string? SourceKey { get; private init; }
    public string? Product { get; private init; }
    public string? LostReason { get; private init; }
    public string? Notes { get; private init; }
    public string[]? Tags { get; private init; }
    public string? Unmapped { get; private init; }

    /// <summary>What it is called where the file has no name for it: by what is sold and to whom.</summary>
    public string DisplayName => Name ?? (Product, Company) switch
    {
        ({ } product, { } company) => $"{product}, {company}",
        ({ } product, null) => product,
        (null, { } company) => company,
        _ => ExternalId is { } id ? $"Deal {id}" : "Deal without a name",
    };

    public StageKind KindIn(PipelineBook book) => (Stage ?? book.Default.First).Kind;

    /// <param name="sources">Keys of the tenant's sources.</param>
    public static ImportedDeal Read(ImportRow row, PipelineBook book, TenantInfo tenant, IReadOnlySet<string> sources, DateTimeOffset now)
    {
        var terms = DealTerms.Of(tenant);
        var pipeline = terms.Pipeline(row.Text(ImportDealFields.Pipeline), book);
        var stage = StageOf(row, ImportDealFields.Stage, pipeline);
        var kind = (stage ?? pipeline.First).Kind;
        var (currency, rate) = row.Text(ImportDealFields.Currency) is { } code ? terms.Currency(code) : (null, 1);
        var (closing, source) = (row.Day(ImportDealFields.CloseDate), row.Text(ImportDealFields.Source) is { } word ? StageWords.Key(word) : null);
        var closedOn = row.Day(ImportDealFields.ClosedOn) ?? (kind == StageKind.Open ? null : closing);
        var company = terms.Text("company", CompanyName.Clean(row.Text(ImportDealFields.Company)));
        var deal = new ImportedDeal(row)
        {
            SourceKey = source, Stage = stage, EntryStage = StageOf(row, ImportDealFields.EntryStage, pipeline), Currency = currency, Rate = rate,
            ExternalId = terms.Text("external_id", row.Text(ImportDealFields.ExternalId)),
            Name = terms.Text("deal_name", row.Text(ImportDealFields.Name)), Company = company, CompanyKey = CompanyName.Key(company),
            Owner = row.Text(ImportDealFields.Owner), Value = terms.Value(Rounded(row.Number(ImportDealFields.Value))),
            Probability = terms.Probability(Rounded(row.Number(ImportDealFields.Probability))),
            Expected = terms.Day("expected_close_date", row.Day(ImportDealFields.Expected) ?? (kind == StageKind.Open ? closing : null)),
            ClosedOn = closedOn, CreatedAt = row.Moment(ImportDealFields.CreatedAt), Product = terms.Text("product", row.Text(ImportDealFields.Product)),
            LostReason = terms.Text("lost_reason", row.Text(ImportDealFields.LostReason), 500), Notes = terms.Text("notes", row.Text(ImportDealFields.Notes), DealTerms.LongestNotes),
            Tags = row.List(ImportDealFields.Tags) is { Count: > 0 } tags ? terms.Tags(tags) : null, Unmapped = row.Aside(),
        };
        if (source is not null && !sources.Contains(source))
            row.Refuse($"source: there is no source \"{source}\"; there are {string.Join(", ", sources.Order(StringComparer.Ordinal))}.");
        if (closedOn > tenant.DayOf(now))
            row.Refuse($"closed_on: {closedOn:yyyy-MM-dd} has not come yet.");
        if (deal.CreatedAt > now)
            row.Refuse($"created_at: {deal.CreatedAt:yyyy-MM-dd} has not come yet.");
        if (terms.Refusal is { } faults)
            row.Refuse(faults.Why);
        deal.Notice(row, kind, closedOn is not null && kind == StageKind.Open);
        return deal;
    }

    static KnownStage? StageOf(ImportRow row, ImportField field, KnownPipeline pipeline)
    {
        if (row.Text(field) is not { } word)
            return null;
        if (pipeline.Find(word) is { } stage)
            return stage;
        row.Refuse($"{field.Name}: the pipeline {pipeline.Name} has no stage \"{word}\"; it has {string.Join(", ", pipeline.Stages.Select(s => s.Key))}. A map can translate it.");
        return null;
    }

    void Notice(ImportRow row, StageKind kind, bool closedThoughOpen)
    {
        if (kind == StageKind.Open)
        {
            Blank(row, Company is null, ImportDealFields.Company, $"The company is blank in {NoticeBook.Rows} of open deals: kept without one.");
            Blank(row, Value is null, ImportDealFields.Value, $"The value is blank in {NoticeBook.Rows} of open deals: kept, and worth nothing in the pipeline until somebody puts a figure to them.");
            Blank(row, Expected is null, ImportDealFields.Expected, $"The close date is blank in {NoticeBook.Rows} of open deals: kept, and left out of the forecast.");
        }
        else
        {
            Blank(row, Value is null, ImportDealFields.Value, $"The value is blank in {NoticeBook.Rows} of settled deals: kept, and counted as nothing.");
            Blank(row, ClosedOn is null, ImportDealFields.ClosedOn, $"The day of settlement is blank in {NoticeBook.Rows} of settled deals: kept, and in no period's figures.");
        }
        if (Name is null)
            row.Notice("named", ImportDealFields.Name, $"There is no name in {NoticeBook.Rows}: named after product and company.");
        if (CreatedAt is null)
            row.Notice("blank", ImportDealFields.CreatedAt, $"The day it began is blank in {NoticeBook.Rows}: {(ClosedOn is null ? "today is taken" : "the day of settlement is taken")}.");
        if (closedThoughOpen)
            row.Notice("left_out", ImportDealFields.ClosedOn, $"A day of settlement stands at {NoticeBook.Rows} of open deals: left out.");
    }

    static void Blank(ImportRow row, bool isBlank, ImportField field, string sentence)
    {
        if (isBlank)
            row.Notice("blank", field, sentence);
    }

    static decimal? Rounded(decimal? number) => number is { } n ? Math.Round(n, 2, MidpointRounding.AwayFromZero) : null;
}
