using Rainmaker.Activities;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Leads;
using Rainmaker.People;
using Rainmaker.Platform.Audit;
using Rainmaker.Platform.Files;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Deals;

/// <summary>Brings deals in from a file, settled ones with their history. A deal is known again by its external id, else by name, company and the day it began.</summary>
public sealed class ImportDeals(PipelineBooks books) : IImport<ImportedDeal>
{
    readonly Dictionary<string, Guid> _companies = new(StringComparer.Ordinal);
    readonly List<Company> _newCompanies = [];
    ImportOwners _owners = null!;
    PipelineBook _book = null!;
    IReadOnlySet<string> _sources = null!;
    TenantInfo _tenant = null!;
    ImportRun _run = null!;
    int _companiesMade;
    int _companyRows;

    public string Kind => "deals";
    public ImportFields Fields => ImportDealFields.All;
    public string Statistics => "analyze deal (tenant_id, external_id, name)";

    public static Task<Result<ImportRun>> Handle(ImportOrder order, Actor actor, Database database, PipelineBooks books, IProgress<Progress>? progress, CancellationToken stop) =>
        RunImport.Handle(order, new ImportDeals(books), actor, database, progress, stop);

    public Task<IReadOnlyDictionary<string, string>> Aliases(SalesDb db, ImportMap map, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    public async Task Begin(SalesDb db, ImportOrder order, ImportRun run, CancellationToken stop)
    {
        (_run, _tenant, _book) = (run, db.Tenant, await books.Of(db, stop));
        _owners = await ImportOwners.Load(db, stop);
        var sources = db.LeadSources;
        _sources = await sources.Select(s => s.Key).ToHashSetAsync(stop);
    }

    public ImportedDeal Read(ImportRow row) => ImportedDeal.Read(row, _book, _tenant, _sources, _run.StartedAt);

    public async Task Decide(IReadOnlyList<ImportedDeal> rows, ImportWriting writing, CancellationToken stop)
    {
        var db = writing.Db;
        var known = await KnownDeals.Find(db, rows, stop);
        await FindCompanies(db, rows, stop);
        var made = new List<Deal>();
        var changes = new List<DealStageChange>();
        var lines = new List<Activity>();
        var updates = new List<(ImportedDeal Row, Deal Deal)>();
        foreach (var row in rows)
        {
            var deal = known.Of(row);
            if (deal is null && _run.Mode == ImportMode.Update)
                row.Reject($"There is no deal with this {row.Identity.Said} to update.");
            else if (deal is not null && _run.Mode == ImportMode.Create)
                Leave(row, writing);
            else if ((row.Owner is { } word ? _owners.Find(word, row, db) : null) is var owner && row.Outcome == RowOutcome.Rejected)
                continue;
            else if (deal is not null)
                updates.Add((row, Updated(row, deal, owner, db)));
            else
                made.Add(New(row, owner, db, changes, lines, writing));
        }
        db.ChangeTracker.DetectChanges();
        foreach (var (row, deal) in updates)
            row.Becomes(db.Entry(deal).State == EntityState.Modified ? RowOutcome.Updated : RowOutcome.Unchanged);
        foreach (var (_, deal) in updates.Where(u => u.Row.Outcome == RowOutcome.Updated))
        {
            deal.UpdatedAt = db.Now;
            if (!_run.IsDry)
                await JudgeDeal.Handle(db, deal, _book, stop);
        }
        Write(writing, made, changes, lines, stop);
    }

    public void Conclude(NoticeBook notices)
    {
        _owners.Conclude(notices);
        if (_companiesMade > 0)
            notices.Count("company_made", "company", $"{_companiesMade} companies were unknown and are now on record.", _companyRows);
    }

    static void Leave(ImportedDeal row, ImportWriting writing)
    {
        row.Becomes(RowOutcome.Unchanged);
        writing.Notices.Count("left_alone", null, $"{NoticeBook.Rows} are about deals that are known already: left as they are, since only new ones were asked for.");
    }

    Deal New(ImportedDeal row, Guid? owner, SalesDb db, List<DealStageChange> changes, List<Activity> lines, ImportWriting writing)
    {
        row.Becomes(RowOutcome.Created);
        var stage = row.Stage ?? _book.Default.First;
        var settled = stage.Kind != StageKind.Open;
        var closing = row.ClosedOn is { } day ? _tenant.StartOf(day) : (DateTimeOffset?)null;
        var began = row.CreatedAt ?? closing ?? _run.StartedAt;
        var ended = closing > began ? closing.Value : began;
        var (currency, rate) = row.Currency is { } given ? (given, row.Rate) : (_tenant.Currency, 1);
        var deal = new Deal
        {
            TenantId = db.TenantId, Id = Ids.At(db.Now), ExternalId = row.ExternalId, Name = row.DisplayName, Company = row.Company, CompanyId = CompanyOf(row, owner, db),
            PipelineId = stage.PipelineId, StageId = stage.Id, Status = stage.Kind,
            Probability = settled ? stage.Probability : row.Probability ?? stage.Probability,
            ProbabilityOrigin = settled || row.Probability is null ? ProbabilityOrigin.Stage : ProbabilityOrigin.Manual,
            Currency = currency, Source = row.SourceKey ?? "bulk_upload", Product = row.Product, ExpectedCloseDate = row.Expected, ClosedOn = row.ClosedOn,
            LostReason = stage.Kind == StageKind.Lost ? row.LostReason : null, OwnerId = owner, Notes = row.Notes, Tags = row.Tags ?? [], Unmapped = row.Unmapped,
            StageEnteredAt = settled ? ended : began, LastChangeAt = settled ? ended : began, CreatedBy = db.Actor.Person, CreatedAt = began, UpdatedAt = db.Now,
        };
        deal.Revalue(row.Value, currency, rate);
        if (!settled)
            JudgeDeal.HandleNew(db, deal, _book);
        var first = settled ? row.EntryStage ?? _book.Pipeline(stage.PipelineId).First : stage;
        changes.Add(Change(deal, null, first, null, began, null, db));
        lines.Add(Activity.Happened(db, EntityType.Opportunity, deal.Id, ActivityKind.DealCreated, $"Opened in {first.Label}", began));
        if (settled)
        {
            changes.Add(Change(deal, first, stage, first.Probability, ended, (long)(ended - began).TotalSeconds, db));
            lines.Add(Activity.Happened(db, EntityType.Opportunity, deal.Id, ActivityKind.StageChange,
                deal.LostReason is { } why ? $"Lost, out of {first.Label}: {why}" : $"{(stage.Kind == StageKind.Won ? "Won" : "Lost")}, out of {first.Label}", ended,
                Json.Write(new { old_stage = first.Key, new_stage = stage.Key, reason = deal.LostReason })));
            if (row.EntryStage is null)
                writing.Notices.Count("history", "stage", $"The file does not tell through which stages {NoticeBook.Rows} of settled deals went: their history begins in {first.Label}.");
        }
        return deal;
    }

    static DealStageChange Change(Deal deal, KnownStage? from, KnownStage to, decimal? before, DateTimeOffset at, long? seconds, SalesDb db) => new()
    {
        TenantId = deal.TenantId, Id = Ids.At(at), DealId = deal.Id, FromStageId = from?.Id, ToStageId = to.Id, FromProbability = before,
        ToProbability = to.Id == deal.StageId ? deal.Probability : to.Probability, Value = deal.BaseValue, ChangedBy = db.Actor.Person, At = at, SecondsInStage = seconds,
    };

    /// <summary>Takes what the row says and the deal does not have; what the row leaves blank stays.</summary>
    Deal Updated(ImportedDeal row, Deal deal, Guid? owner, SalesDb db)
    {
        (deal.Name, deal.OwnerId, deal.Product) = (row.Name ?? deal.Name, owner ?? deal.OwnerId, row.Product ?? deal.Product);
        (deal.Source, deal.Notes, deal.Tags) = (row.SourceKey ?? deal.Source, row.Notes ?? deal.Notes, row.Tags is { } tags && !tags.SequenceEqual(deal.Tags) ? tags : deal.Tags);
        if (row.Company is { } company && company != deal.Company)
            (deal.Company, deal.CompanyId) = (company, CompanyOf(row, deal.OwnerId, db));
        if (row.Unmapped is { } aside && !SameJson.Are(aside, deal.Unmapped))
            deal.Unmapped = aside;
        var before = (deal.Value, deal.Currency, deal.ExpectedCloseDate);
        var currency = row.Currency ?? deal.Currency;
        if ((row.Value ?? deal.Value, currency) != (deal.Value, deal.Currency))
            deal.Revalue(row.Value ?? deal.Value, currency, currency == deal.Currency ? deal.Rate : row.Rate);
        if (row.Expected is { } expected && expected != deal.ExpectedCloseDate)
            deal.ExpectToClose(expected);
        if (before != (deal.Value, deal.Currency, deal.ExpectedCloseDate))
            deal.Touch(db.Now);

        if (row.Stage is { } stage && stage.Id != deal.StageId)
            db.Enter(deal, _book.Stage(deal.StageId), stage, stage.Kind == StageKind.Open ? row.Probability ?? stage.Probability : stage.Probability,
                stage.Kind == StageKind.Open && row.Probability is not null ? ProbabilityOrigin.Manual : ProbabilityOrigin.Stage, stage.Kind == StageKind.Open ? "deal.moved" : "deal.closed", row.LostReason);
        else if (deal.IsOpen && row.Probability is { } chance && chance != deal.Probability)
            (deal.Probability, deal.ProbabilityOrigin) = (chance, ProbabilityOrigin.Manual);
        (deal.ClosedOn, deal.LostReason) = deal.IsOpen ? (null, null) : (row.ClosedOn ?? deal.ClosedOn, deal.Status == StageKind.Lost ? row.LostReason ?? deal.LostReason : null);
        return deal;
    }

    async Task FindCompanies(SalesDb db, IReadOnlyList<ImportedDeal> rows, CancellationToken stop)
    {
        string[] keys = [.. rows.Select(r => r.CompanyKey).OfType<string>().Distinct().Where(k => !_companies.ContainsKey(k))];
        var companies = db.Companies;
        if (keys.Length > 0)
            foreach (var company in await companies.AsNoTracking().Where(c => keys.Contains(c.NameKey)).OrderByDescending(c => c.CreatedAt).Select(c => new { c.NameKey, c.Id }).ToListAsync(stop))
                _companies[company.NameKey] = company.Id;
    }

    Guid? CompanyOf(ImportedDeal row, Guid? owner, SalesDb db)
    {
        if (row.CompanyKey is not { } key)
            return null;
        if (!_companies.TryGetValue(key, out var id))
        {
            var company = new Company { TenantId = db.TenantId, Id = Ids.At(db.Now), Name = CompanyName.Clean(row.Company)!, NameKey = key, OwnerId = owner, Source = row.SourceKey ?? "bulk_upload", CreatedAt = db.Now, UpdatedAt = db.Now };
            _newCompanies.Add(company);
            _companies[key] = id = company.Id;
            _companiesMade++;
        }
        _companyRows++;
        return id;
    }

    void Write(ImportWriting writing, List<Deal> made, List<DealStageChange> changes, List<Activity> lines, CancellationToken stop)
    {
        var db = writing.Db;
        _owners.Write(writing, stop);
        Company[] companies = [.. _newCompanies];
        _newCompanies.Clear();
        writing.Copy(companies, stop);
        writing.Copy(made, stop);
        writing.Copy(changes, stop);
        writing.Copy(lines, stop);
        writing.Copy<AuditEntry>([.. companies.Select(c => db.NewAudit("deals.import", "company", c.Id, AuditTrail.DetailOfNew(db, c))),
            .. made.Select(d => db.NewAudit("deals.import", "deal", d.Id, AuditTrail.DetailOfNew(db, d)))], stop);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapImport("deals", Handle);
        ImportPages.MapImport(routes, "deals", Handle);
    }

    static Task<Result<ImportRun>> Handle(IServiceProvider services, Actor actor, ImportOrder order, CancellationToken stop) =>
        Handle(order, actor, services.GetRequiredService<Database>(), services.GetRequiredService<PipelineBooks>(), null, stop);
}
