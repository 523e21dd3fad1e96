using System.Globalization;
using System.Text.Json;
using Rainmaker.Connectors.Http;
using Rainmaker.Crm;

namespace Rainmaker.Connectors.Files;

/// <summary>What to fetch and where to.</summary>
/// <param name="Account">Tells one account from another: a run of another account is not continued.</param>
/// <param name="Fresh">Forget what an interrupted run has left.</param>
public sealed record FetchOrder(string Folder, string Account, string? Currency = null, bool Fresh = false);

/// <summary>How far a fetch is.</summary>
/// <param name="Kind">One of <see cref="RawFile.Kinds"/>.</param>
public sealed record FetchProgress(string Kind, int Count, bool Resumed);

/// <summary>What a fetch brought.</summary>
public sealed record FetchReport(string Source, DateTimeOffset TakenAt, bool Complete, string? Currency, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<Gap> Gaps);

/// <summary>
/// Copies a CRM into raw files, page by page. Killed at any moment, it goes on behind the last whole page when it is started again within a day; the
/// files get their names only when all of them are whole.
/// </summary>
public sealed class Fetch
{
    static readonly JsonSerializerOptions _wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    readonly ICrm _crm;
    readonly FetchOrder _order;
    readonly IProgress<FetchProgress>? _progress;
    readonly string _checkpointPath;
    Checkpoint _checkpoint = null!;

    Fetch(ICrm crm, FetchOrder order, IProgress<FetchProgress>? progress) =>
        (_crm, _order, _progress, _checkpointPath) = (crm, order, progress, Checkpoint.PathOf(order.Folder, crm.Source));

    /// <exception cref="CrmFault">The CRM cannot be read any further; what was read is kept for the next run.</exception>
    /// <exception cref="IOException">Another fetch writes here, or the disk is full.</exception>
    public static async Task<FetchReport> Run(ICrm crm, FetchOrder order, IProgress<FetchProgress>? progress = null, TimeProvider? clock = null, CancellationToken stop = default)
    {
        Directory.CreateDirectory(order.Folder);
        using var alone = Alone(order.Folder, crm.Source);
        return await new Fetch(crm, order, progress).Run((clock ?? TimeProvider.System).GetUtcNow(), stop);
    }

    async Task<FetchReport> Run(DateTimeOffset now, CancellationToken stop)
    {
        var earlier = _order.Fresh ? null : Checkpoint.Read(_checkpointPath);
        _checkpoint = earlier is not null && earlier.Account == _order.Account && now - earlier.Began < TimeSpan.FromDays(1) ? earlier
            : new() { Source = _crm.Source, Account = _order.Account, Date = DateOnly.FromDateTime(now.UtcDateTime), Began = now };
        foreach (var kind in RawFile.Kinds)
            await Step(kind, stop);
        return Finish();
    }

    Task Step(string kind, CancellationToken stop) => kind switch
    {
        "owners" => Copy(kind, r => _crm.Owners(r, stop)),
        "pipelines" => Copy(kind, r => _crm.Pipelines(r, stop)),
        "contacts" => Copy(kind, r => _crm.Contacts(r, stop)),
        "companies" => Copy(kind, r => _crm.Companies(r, stop)),
        "deals" => Copy(kind, r => _crm.Deals(r, stop)),
        "calls" => Copy(kind, r => _crm.Activities(ActivityKind.Call, r, stop)),
        "meetings" => Copy(kind, r => _crm.Activities(ActivityKind.Meeting, r, stop)),
        "tasks" => Copy(kind, r => _crm.Activities(ActivityKind.Task, r, stop)),
        "notes" => Copy(kind, r => _crm.Activities(ActivityKind.Note, r, stop)),
        "emails" => Copy(kind, r => _crm.Activities(ActivityKind.Email, r, stop)),
        "contacts-companies" => Join(kind, "contacts", AssociationKind.ContactCompany, stop),
        "deals-contacts" => Join(kind, "deals", AssociationKind.DealContact, stop),
        _ => Join(kind, "deals", AssociationKind.DealCompany, stop),
    };

