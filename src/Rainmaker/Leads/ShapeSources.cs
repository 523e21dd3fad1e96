using System.Text.RegularExpressions;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Teams;

namespace Rainmaker.Leads;

/// <summary>The places leads come from, with the logic of each: list, add, change, take away. A change holds from the next capture on.</summary>
public static partial class ShapeSources
{
    const int LongestLabel = 80, LongestAlias = 100, MostAliases = 100;

    /// <summary>Fields that are not sent stay.</summary>
    public sealed record Request
    {
        /// <summary>The word on the wire: small letters, digits and underscores. Said when the source is added, and never changed.</summary>
        public Optional<string> Key { get; init; }
        public Optional<string> Label { get; init; }

        /// <summary>Fields that a lead naming this source must have, by their names on the wire.</summary>
        public Optional<string[]> RequiredFields { get; init; }
        public Optional<string[]> DefaultTags { get; init; }

        /// <summary>hot, warm or cold: its leads begin with it, unless their score says more. Null leaves it to the score.</summary>
        public Optional<string> DefaultPriority { get; init; }

        /// <summary>Gets its leads before any rule is asked, where nobody looks after the person or the company already.</summary>
        public Optional<Guid?> DefaultOwnerId { get; init; }

        /// <summary>What the place calls our fields: <c>{"your_mail": "email"}</c>. Replaces all.</summary>
        public Optional<IReadOnlyDictionary<string, string>> FieldAliases { get; init; }
    }

    public sealed record View(string Key, string Label, bool IsBuiltIn, string[] RequiredFields, string[] DefaultTags, LeadPriority? DefaultPriority, Guid? DefaultOwnerId, IReadOnlyDictionary<string, string> FieldAliases)
    {
        internal static View Of(LeadSource s) => new(s.Key, s.Label, s.IsBuiltIn, s.RequiredFields, s.DefaultTags, s.DefaultPriority, s.DefaultOwnerId, s.FieldAliases);
    }

    public sealed record SourceIsKnown(string Key) : Conflict($"There is a source '{Key}' already.");
    public sealed record SourceIsInUse(string Label) : Conflict($"Leads or forms name the source {Label}; it stays.");
    public sealed record BuiltInStays(string Label) : Conflict($"{Label} is built in and stays.");
    public sealed record NoSuchField(string Of, string Sent) : Invalid(Of, $"Leads have no field '{Sent}'; there are {string.Join(", ", LeadFields.Names)}.", Sent);
    public sealed record AliasIsAField(string Sent) : Invalid("field_aliases", $"'{Sent}' is a field of ours; it needs no other name.", Sent);

