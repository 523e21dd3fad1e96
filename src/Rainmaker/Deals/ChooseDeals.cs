using System.Globalization;
using Rainmaker.Leads;

namespace Rainmaker.Deals;

/// <summary>Turns a filter into the deals it means, within the actor's sight. Words that mean nothing are gathered as faults.</summary>
sealed class ChooseDeals(SalesDb db, PipelineBook book)
{
    public sealed record UnknownWord(string Of, string Sent, string Known) : Invalid(Of, $"'{Sent}' is not one of {Known}.", Sent);
    public sealed record Unreadable(string Of, string Sent, string Wanted) : Invalid(Of, $"'{Sent}' is not {Wanted}.", Sent);

    readonly List<Invalid> _faults = [];

    /// <summary>Null while all words mean something.</summary>
    public Refusal? Refusal => _faults.Count switch { 0 => null, 1 => _faults[0], _ => new Faults([.. _faults]) };

    public IQueryable<Deal> By(DealFilter filter) =>
        Attention(filter, Values(filter, Belonging(filter, Standing(filter, db.Deals.AsNoTracking().VisibleTo(db.Actor)))));

    /// <summary>The picked ones, or all under the filter that was sent along.</summary>
    public IQueryable<Deal> By(Chosen chosen)
    {
        var deals = By(DealFilter.Of(chosen.AllMatching ?? ""));
        return chosen.Ids is { Count: > 0 } picked ? deals.Where(d => picked.Contains(d.Id)) : deals;
    }

    IQueryable<Deal> Standing(DealFilter filter, IQueryable<Deal> deals)
    {
        if (filter.Pipeline is { Length: > 0 } and not "all")
        {
            if (book.Find(filter.Pipeline) is { Id: var pipeline })
                deals = deals.Where(d => d.PipelineId == pipeline);
            else
                Unknown("pipeline", filter.Pipeline, book.Pipelines.Select(p => p.Key));
        }
        if (Split(filter.Stage) is { Length: > 0 } words)
        {
            foreach (var word in words.Where(w => book.FindStages(w).Count == 0))
                Unknown("stage", word, book.Pipelines.SelectMany(p => p.Stages).Select(s => s.Word));
            Guid[] stages = [.. words.SelectMany(book.FindStages).Select(s => s.Id)];
            deals = deals.Where(d => stages.Contains(d.StageId));
        }
        if (Split(filter.Status) is { Length: > 0 } states)
        {
            StageKind[] kinds = [.. states.SelectMany(Kinds)];
            deals = deals.Where(d => kinds.Contains(d.Status));
        }
        return deals;
    }

    IEnumerable<StageKind> Kinds(string word)
    {
        if (word == "closed")
            return [StageKind.Won, StageKind.Lost];
        if (Words<StageKind>.FromWord.TryGetValue(word, out var kind))
            return [kind];
        Unknown("status", word, [.. Words<StageKind>.All, "closed"]);
        return [];
    }

    IQueryable<Deal> Belonging(DealFilter filter, IQueryable<Deal> deals)
    {
        if (filter.Owner is "none")
            deals = deals.Where(d => d.OwnerId == null);
        else if (Id("owner", filter.Owner is "me" ? db.Actor.User.ToString() : filter.Owner) is { } owner)
            deals = deals.Where(d => d.OwnerId == owner);
        if (Id("team", filter.Team) is { } team)
        {
            var people = db.Users.Where(u => u.TeamId == team).Select(u => (Guid?)u.Id);
            deals = deals.Where(d => people.Contains(d.OwnerId));
        }
        if (Guid.TryParse(filter.Company, out var company))
            deals = deals.Where(d => d.CompanyId == company);
        else if (Pattern(filter.Company) is { } called)
            deals = deals.Where(d => EF.Functions.ILike(d.Company!, called, "\\"));
        if (filter.Source is { Length: > 0 } source)
            deals = deals.Where(d => d.Source == source);
        var leads = db.Leads;
        if (filter.LeadSource is { Length: > 0 } origin)
            deals = deals.Where(d => (leads.Where(l => l.Id == d.LeadId).Select(l => l.Source).FirstOrDefault() ?? d.Source) == origin);
        if (filter.LostReason is "none")
            deals = deals.Where(d => d.Status == StageKind.Lost && d.LostReason == null);
        else if (filter.LostReason is { Length: > 0 } reason)
            deals = deals.Where(d => d.LostReason == reason);
        if (filter.Tag is { Length: > 0 } tag)
            deals = deals.Where(d => d.Tags.Contains(tag));
        if (Pattern(filter.Text) is { } text)
            deals = deals.Where(d => EF.Functions.ILike(d.Name, text, "\\") || EF.Functions.ILike(d.Company!, text, "\\"));
        return deals;
    }

