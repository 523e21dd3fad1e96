using Rainmaker.Intelligence.Matching;
using Rainmaker.People;

namespace Rainmaker.Leads.Matches;

/// <summary>The pairs that wait for an answer, one pair side by side, and the latest merges. Only pairs of which the reader sees both.</summary>
public static class ReadMatches
{
    const int Most = 100;

    /// <param name="Probability">Percent that the two are one.</param>
    public sealed record Pair(Guid Id, string Kind, string State, decimal Probability, Side First, Side Second, IReadOnlyList<MatchEvidence> Evidence, DateTimeOffset CreatedAt);

    public sealed record Side(Guid Id, string Name, string? Company, bool IsConverted, DateTimeOffset CreatedAt, IReadOnlyList<SideField> Fields);

    public sealed record SideField(string Field, string? Value);

    public sealed record Merged(Guid Id, string Kind, Guid SurvivorId, string Survivor, string Duplicate, DateTimeOffset MergedAt);

    /// <summary>A probability as screens say it: never quite certain, never quite impossible.</summary>
    internal static string Percent(decimal probability) => probability switch { > 99 => "over 99 %", < 1 => "under 1 %", _ => $"{probability:0} %" };

    internal static string Href(string kind, Guid id) => (kind == "company" ? "/companies/" : kind == "contact" ? "/contacts/" : "/leads/") + id;

    public static async Task<IReadOnlyList<Pair>> List(MatchState state, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (leads, companies, contacts) = (db.Leads.VisibleTo(actor), db.Companies.VisibleTo(db), db.Contacts.VisibleTo(db));
        var matches = await db.LeadMatches.AsNoTracking().Where(m => m.State == state)
            .Where(m => (m.Kind == RecordKind.Lead && leads.Any(l => l.Id == m.LeadId) && leads.Any(l => l.Id == m.OtherLeadId))
                || (m.Kind == RecordKind.Company && companies.Any(c => c.Id == m.LeadId) && companies.Any(c => c.Id == m.OtherLeadId))
                || (m.Kind == RecordKind.Contact && contacts.Any(c => c.Id == m.LeadId) && contacts.Any(c => c.Id == m.OtherLeadId)))
            .OrderByDescending(m => m.Weight).ThenBy(m => m.Id).Take(Most).ToListAsync(stop);
        return await Pairs(db, matches, stop);
    }

    public static async Task<Result<Pair>> One(Guid id, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return await SettleMatch.Find(db, id, stop) is { } match ? (await Pairs(db, [match], stop))[0] : new NotFound("pair");
    }

    /// <summary>Merges that can still be undone, newest first.</summary>
    public static async Task<IReadOnlyList<Merged>> Merges(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var merges = await db.RecordMerges.AsNoTracking().Where(m => m.UndoneAt == null).OrderByDescending(m => m.MergedAt).Take(Most).ToListAsync(stop);
        var told = new List<Merged>();
        foreach (var kind in merges.GroupBy(m => m.Kind))
        {
            var sides = await Sides(db, kind.Key, [.. kind.SelectMany(m => new[] { m.SurvivorId, m.MergedId })], stop);
            told.AddRange(kind.Where(m => sides.ContainsKey(m.SurvivorId) && sides.ContainsKey(m.MergedId))
                .Select(m => new Merged(m.Id, Words<RecordKind>.ToWord[m.Kind], m.SurvivorId, sides[m.SurvivorId].Name, sides[m.MergedId].Name, m.MergedAt)));
        }
        return [.. told.OrderByDescending(m => m.MergedAt)];
    }

    static async Task<IReadOnlyList<Pair>> Pairs(SalesDb db, IReadOnlyCollection<LeadMatch> matches, CancellationToken stop)
    {
        var sides = new Dictionary<Guid, Side>();
        foreach (var kind in matches.GroupBy(m => m.Kind))
        {
            foreach (var (id, side) in await Sides(db, kind.Key, [.. kind.SelectMany(m => new[] { m.LeadId, m.OtherLeadId })], stop))
                sides[id] = side;
        }
        return [.. matches.Select(m => new Pair(m.Id, Words<RecordKind>.ToWord[m.Kind], Words<MatchState>.ToWord[m.State], m.Weight, sides[m.OtherLeadId], sides[m.LeadId], m.Evidence, m.CreatedAt))];
    }

    // Merged records too: their names stand in the list of merges.
    static async Task<Dictionary<Guid, Side>> Sides(SalesDb db, RecordKind kind, IReadOnlyCollection<Guid> ids, CancellationToken stop)
    {
        switch (kind)
        {
            case RecordKind.Lead:
                return (await db.Leads.IgnoreQueryFilters(["deleted"]).AsNoTracking().VisibleTo(db.Actor).Where(l => ids.Contains(l.Id)).ToListAsync(stop)).ToDictionary(l => l.Id, l => new Side(l.Id, l.Name, l.Company, l.DealId is not null, l.CreatedAt,
                [
                    new("name", l.Name), new("e-mail", db.Vault.Open("lead.email", l.EmailSealed)), new("phone", db.Vault.Open("lead.phone", l.PhoneSealed)), new("whatsapp", db.Vault.Open("lead.whatsapp", l.WhatsappSealed)),
                    new("company", l.Company), new("domain", l.Domain), new("job title", l.JobTitle), new("industry", l.Industry), new("city", l.City), new("postal code", l.PostalCode), new("country", l.Country),
                    new("status", Words<Crm.LeadStatus>.ToWord[l.Status]), new("source", l.Source),
                ]));
            case RecordKind.Company:
                return (await db.Companies.IgnoreQueryFilters(["deleted"]).AsNoTracking().VisibleTo(db).Where(c => ids.Contains(c.Id)).ToListAsync(stop)).ToDictionary(c => c.Id, c => new Side(c.Id, c.Name, c.Domain, false, c.CreatedAt,
                [
                    new("name", c.Name), new("domain", c.Domain), new("industry", c.Industry), new("size", c.Size), new("city", c.City), new("region", c.Region), new("country", c.Country), new("source", c.Source),
                ]));
            default:
                return (await db.Contacts.IgnoreQueryFilters(["deleted"]).AsNoTracking().VisibleTo(db).Where(c => ids.Contains(c.Id)).ToListAsync(stop)).ToDictionary(c => c.Id, c => new Side(c.Id, c.Name, c.JobTitle, false, c.CreatedAt,
                [
                    new("name", c.Name), new("e-mail", db.Vault.Open("contact.email", c.EmailSealed)), new("phone", db.Vault.Open("contact.phone", c.PhoneSealed)), new("whatsapp", db.Vault.Open("contact.whatsapp", c.WhatsappSealed)),
                    new("job title", c.JobTitle), new("country", c.Country), new("source", c.Source),
                ]));
        }
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/matches", async (string? state, Actor actor, Database database, CancellationToken stop) =>
                (Words<MatchState>.FromWord.TryGetValue(state ?? "open", out var which)
                    ? (Result<Listing<Pair>>)Listing<Pair>.Whole(await List(which, actor, database, stop))
                    : new InvalidField("state", $"There are {string.Join(", ", Words<MatchState>.All)}.", state)).Answer())
            .Requires(LeadRights.Read).WithSummary("Pairs that may be one, the likeliest first");
        routes.MapGet("/api/matches/{id:guid}", async (Guid id, Actor actor, Database database, CancellationToken stop) => (await One(id, actor, database, stop)).Answer())
            .Requires(LeadRights.Read).WithSummary("One pair side by side");
    }
}
