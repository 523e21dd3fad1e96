using Npgsql;
using Rainmaker.Crm;
using Rainmaker.Intelligence.Scoring.Learned;

namespace Rainmaker.Leads.Learned;

/// <summary>
/// A lead as it could be judged when it came in. What people fill in while they qualify (timeline, budget, who decides) is left out: it would tell the
/// outcome. Of the signals only those of its first week count, for settled and open leads alike.
/// </summary>
/// <param name="SettledAt">When it was converted; for a disqualified one when it was last changed.</param>
sealed record LeadCase(Guid Id, DateTimeOffset CreatedAt, LeadStatus Status, DateTimeOffset SettledAt, string Source, string? Medium, string? Campaign, string? Industry, string? CompanySize,
    string? JobTitle, string? Country, string? ProspectiveType, string? Company, string? Domain, bool HasEmail, bool HasPhone, long EarlySignals)
{
    /// <summary>As the SQL below has it.</summary>
    public const int EarlyDays = 7;

    public bool IsSettled => Status is LeadStatus.Converted or LeadStatus.Disqualified;

    public static LeadCase Of(Lead lead, long earlySignals) => new(lead.Id, lead.CreatedAt, lead.Status, lead.ConvertedAt ?? lead.UpdatedAt, lead.Source, lead.FirstTouch?.Medium, lead.FirstTouch?.Campaign,
        lead.Industry, lead.CompanySize, lead.JobTitle, lead.Country, lead.ProspectiveType is { } type ? Words<ProspectiveType>.ToWord[type] : null, lead.Company?.ToLowerInvariant(), lead.Domain,
        lead.EmailHash is not null, lead.PhoneHash is not null, earlySignals);

    public void Tell(FactRows rows, Past source, Past company, Past domain)
    {
        rows.Next();
        rows.Word("source", Source);
        rows.Word("medium", Medium);
        rows.Word("campaign", Campaign);
        rows.Word("industry", Industry);
        rows.Word("company_size", CompanySize);
        rows.Word("job_title", JobTitle);
        rows.Word("country", Country);
        rows.Word("prospective_type", ProspectiveType);
        rows.Word("email", HasEmail ? "given" : "not given");
        rows.Word("phone", HasPhone ? "given" : "not given");
        rows.Number("signals_in_first_week", EarlySignals);
        rows.Number("source_conversion_percent", source.Percent);
        rows.Number("days_since_source_converted", source.DaysSinceWon);
        rows.Number("company_conversion_percent", company.Percent);
        rows.Number("company_earlier_leads", company.Settled);
        rows.Number("days_since_company_converted", company.DaysSinceWon);
        rows.Number("domain_conversion_percent", domain.Percent);
    }
}

/// <summary>All leads of a tenant in the order they came, each with what was known of its source, company and address before.</summary>
static class LeadCases
{
    const string Sql = """
        select l.id, l.created_at, l.status, coalesce(l.converted_at, l.updated_at), l.source, l.first_touch ->> 'medium', l.first_touch ->> 'campaign', l.industry, l.company_size, l.job_title, l.country,
          l.prospective_type, lower(l.company), l.domain, l.email_hash is not null, l.phone_hash is not null,
          (select count(*) from lead_signal s where s.tenant_id = l.tenant_id and s.lead_id = l.id and s.at <= l.created_at + interval '7 days')
        from lead l where l.tenant_id = $1 and l.deleted_at is null and l.status <> 'spam' order by l.created_at, l.id
        """;

    const string Week = "7 days";

    // The latest tell most: older ones count less and less.
    const string PastSql = """
        select coalesce(converted_at, updated_at), status = 'converted', true from (select * from lead where tenant_id = $1 and lower(company) = $2 and status in ('converted', 'disqualified') and deleted_at is null order by updated_at desc limit 200) c
        union all
        select coalesce(converted_at, updated_at), status = 'converted', false from (select * from lead where tenant_id = $1 and domain = $3 and status in ('converted', 'disqualified') and deleted_at is null order by updated_at desc limit 200) d
        order by 1
        """;

    public static async Task<ScoringMaterial> Read(SalesDb db, CancellationToken stop)
    {
        var cases = new List<LeadCase>();
        await using (var command = db.Command(Sql))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = db.TenantId });
            await using var row = await command.ExecuteReaderAsync(stop);
            while (await row.ReadAsync(stop))
                cases.Add(Case(row));
        }
        return Of(cases);
    }

    internal static ScoringMaterial Of(List<LeadCase> cases)
    {
        var (sources, companies, domains) = (new TrackRecord(), new TrackRecord(), new TrackRecord());
        var settled = new Queue<LeadCase>(cases.Where(c => c.IsSettled).OrderBy(c => c.SettledAt).ThenBy(c => c.Id));
        var (closed, open, outcomes, when, ids) = (new FactRows(), new FactRows(), new List<bool>(), new List<DateTimeOffset>(), new List<Guid>());
        foreach (var lead in cases)
        {
            Settle(until: lead.CreatedAt);
            lead.Tell(lead.IsSettled ? closed : open, sources.Of(lead.Source, lead.CreatedAt), companies.Of(lead.Company, lead.CreatedAt), domains.Of(lead.Domain, lead.CreatedAt));
            if (lead.IsSettled)
            {
                outcomes.Add(lead.Status == LeadStatus.Converted);
                when.Add(lead.SettledAt);
            }
            else
            {
                ids.Add(lead.Id);
            }
        }
        Settle(until: DateTimeOffset.MaxValue);
        return new(new(closed.Table(), [.. outcomes], [.. when]), [.. ids], open.Table(), Json.Write(sources.Tallies));

        void Settle(DateTimeOffset until)
        {
            while (settled.TryPeek(out var next) && next.SettledAt < until)
            {
                var (lead, won) = (settled.Dequeue(), next.Status == LeadStatus.Converted);
                sources.Settle(lead.Source, lead.SettledAt, won);
                companies.Settle(lead.Company, lead.SettledAt, won);
                domains.Settle(lead.Domain, lead.SettledAt, won);
            }
        }
    }

    /// <summary>One lead by itself, as it comes in or is asked about.</summary>
    public static async Task<(LearnedScore Score, FactTable Facts)> Judge(SalesDb db, LeadCase lead, ModelInUse model, CancellationToken stop)
    {
        var (companies, domains) = (new TrackRecord(), new TrackRecord());
        await using (var command = db.Command(PastSql))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = db.TenantId });
            command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = lead.Company });
            command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = lead.Domain });
            await using var row = await command.ExecuteReaderAsync(stop);
            while (await row.ReadAsync(stop))
                if (row.GetFieldValue<DateTimeOffset>(0) is var at && at < lead.CreatedAt)
                    (row.GetBoolean(2) ? companies : domains).Settle(row.GetBoolean(2) ? lead.Company : lead.Domain, at, row.GetBoolean(1));
        }
        var rows = new FactRows();
        lead.Tell(rows, model.Record.Of(lead.Source, lead.CreatedAt), companies.Of(lead.Company, lead.CreatedAt), domains.Of(lead.Domain, lead.CreatedAt));
        var facts = rows.Table();
        return (model.Explainer.Explain(facts)[0], facts);
    }

    static LeadCase Case(NpgsqlDataReader row)
    {
        return new(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), Words<LeadStatus>.FromWord[row.GetString(2)], row.GetFieldValue<DateTimeOffset>(3), row.GetString(4), Text(5), Text(6), Text(7), Text(8),
            Text(9), Text(10), Text(11), Text(12), Text(13), row.GetBoolean(14), row.GetBoolean(15), row.GetInt64(16));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
