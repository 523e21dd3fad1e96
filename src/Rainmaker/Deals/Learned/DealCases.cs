using Npgsql;
using Rainmaker.Intelligence.Scoring.Learned;
using Rainmaker.Leads.Learned;

namespace Rainmaker.Deals.Learned;

/// <summary>
/// Deals as they stood on entering a stage. A settled deal is looked at in one of its open stages, drawn by its id, an open one in the stage it is in:
/// so both are seen halfway, and the model says what a deal in this stage, this old on entering it, is worth. One without a history (imported) is looked at as
/// it was created. An outcome is known from the moment of the closing move, where only the day is on record from its end.
/// </summary>
static class DealCases
{
    const string Sql = """
        select d.id, d.status, greatest(coalesce(z.at, d.closed_on::timestamptz + interval '1 day', d.updated_at), coalesce(e.at, d.created_at)), coalesce(e.at, d.created_at), p.key || ': ' || s.label,
          extract(epoch from coalesce(e.at, d.created_at) - d.created_at)::float8 / 86400, coalesce(e.value, d.value) * d.rate, d.source, d.product, u.name, lower(d.company), d.lead_id is not null
        from deal d
        left join lateral (
          select max(c.at) as at from deal_stage_change c join stage t on t.tenant_id = c.tenant_id and t.id = c.to_stage_id and t.kind <> 'open'
          where c.tenant_id = d.tenant_id and c.deal_id = d.id and d.status <> 'open') z on true
        left join lateral (
          select c.at, c.to_stage_id, c.value, row_number() over (order by c.at, c.id) - 1 as place, count(*) over () as places
          from deal_stage_change c join stage t on t.tenant_id = c.tenant_id and t.id = c.to_stage_id and t.kind = 'open'
          where c.tenant_id = d.tenant_id and c.deal_id = d.id and (d.closed_on is null or c.at <= d.closed_on::timestamptz + interval '1 day')) e
          on e.place = case when d.status = 'open' then e.places - 1 else ('x' || right(d.id::text, 7))::bit(28)::int % e.places end
        left join stage s on s.tenant_id = d.tenant_id and s.id = e.to_stage_id
        left join pipeline p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
        left join app_user u on u.tenant_id = d.tenant_id and u.id = d.owner_id
        where d.tenant_id = $1 and d.deleted_at is null order by coalesce(e.at, d.created_at), d.id
        """;

    internal sealed record Case(Guid Id, StageKind Status, DateTimeOffset SettledAt, DateTimeOffset At, string? Stage, double DaysBefore, decimal? Value, string Source, string? Product, string? Owner, string? Company, bool FromLead)
    {
        public void Tell(FactRows rows, Past owner, Past company, Past source)
        {
            rows.Next();
            rows.Word("stage", Stage);
            rows.Word("source", Source);
            rows.Word("product", Product);
            rows.Word("owner", Owner);
            rows.Word("from_a_lead", FromLead ? "yes" : "no");
            rows.Number("days_before_this_stage", DaysBefore);
            rows.Number("value", Value is { } value ? (double)value : double.NaN);
            rows.Number("owner_win_percent", owner.Percent);
            rows.Number("company_win_percent", company.Percent);
            rows.Number("days_since_company_bought", company.DaysSinceWon);
            rows.Number("source_win_percent", source.Percent);
        }
    }

    public static async Task<ScoringMaterial> Read(SalesDb db, CancellationToken stop)
    {
        var cases = new List<Case>();
        await using (var command = db.Command(Sql))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = db.TenantId });
            await using var row = await command.ExecuteReaderAsync(stop);
            while (await row.ReadAsync(stop))
            {
                cases.Add(new(row.GetGuid(0), Words<StageKind>.FromWord[row.GetString(1)], row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3), Text(row, 4), row.GetDouble(5),
                    row.IsDBNull(6) ? null : row.GetDecimal(6), row.GetString(7), Text(row, 8), Text(row, 9), Text(row, 10), row.GetBoolean(11)));
            }
        }
        return Of(cases);
    }

    /// <param name="cases">In the order of the moments they are looked at.</param>
    internal static ScoringMaterial Of(List<Case> cases)
    {
        var (owners, companies, sources) = (new TrackRecord(), new TrackRecord(), new TrackRecord());
        var settled = new Queue<Case>(cases.Where(c => c.Status != StageKind.Open).OrderBy(c => c.SettledAt).ThenBy(c => c.Id));
        var (closed, open, outcomes, when, ids) = (new FactRows(), new FactRows(), new List<bool>(), new List<DateTimeOffset>(), new List<Guid>());
        foreach (var deal in cases)
        {
            while (settled.TryPeek(out var next) && next.SettledAt < deal.At)
            {
                var (past, won) = (settled.Dequeue(), next.Status == StageKind.Won);
                owners.Settle(past.Owner, past.SettledAt, won);
                companies.Settle(past.Company, past.SettledAt, won);
                sources.Settle(past.Source, past.SettledAt, won);
            }
            var isOpen = deal.Status == StageKind.Open;
            deal.Tell(isOpen ? open : closed, owners.Of(deal.Owner, deal.At), companies.Of(deal.Company, deal.At), sources.Of(deal.Source, deal.At));
            if (isOpen)
            {
                ids.Add(deal.Id);
                continue;
            }
            outcomes.Add(deal.Status == StageKind.Won);
            when.Add(deal.SettledAt);
        }
        return new(new(closed.Table(), [.. outcomes], [.. when]), [.. ids], open.Table(), "{}");
    }

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