    /// <summary>Puts what is right onto the source and answers what is not.</summary>
    internal static List<Invalid> Apply(LeadSource source, Request request)
    {
        var faults = new List<Invalid>();
        if (request.Key.IsSent && request.Key.Value != source.Key)
            faults.Add(new InvalidField("key", "A source keeps its key.", request.Key.Value));
        if (!KeyShape().IsMatch(source.Key))
            faults.Add(new InvalidField("key", "A key is small letters, digits and underscores, 63 at most, and begins with a letter.", source.Key));
        if (request.Label.IsSent)
            source.Label = request.Label.Value?.Trim() ?? "";
        if (source.Label.Length is 0 or > LongestLabel)
            faults.Add(new InvalidField("label", $"A name has 1 to {LongestLabel} characters.", source.Label));
        if (request.RequiredFields.IsSent)
            source.RequiredFields = [.. Words(request.RequiredFields.Value).Select(LeadFields.First).Distinct(StringComparer.Ordinal)];
        faults.AddRange(source.RequiredFields.Where(f => !LeadFields.Has(f)).Select(f => new NoSuchField("required_fields", f)));
        if (request.DefaultTags.IsSent)
            source.DefaultTags = [.. Words(request.DefaultTags.Value).Select(t => t.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
        if (source.DefaultTags.Length > CheckLead.MaxTags || source.DefaultTags.Any(t => t.Length > CheckLead.MaxTag))
            faults.Add(new InvalidField("default_tags", $"At most {CheckLead.MaxTags} tags of {CheckLead.MaxTag} characters."));
        if (request.DefaultPriority.IsSent)
            source.DefaultPriority = PriorityOf(request.DefaultPriority.Value, faults);
        source.DefaultOwnerId = request.DefaultOwnerId.Or(source.DefaultOwnerId);
        if (request.FieldAliases.IsSent)
            source.FieldAliases = Aliases(request.FieldAliases.Value ?? new Dictionary<string, string>(), faults);
        return faults;
    }

    public static async Task<Listing<View>> List(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return Listing<View>.Whole([.. (await db.LeadSources.AsNoTracking().OrderBy(s => s.Label).ThenBy(s => s.Key).ToListAsync(stop)).Select(View.Of)]);
    }

    public static async Task<LeadSource?> Find(string key, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await db.LeadSources.AsNoTracking().SingleOrDefaultAsync(s => s.Key == key, stop);
    }

    /// <param name="key">The source to change; null adds one.</param>
    /// <param name="edition">The version the caller has seen; null lets the last one win.</param>
    public static async Task<Result<LeadSource>> Save(string? key, Request request, uint? edition, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var source = key is null ? new LeadSource { TenantId = db.TenantId, Key = request.Key.Value?.Trim() ?? "", Label = "" } : await db.LeadSources.SingleOrDefaultAsync(s => s.Key == key, stop);
        if (source is null)
            return new NotFound("source");
        if (edition is { } seen && seen != source.Version)
            return new Stale("source");
        var before = key is null ? null : View.Of(source);
        var faults = Apply(source, key is null ? request with { Key = source.Key } : request);
        if (source.DefaultOwnerId is { } owner && owner != before?.DefaultOwnerId && !await db.Users.AnyAsync(u => u.Id == owner && u.IsActive, stop))
            faults.Add(new LeadInput.NoSuchUser("default_owner_id", owner));
        if (faults.Count > 0)
            return new Faults(faults);
        var after = View.Of(source);
        if (before is not null && Json.Write(before) == Json.Write(after))
            return source;
        if (key is null)
            db.Add(source);
        return await ShapeTeams.Unless(() => Commit(db, key is null ? "lead_source.create" : "lead_source.update", source.Key, before, after, stop), new SourceIsKnown(source.Key), new SourceIsKnown(source.Key)) is { } refusal ? refusal : source;
    }

    public static async Task<Result<Done>> TakeAway(string key, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        if (await db.LeadSources.SingleOrDefaultAsync(s => s.Key == key, stop) is not { } source)
            return new NotFound("source");
        if (source.IsBuiltIn)
            return new BuiltInStays(source.Label);
        if (await db.Leads.IgnoreQueryFilters(["deleted"]).AnyAsync(l => l.Source == key, stop) || await db.Forms.AnyAsync(f => f.Source == key, stop))
            return new SourceIsInUse(source.Label);
        db.Remove(source);
        await Commit(db, "lead_source.delete", key, View.Of(source), null, stop);
        return Done.It;
    }

    // A source has a key and no id, so that the audit is written by hand.
    static Task Commit(SalesDb db, string action, string key, View? before, View? after, CancellationToken stop)
    {
        db.Add(db.NewAudit(action, "lead_source", null, Json.Write(new { before, after, metadata = new { key } })));
        db.Record("settings.changed", "tenant", db.TenantId, null);
        return db.Commit(action, stop);
    }

    static LeadPriority? PriorityOf(string? sent, List<Invalid> faults)
    {
        if (string.IsNullOrWhiteSpace(sent))
            return null;
        if (Platform.Data.Words<LeadPriority>.FromWord.TryGetValue(sent, out var priority))
            return priority;
        faults.Add(new LeadInput.NotAmong("default_priority", sent, Platform.Data.Words<LeadPriority>.All));
        return null;
    }

    static SortedDictionary<string, string> Aliases(IReadOnlyDictionary<string, string> sent, List<Invalid> faults)
    {
        var aliases = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (theirs, ours) in sent)
        {
            if (theirs.Trim().Length is 0 or > LongestAlias)
                faults.Add(new InvalidField("field_aliases", $"A name has 1 to {LongestAlias} characters.", theirs));
            else if (LeadFields.Has(theirs.Trim()))
                faults.Add(new AliasIsAField(theirs));
            else if (!LeadFields.Has(ours.Trim()))
                faults.Add(new NoSuchField("field_aliases", ours));
            else
                aliases[theirs.Trim()] = LeadFields.First(ours.Trim());
        }
        if (aliases.Count > MostAliases)
            faults.Add(new InvalidField("field_aliases", $"At most {MostAliases} names."));
        return aliases;
    }

    static IEnumerable<string> Words(string[]? words) => (words ?? []).Select(w => w.Trim()).Where(w => w.Length > 0);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/lead-sources", List).Requires(LeadRights.Read).WithSummary("List the sources of leads");
        routes.MapGet("/api/lead-sources/{key}", async (string key, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
                Told(await Find(key, actor, database, stop) is { } source ? source : new NotFound("source"), http).Answer())
            .Requires(LeadRights.Read).WithSummary("One source of leads");
        routes.MapPost("/api/lead-sources", async (Request request, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
                Told(await Save(null, request, null, actor, database, stop), http).Created(s => $"/api/lead-sources/{s.Key}"))
            .Requires(LeadRights.Shape).WithSummary("Add a source of leads");
        routes.MapPut("/api/lead-sources/{key}", async (string key, Request request, Actor actor, Database database, HttpContext http, CancellationToken stop) =>
                Told(await Save(key, request, http.Seen(), actor, database, stop), http).Answer())
            .Requires(LeadRights.Shape).WithSummary("Change a source of leads: only the fields sent");
        routes.MapDelete("/api/lead-sources/{key}", async (string key, Actor actor, Database database, CancellationToken stop) => (await TakeAway(key, actor, database, stop)).Answer())
            .Requires(LeadRights.Shape).WithSummary("Take away a source that nothing names");
    }

    static Result<View> Told(Result<LeadSource> result, HttpContext http)
    {
        if (result.Refused(out var refusal))
            return refusal;
        http.Tell(result.Value.Version);
        return View.Of(result.Value);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyShape();
}
