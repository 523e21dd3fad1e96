using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Matching;
using Rainmaker.Intelligence.Targets;
using Rainmaker.People;

namespace Rainmaker.Leads;

/// <summary>The condition of a filter in SQL, with the actor's sight in it. Text is put together from constants here; whatever was sent is a parameter.</summary>
public sealed class ChooseLeads
{
    readonly List<string> _where = ["tenant_id = $1", "deleted_at is null"];
    readonly List<NpgsqlParameter> _values = [];
    readonly List<Invalid> _faults = [];

    ChooseLeads(Guid tenant) => Add(NpgsqlDbType.Uuid, tenant);

    public IReadOnlyList<Invalid> Faults => _faults;

    /// <summary>What stands behind <c>where</c>.</summary>
    public string Where => string.Join(" and ", _where);

    public NpgsqlParameter[] Values => [.. _values.Select(v => v.Clone())];

    public sealed record BadFilter(string Field, string Sent, string Takes) : Invalid(Field, $"'{Sent}' is not a value of '{Field}': {Takes}.", Sent);

    public static ChooseLeads By(LeadFilter filter, Actor actor, TenantInfo tenant)
    {
        var choice = new ChooseLeads(actor.Tenant);
        choice.WithinSight(LeadSight.SightOf(actor));
        choice.Statuses(filter);
        choice.Words<LeadPriority>("priority", "priority", filter.Priority);
        choice.Words<ProspectiveType>("prospective_type", "prospective_type", filter.ProspectiveType);
        choice.Owner(filter.Owner ?? filter.OwnerId, actor);
        if (Many(filter.Source) is { Length: > 0 } sources)
            choice.And($"source = any({choice.Add(NpgsqlDbType.Array | NpgsqlDbType.Text, sources)})");
        if (Many(filter.Tag) is { Length: > 0 } tags)
            choice.And($"tags && {choice.Add(NpgsqlDbType.Array | NpgsqlDbType.Text, tags.Select(t => t.ToLowerInvariant()).ToArray())}");
        choice.Score(">=", "score_min", filter.ScoreMin);
        choice.Score("<=", "score_max", filter.ScoreMax);
        choice.Created(">=", "created_from", filter.CreatedFrom, tenant, days: 0);
        choice.Created("<", "created_to", filter.CreatedTo, tenant, days: 1);
        choice.Reached(filter.Reached, tenant.Setting<FunnelSettings>("funnel"));
        choice.Text(filter.Text, tenant);
        return choice;
    }

    /// <summary>Only these of them.</summary>
    public ChooseLeads Among(IReadOnlyCollection<Guid> ids)
    {
        And($"id = any({Add(NpgsqlDbType.Array | NpgsqlDbType.Uuid, ids.ToArray())})");
        return this;
    }