    async Task Copy<T>(string kind, Func<Reading, IAsyncEnumerable<Page<T>>> read, IReadOnlyList<string>? ids = null)
    {
        var known = _checkpoint.Steps.GetValueOrDefault(kind);
        if (known is { Done: true })
            return;
        var gaps = known?.Gaps.ToList() ?? [];
        using var file = new RawWriter(Part(kind), known?.Bytes ?? 0, known?.Count ?? 0);
        _progress?.Report(new(kind, file.Count, known is not null));
        try
        {
            await foreach (var page in read(new() { Resume = known?.Resume, Ids = ids }))
            {
                // HubSpot's own records are of the raw files' shape already.
                if (_crm.Source == "hubspot" && page.Originals.Count > 0 || typeof(T) == typeof(Association))
                {
                    // A line of associations holds all the partners of one record: what counts are the pairs.
                    foreach (var original in page.Originals)
                        file.Add(original, typeof(T) == typeof(Association) ? 0 : 1);
                    file.Count += typeof(T) == typeof(Association) ? page.Records.Count : 0;
                }
                else
                    foreach (var record in page.Records)
                        file.Add(json => RawShape.Write(json, record));
                file.EndPage();
                gaps.AddRange(page.Gaps);
                if (page.Resume is not null)
                    Keep(kind, new(false, page.Resume, file.Bytes, file.Count, gaps));
                _progress?.Report(new(kind, file.Count, false));
            }
        }
        catch (CrmFault fault) when (GapOf(kind, fault) is { } gap)
        {
            gaps.Add(gap);
        }
        file.EndFile();
        Keep(kind, new(true, null, file.Bytes, file.Count, gaps));
    }

    async Task Join(string kind, string from, AssociationKind associations, CancellationToken stop)
    {
        if (_checkpoint.Steps.GetValueOrDefault(kind) is { Done: true })
            return;
        var path = File.Exists(Part(from)) ? Part(from) : Whole(from);
        if (!_crm.LinksStandInRecords)
        {
            await Copy(kind, r => _crm.Associations(associations, r, stop), RawLines.Ids(path));
            return;
        }
        using var file = new RawWriter(Part(kind), 0, 0);
        foreach (var record in RawLines.Read(path))
        {
            var partners = Partners(record, associations).ToList();
            if (partners.Count > 0)
                file.Add(json => RawShape.WriteAssociations(json, record.GetProperty("id").GetString()!, partners), partners.Count);
        }
        file.EndFile();
        Keep(kind, new(true, null, file.Bytes, file.Count, []));
        _progress?.Report(new(kind, file.Count, false));
    }

    FetchReport Finish()
    {
        var steps = _checkpoint.Steps;
        foreach (var kind in RawFile.Kinds.Where(k => File.Exists(Part(k))))
        {
            // Nobody asked for e-mails; where they may not be read there is no file of them.
            if (kind == "emails" && steps[kind] is { Count: 0, Gaps.Count: > 0 })
                File.Delete(Part(kind));
            else
                File.Move(Part(kind), Whole(kind), overwrite: true);
        }
        var gaps = steps.Values.SelectMany(s => s.Gaps).Distinct().ToList();
        var report = new FetchReport(_crm.Source, _checkpoint.Began, !gaps.Exists(g => RawFile.Kinds.Contains(g.What) && g.What != "emails"), _order.Currency,
            RawFile.Kinds.Where(steps.ContainsKey).ToDictionary(k => k, k => steps[k].Count), gaps);
        File.WriteAllBytes(Whole(RawFile.Report), JsonSerializer.SerializeToUtf8Bytes(report, _wire));
        File.Delete(_checkpointPath);
        return report;
    }

    void Keep(string kind, Checkpoint.Step step)
    {
        _checkpoint.Steps[kind] = step;
        _checkpoint.Write(_checkpointPath);
    }

    string Whole(string kind) => Path.Combine(_order.Folder, new RawFile(_crm.Source, kind, _checkpoint.Date).Name);

    string Part(string kind) => Whole(kind) + ".part";

    static IEnumerable<(string, bool)> Partners(JsonElement record, AssociationKind kind) => kind switch
    {
        AssociationKind.ContactCompany => record.Get("properties").Get("associatedcompanyid").Text() is { } company ? [(company, true)] : [],
        AssociationKind.DealCompany => Linked(record, "companies").Select(id => (id, true)),
        _ => Linked(record, "contacts").Select(id => (id, false)),
    };

    static IEnumerable<string> Linked(JsonElement record, string kind) => record.Get("associations").Get(kind).Get("results").Items().Select(r => r.Text("id")).OfType<string>();

    /// <summary>What leaves a hole but lets the rest go on; null for what stops everything.</summary>
    public static Gap? GapOf(string kind, CrmFault fault) => fault.Kind switch
    {
        CrmFaultKind.MissingScope => new(kind, GapKind.MissingScope, $"{kind} are not readable with this key: {fault.Message}", fault.Scopes is [var scope, ..] ? scope : null),
        CrmFaultKind.NotOffered or CrmFaultKind.NotFound => new(kind, GapKind.NotOffered, $"This account has no {kind}: {fault.Message}"),
        CrmFaultKind.RepeatingCursor => new(kind, GapKind.Truncated, fault.Message),
        _ => null,
    };

    /// <summary>Only one writes into a folder at a time; the lock falls with the process, however that ends.</summary>
    static FileStream Alone(string folder, string source)
    {
        var path = Path.Combine(folder, $".{source}_lock");
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"Another fetch of {source} is writing into {folder}. Wait for it, or choose another folder."), e);
        }
    }
}
