using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Rainmaker.Deals;
using Rainmaker.Leads;

namespace Rainmaker.Insights;

/// <summary>
/// Distinct people behind open deals, and leads contacted or qualified; who is both counts once. People cannot be added up over owners as sums
/// can, so they are counted for each sight.
/// </summary>
static class KeyContacts
{
    const string Sql = "with people as (select d.contact_id as id from deal d where d.tenant_id = @tenant and d.status = 'open' and (@pipeline is null or d.pipeline_id = @pipeline) and d.contact_id is not null and " + DealSight.Sql + """

          union
          select c.contact_id from deal d join deal_contact c on c.tenant_id = d.tenant_id and c.deal_id = d.id
          where d.tenant_id = @tenant and d.status = 'open' and (@pipeline is null or d.pipeline_id = @pipeline) and
        """ + DealSight.Sql + """

          union
          select p.id from lead l join contact p on p.tenant_id = l.tenant_id and p.lead_id = l.id and p.deleted_at is null where
        """ + Leads + """
        )
        select (select count(*) from people) + (select count(*) from lead l where
        """ + Leads + " and not exists (select from contact p where p.tenant_id = l.tenant_id and p.lead_id = l.id and p.deleted_at is null))";

    const string Leads = " l.tenant_id = @tenant and l.status in ('contacted', 'qualified') and " + LeadSight.Sql;

    public static async Task<int> Count(Database database, Actor actor, Guid? pipeline, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        await db.Execute($"select set_config('work_mem', '32MB', true)", stop);
        await using var command = db.Command(Sql);
        command.Parameters.AddRange((NpgsqlParameter[])[.. DealSight.Parameters(actor), .. LeadSight.Parameters(actor),
            new NpgsqlParameter<Guid>("tenant", actor.Tenant), new("pipeline", NpgsqlDbType.Uuid) { Value = (object?)pipeline ?? DBNull.Value }]);
        return Convert.ToInt32(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }
}