    IQueryable<Deal> Values(DealFilter filter, IQueryable<Deal> deals)
    {
        if (Amount("value_min", filter.ValueMin) is { } least)
            deals = deals.Where(d => d.BaseValue >= least);
        if (Amount("value_max", filter.ValueMax) is { } most)
            deals = deals.Where(d => d.BaseValue <= most);
        if (Day("close_from", filter.CloseFrom) is { } from)
            deals = deals.Where(d => d.ExpectedCloseDate >= from);
        if (Day("close_to", filter.CloseTo) is { } to)
            deals = deals.Where(d => d.ExpectedCloseDate <= to);
        if (Day("closed_from", filter.ClosedFrom) is { } closedFrom)
            deals = deals.Where(d => d.ClosedOn >= closedFrom);
        if (Day("closed_to", filter.ClosedTo) is { } closedTo)
            deals = deals.Where(d => d.ClosedOn <= closedTo);
        return deals;
    }

    IQueryable<Deal> Attention(DealFilter filter, IQueryable<Deal> deals)
    {
        if (Split(filter.Risk) is { Length: > 0 } words)
        {
            foreach (var word in words.Where(w => !Words<RiskLevel>.FromWord.ContainsKey(w)))
                Unknown("risk", word, Words<RiskLevel>.All);
            RiskLevel?[] risks = [.. words.Where(Words<RiskLevel>.FromWord.ContainsKey).Select(w => (RiskLevel?)Words<RiskLevel>.FromWord[w])];
            deals = deals.Where(d => risks.Contains(d.RiskLevel));
        }
        var (now, today, stages) = (db.Now, db.Today, db.Stages);
        switch (filter.Needs)
        {
            case null or "":
                return deals;
            case "overdue":
                return deals.Where(d => d.Status == StageKind.Open && d.ExpectedCloseDate < today);
            case "unplanned":
                return deals.Where(d => d.Status == StageKind.Open && !(d.NextActivityAt > now));
            case "stalled":
                // Figures.IsStalled in SQL: idle since the later of activity (else creation) and human change.
                return deals.Where(d => d.Status == StageKind.Open && !(d.NextActivityAt > now) && stages.Any(s => s.Id == d.StageId
                    && d.LastChangeAt <= now.AddDays(-s.StalledAfterDays) && (d.LastActivityAt ?? d.CreatedAt) <= now.AddDays(-s.StalledAfterDays)));
            case "undated":
                return deals.Where(d => d.Status == StageKind.Open && d.ExpectedCloseDate == null);
            case "unvalued":
                return deals.Where(d => d.Status == StageKind.Open && d.BaseValue == null);
            case "hopeless":
                return deals.Where(d => d.Status == StageKind.Open && d.BaseValue != null && d.Probability == 0);
            default:
                Unknown("needs", filter.Needs, ["overdue", "unplanned", "stalled", "undated", "unvalued", "hopeless"]);
                return deals;
        }
    }

    void Unknown(string field, string sent, IEnumerable<string> known) => _faults.Add(new UnknownWord(field, sent, string.Join(", ", known.Distinct())));

    Guid? Id(string field, string? sent)
    {
        if (string.IsNullOrEmpty(sent))
            return null;
        if (Guid.TryParse(sent, out var id))
            return id;
        _faults.Add(new Unreadable(field, sent, "an id"));
        return null;
    }

    decimal? Amount(string field, string? sent)
    {
        if (string.IsNullOrEmpty(sent))
            return null;
        if (decimal.TryParse(sent, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
            return amount;
        _faults.Add(new Unreadable(field, sent, "an amount such as 1200.50"));
        return null;
    }

    DateOnly? Day(string field, string? sent)
    {
        if (string.IsNullOrEmpty(sent))
            return null;
        if (DateOnly.TryParseExact(sent, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        _faults.Add(new Unreadable(field, sent, "a day such as 2026-11-20"));
        return null;
    }

    static string[] Split(string? words) => words?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    static string? Pattern(string? piece) => string.IsNullOrWhiteSpace(piece)
        ? null
        : $"%{piece.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
