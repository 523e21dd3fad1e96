using NpgsqlTypes;
using Rainmaker.Crm;

namespace Rainmaker.Sync.Landing;

/// <summary>Who belongs to what: people and companies of deals, companies of people. Of whoever is on the page, all partners are.</summary>
static class LandPairs
{
    const string Pairs = """
        with pair as (
          select f.record_id as from_id, t.record_id as to_id, p.at, p.is_primary from unnest($5::text[], $6::text[], $7::boolean[]) with ordinality p(f, t, is_primary, at)
          join sync_link f on f.tenant_id = $1 and f.connection_id = $2 and f.kind = $3 and f.external_id = p.f and f.state = 'there'
          join sync_link t on t.tenant_id = $1 and t.connection_id = $2 and t.kind = $4 and t.external_id = p.t and t.state = 'there')
        """;

    const string MainContactSql = Pairs + """
        , main as (select distinct on (from_id) from_id, to_id from pair order by from_id, at)
        update deal d set contact_id = main.to_id from main where d.tenant_id = $1 and d.id = main.from_id and d.contact_id is null
        """;

    const string ContactsSql = Pairs + """
        , gone as (
          delete from deal_contact c where c.tenant_id = $1 and c.deal_id in (select from_id from pair) and not exists (select from pair where from_id = c.deal_id and to_id = c.contact_id)
            and exists (select from sync_link l where l.tenant_id = $1 and l.connection_id = $2 and l.kind = 'contact' and l.record_id = c.contact_id))
        insert into deal_contact (tenant_id, deal_id, contact_id) select distinct $1, p.from_id, p.to_id from pair p join deal d on d.tenant_id = $1 and d.id = p.from_id and d.contact_id is distinct from p.to_id
        on conflict do nothing
        """;

    const string CompanyOfDealSql = Pairs + """
        , main as (select distinct on (from_id) from_id, to_id from pair order by from_id, is_primary desc, at)
        update deal d set company_id = main.to_id, company = coalesce(d.company, (select name from company c where c.tenant_id = $1 and c.id = main.to_id))
        from main where d.tenant_id = $1 and d.id = main.from_id and d.company_id is distinct from main.to_id
        """;

    const string CompanyOfContactSql = Pairs + """
        , main as (select distinct on (from_id) from_id, to_id from pair order by from_id, is_primary desc, at)
        update contact c set company_id = main.to_id from main where c.tenant_id = $1 and c.id = main.from_id and c.company_id is null
        """;

    public static Task Land(Arrival on, IReadOnlyList<Association> page, CancellationToken stop) =>
        page.Count == 0 ? Task.CompletedTask : Write(on, page[0].Kind, page, stop);

    public static async Task Write(Arrival on, AssociationKind kind, IReadOnlyList<Association> pairs, CancellationToken stop)
    {
        if (pairs.Count == 0)
            return;
        var (from, to) = kind switch { AssociationKind.ContactCompany => ("contact", "company"), AssociationKind.DealContact => ("deal", "contact"), _ => ("deal", "company") };
        string[] sql = kind switch { AssociationKind.ContactCompany => [CompanyOfContactSql], AssociationKind.DealContact => [MainContactSql, ContactsSql], _ => [CompanyOfDealSql] };
        foreach (var statement in sql)
        {
            await using var command = on.Db.Command(statement);
            command.Parameters.AddRange(new Npgsql.NpgsqlParameter[]
            {
                new Npgsql.NpgsqlParameter<Guid> { TypedValue = on.Db.TenantId }, new Npgsql.NpgsqlParameter<Guid> { TypedValue = on.Connection.Id }, new Npgsql.NpgsqlParameter<string> { TypedValue = from }, new Npgsql.NpgsqlParameter<string> { TypedValue = to },
                Arrival.Array([.. pairs.Select(p => p.From)], NpgsqlDbType.Text), Arrival.Array([.. pairs.Select(p => p.To)], NpgsqlDbType.Text), Arrival.Array([.. pairs.Select(p => p.IsPrimary)], NpgsqlDbType.Boolean),
            });
            await command.ExecuteNonQueryAsync(stop);
        }
        on.Unchanged += kind == AssociationKind.DealContact && on.Created + on.Updated + on.Unchanged > 0 ? 0 : pairs.Count;
    }
}
