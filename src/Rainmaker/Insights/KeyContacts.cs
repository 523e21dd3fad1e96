using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;
using Rainmaker.Deals;
using Rainmaker.Leads;

namespace Rainmaker.Insights;

/// <summary>
/// Distinct people behind open deals, and leads contacted or qualified; who is both counts once. People cannot be added up over owners as sums
/// can, so they are counted for each sight.
/// </summary>
public static class KeyContacts
{
    public const string Path = CommandCenter.Path + "/people";

    const int AtOnce = 50;
    const string Sort = "people";

    const string PeopleSql = "with people as (select d.contact_id as id from deal d where d.tenant_id = @tenant and d.status = 'open' and (@pipeline is null or d.pipeline_id = @pipeline) and d.contact_id is not null and " + DealSight.Sql + """

          union
          select c.contact_id from deal d join deal_contact c on c.tenant_id = d.tenant_id and c.deal_id = d.id
          where d.tenant_id = @tenant and d.status = 'open' and (@pipeline is null or d.pipeline_id = @pipeline) and
        """ + DealSight.Sql + """

          union
          select p.id from lead l join contact p on p.tenant_id = l.tenant_id and p.lead_id = l.id and p.deleted_at is null where
        """ + Leads + ")";

    const string Leads = " l.tenant_id = @tenant and l.status in ('contacted', 'qualified') and " + LeadSight.Sql;
    const string LeadsAlone = Leads + " and not exists (select from contact p where p.tenant_id = l.tenant_id and p.lead_id = l.id and p.deleted_at is null)";

    const string CountSql = PeopleSql + " select (select count(*) from people) + (select count(*) from lead l where " + LeadsAlone + ")";

    const string RowsSql = PeopleSql + """
        , rows as (
          select c.id, c.name, coalesce(o.name, '') as company, true as is_contact, c.owner_id, coalesce(c.job_title, '') as role
          from people p join contact c on c.tenant_id = @tenant and c.id = p.id left join company o on o.tenant_id = c.tenant_id and o.id = c.company_id
          union all
          select l.id, l.name, coalesce(l.company, ''), false, l.owner_id, coalesce(l.job_title, '') from lead l where
        """ + LeadsAlone + ") select id, name, company, is_contact, owner_id, role from rows where @name is null or (name, id) > (@name, @after) order by name, id limit @limit";

    /// <param name="IsContact">A contact; else a lead that is none yet.</param>
    public sealed record Person(Guid Id, string Name, string Company, bool IsContact, Guid? Owner, string JobTitle);

    public static async Task<int> Count(Database database, Actor actor, Guid? pipeline, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        await db.Execute($"select set_config('work_mem', '32MB', true)", stop);
        await using var command = Command(db, CountSql, pipeline);
        return Convert.ToInt32(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    /// <summary>The people who are counted, by name.</summary>
    public static async Task<Result<Listing<Person>>> List(Guid? pipeline, string? cursor, Actor actor, Database database, CancellationToken stop)
    {
        var after = (Name: (string?)null, Id: Guid.Empty);
        if (cursor is { Length: > 0 })
        {
            if (Cursor.Read(cursor, Sort) is not [var name, var last] || !Guid.TryParse(last, out var id))
                return new Cursor.NotACursor(cursor);
            after = (name, id);
        }
        await using var db = await database.Open(actor, stop);
        await using var command = Command(db, RowsSql, pipeline);
        command.Parameters.AddRange((NpgsqlParameter[])[new("name", NpgsqlDbType.Text) { Value = (object?)after.Name ?? DBNull.Value }, new NpgsqlParameter<Guid>("after", after.Id), new NpgsqlParameter<int>("limit", AtOnce + 1)]);
        await using var row = await command.ExecuteReaderAsync(stop);
        var people = new List<Person>();
        while (await row.ReadAsync(stop))
            people.Add(new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.IsDBNull(4) ? null : row.GetGuid(4), row.GetString(5)));
        return Listing<Person>.Of(people, AtOnce, p => p, p => Cursor.Write(Sort, p.Name, p.Id.ToString()));
    }

    static NpgsqlCommand Command(SalesDb db, string constantSql, Guid? pipeline)
    {
        var command = db.Command(constantSql);
        command.Parameters.AddRange((NpgsqlParameter[])[.. DealSight.Parameters(db.Actor), .. LeadSight.Parameters(db.Actor),
            new NpgsqlParameter<Guid>("tenant", db.TenantId), new("pipeline", NpgsqlDbType.Uuid) { Value = (object?)pipeline ?? DBNull.Value }]);
        return command;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, async Task<IResult> (string? pipeline, string? cursor, Actor actor, CommandCenter.Desk desk, SalesFigures figures, LeadDesks desks, Database database, CancellationToken stop) =>
        {
            var around = await desk.Open(actor, pipeline, stop);
            if (around.Refused(out var refusal))
                return refusal.Problem();
            var chosen = around.Value.Seen.Pipeline?.Id;
            var people = await List(chosen, cursor, actor, database, stop);
            return people.Refused(out refusal) ? refusal.Problem() : new RazorComponentResult<KeyContactsPage>(new
            {
                People = people.Value, Count = await figures.People(actor, chosen, stop), Names = (await desks.Get(actor.Tenant, stop)).People.ToDictionary(p => p.Id, p => p.Name),
            });
        }).Requires(InsightRights.Read).ExcludeFromDescription();
}