    /// <returns>Its name in the text: $7.</returns>
    public string Add(NpgsqlDbType type, object value)
    {
        _values.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value });
        return $"${_values.Count}";
    }

    public void And(string condition) => _where.Add(condition);

    void WithinSight(Sight sight)
    {
        if (sight.IsAll)
            return;
        var theirs = $"owner_id = any({Add(NpgsqlDbType.Array | NpgsqlDbType.Uuid, sight.Owners!)})";
        And(sight.Unowned ? $"({theirs} or owner_id is null)" : theirs);
    }

    void Statuses(LeadFilter filter)
    {
        if (Flag("is_spam", filter.IsSpam) is true)
            And("status = 'spam'");
        else if (string.IsNullOrWhiteSpace(filter.Status))
            And("status <> 'spam'");
        if (Flag("is_converted", filter.IsConverted) is { } converted)
            And(converted ? "status = 'converted'" : "status <> 'converted'");
        Words<LeadStatus>("status", "status", filter.Status);
    }

    void Words<T>(string field, string column, string? sent) where T : struct, Enum
    {
        if (Many(sent) is not { Length: > 0 } words)
            return;
        foreach (var word in words.Where(w => !Platform.Data.Words<T>.FromWord.ContainsKey(w)))
            _faults.Add(new BadFilter(field, word, string.Join(", ", Platform.Data.Words<T>.All)));
        And($"{column} = any({Add(NpgsqlDbType.Array | NpgsqlDbType.Text, words)})");
    }

    void Owner(string? sent, Actor actor)
    {
        if (string.IsNullOrWhiteSpace(sent))
            return;
        if (sent == "none")
            And("owner_id is null");
        else if (sent == "me")
            And($"owner_id = {Add(NpgsqlDbType.Uuid, actor.User)}");
        else if (Guid.TryParse(sent, out var user))
            And($"owner_id = {Add(NpgsqlDbType.Uuid, user)}");
        else
            _faults.Add(new BadFilter("owner", sent, "a user's id, me, or none"));
    }

    void Score(string compared, string field, string? sent)
    {
        if (string.IsNullOrWhiteSpace(sent))
            return;
        if (decimal.TryParse(sent, NumberStyles.Number, CultureInfo.InvariantCulture, out var score) && score is >= 0 and <= 100)
            And($"ai_score {compared} {Add(NpgsqlDbType.Numeric, score)}");
        else
            _faults.Add(new BadFilter(field, sent, "a number from 0 to 100"));
    }

    /// <summary><see cref="Funnel.StepOf"/> in SQL; a test holds it to that.</summary>
    void Reached(string? sent, FunnelSettings funnel)
    {
        if (string.IsNullOrWhiteSpace(sent))
            return;
        if (!Platform.Data.Words<FunnelStep>.FromWord.TryGetValue(sent, out var step))
        {
            _faults.Add(new BadFilter("reached", sent, string.Join(", ", Platform.Data.Words<FunnelStep>.All)));
            return;
        }
        LeadStatus[] statuses = [.. step <= FunnelStep.Mql ? funnel.Mql : [], .. step <= FunnelStep.Sql ? funnel.Sql : [], .. step <= FunnelStep.Opportunity ? funnel.Opportunity : []];
        var ways = new List<string> { "exists (select from deal d where d.tenant_id = lead.tenant_id and d.id = lead.deal_id and d.status = 'won' and d.deleted_at is null)" };
        if (statuses.Length > 0)
            ways.Add($"status = any({Add(NpgsqlDbType.Array | NpgsqlDbType.Text, statuses.Select(s => Platform.Data.Words<LeadStatus>.ToWord[s]).ToArray())})");
        if (step <= FunnelStep.Mql)
            ways.Add($"ai_score >= {Add(NpgsqlDbType.Numeric, (decimal)funnel.MqlFromScore)}");
        And(step == FunnelStep.Lead ? "status <> 'spam'" : $"(status <> 'spam' and ({string.Join(" or ", ways)}))");
    }

    void Created(string compared, string field, string? sent, TenantInfo tenant, int days)
    {
        if (string.IsNullOrWhiteSpace(sent))
            return;
        if (DateOnly.TryParseExact(sent, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999)
            And($"created_at {compared} {Add(NpgsqlDbType.TimestampTz, tenant.StartOf(day.AddDays(days)))}");
        else if (DateTimeOffset.TryParse(sent, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            And($"created_at {compared} {Add(NpgsqlDbType.TimestampTz, moment.ToUniversalTime())}");
        else
            _faults.Add(new BadFilter(field, sent, "a day such as 2026-01-31 or a moment"));
    }

    /// <summary>Names by a piece; addresses are sealed and found whole, or by their domain (K16).</summary>
    void Text(string? sent, TenantInfo tenant)
    {
        if (sent?.Trim() is not { Length: > 0 } text)
            return;
        if (text.Length > 200)
        {
            _faults.Add(new BadFilter("q", text[..50], "200 characters at most"));
            return;
        }
        var piece = Add(NpgsqlDbType.Text, $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%");
        var ways = new List<string> { $"name ilike {piece}", $"company ilike {piece}" };
        if (EmailAddress.Read(text) is { Fault: null, Address: { } address })
            ways.Add($"email_hash = {Add(NpgsqlDbType.Bytea, tenant.Vault.HashEmail(address)!)}");
        if (PhoneNumber.Read(text, tenant.Region) is { IsVerified: true, Value: { } number })
            ways.Add($"{Add(NpgsqlDbType.Bytea, tenant.Vault.HashPhone(number)!)} in (phone_hash, whatsapp_hash)");
        if (text.Contains('.', StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal))
            ways.Add($"domain = {Add(NpgsqlDbType.Text, text.TrimStart('@').ToLowerInvariant())}");
        And($"({string.Join(" or ", ways)})");
    }

    bool? Flag(string field, string? sent)
    {
        if (string.IsNullOrWhiteSpace(sent))
            return null;
        if (bool.TryParse(sent, out var flag))
            return flag;
        _faults.Add(new BadFilter(field, sent, "true or false"));
        return null;
    }

    static string[]? Many(string? sent) => sent?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
