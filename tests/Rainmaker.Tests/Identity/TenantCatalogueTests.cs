using Npgsql;

namespace Rainmaker.Tests.Identity;

/// <summary>Walks the whole schema and the whole model: what one new table forgets, a test and not a leak tells.</summary>
public sealed class TenantCatalogueTests(TestServer server)
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Rows of the installation, not of a tenant.
    static readonly string[] OfTheInstallation = ["tenant", "schema_migration", "protection_key"];

    const string Ours = "c.relnamespace = 'public'::regnamespace and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')";

    async Task<List<string>> Ask(string sql)
    {
        await using var store = await server.Fresh();
        await using var connection = new NpgsqlConnection(store.Owner);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync(Stop);
        var found = new List<string>();
        while (await row.ReadAsync(Stop))
            found.Add(row.GetString(0));
        return found;
    }

    async Task Nothing(string remedy, string sql)
    {
        var found = await Ask(sql);
        Assert.True(found.Count == 0, $"{remedy}: {string.Join(", ", found)}");
    }

    static string Tables(string condition) =>
        $"select c.relname::text from pg_class c where {Ours} and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'qrtz\\_%' and c.relname not in ({string.Join(", ", OfTheInstallation.Select(t => $"'{t}'"))}) and {condition} order by 1";

    [Fact]
    public Task Every_table_belongs_to_a_tenant() => Nothing("Give it a tenant_id, or say in this test why it is the installation's",
        Tables("not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull)"));

    [Fact]
    public Task Row_level_security_is_on_and_forced_on_every_table() => Nothing("call protect('table') in its migration", Tables("not (c.relrowsecurity and c.relforcerowsecurity)"));

    [Fact]
    public Task Every_table_has_the_tenants_policy_for_reading_and_writing() => Nothing("call protect('table') in its migration", Tables("""
        not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant' and p.polcmd = '*'
          and pg_get_expr(p.polqual, p.polrelid) = '(tenant_id = (NULLIF(current_setting(''app.tenant''::text, true), ''''::text))::uuid)'
          and pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid))
        """));

    [Fact]
    public Task Nobody_but_owner_and_lookup_has_another_policy() => Nothing("The tenant's policy is the only one for the application's role", """
        select c.relname || '.' || p.polname from pg_policy p join pg_class c on c.oid = p.polrelid
        where p.polname <> 'tenant' and exists (select from pg_roles r where r.oid = any(p.polroles) and r.rolname = 'rainmaker_app')
           or 0 = any(p.polroles) or p.polname not in ('tenant', 'owner', 'lookup')
        """);

    [Fact]
    public Task Every_key_and_unique_index_begins_with_the_tenant() => Nothing("Put tenant_id first", $"""
        select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid
        where {Ours} and i.indisunique and c.relname not like 'qrtz\_%' and c.relname not in ({string.Join(", ", OfTheInstallation.Select(t => $"'{t}'"))})
          and (select a.attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) is distinct from 'tenant_id'
        """);

    [Fact]
    public Task Every_foreign_key_carries_the_tenant() => Nothing("Reference (tenant_id, id)", $"""
        select k.conname::text from pg_constraint k join pg_class c on c.oid = k.conrelid
        where {Ours} and k.contype = 'f' and c.relname not like 'qrtz\_%'
          and (select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) <> 'tenant_id'
        """);

    [Fact]
    public Task Partitions_are_granted_to_nobody() => Nothing("Grant on the parent only", $"""
        select c.relname::text from pg_class c where {Ours} and c.relispartition and c.relkind in ('r', 'p')
          and exists (select from aclexplode(c.relacl) g join pg_roles r on r.oid = g.grantee where r.rolname in ('rainmaker_app', 'rainmaker_lookup'))
        """);

    [Fact]
    public Task The_applications_role_owns_nothing_and_bypasses_nothing() => Nothing("It must stay powerless", """
        select 'superuser or bypass' from pg_roles where rolname in ('rainmaker_app', 'rainmaker_lookup') and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole)
        union all select c.relname::text from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('rainmaker_app', 'rainmaker_lookup')
        union all select p.proname::text from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = 'rainmaker_app'
        union all select c.relname::text from pg_class c, aclexplode(c.relacl) g join pg_roles r on r.oid = g.grantee
          where r.rolname = 'rainmaker_app' and g.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE')
        union all select c.relname::text from pg_class c, aclexplode(c.relacl) g where g.grantee = 0 and c.relnamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
        """);

    [Fact]
    public async Task Three_functions_and_no_more_run_with_other_rights_than_the_callers() => Assert.Equal(
        ["find_api_token", "find_form", "find_sign_in"],
        await Ask("select proname::text from pg_proc where prosecdef and pronamespace = 'public'::regnamespace and proconfig @> array['search_path=public, pg_temp'] order by 1"));

    [Fact]
    public Task Views_see_with_the_callers_eyes() => Nothing("create view .. with (security_invoker = true)",
        $"select c.relname::text from pg_class c where {Ours} and c.relkind in ('v', 'm') and not coalesce(c.reloptions @> array['security_invoker=true'], false)");

    [Fact]
    public async Task Every_tenants_record_in_the_model_is_filtered_by_tenant()
    {
        await using var app = await TestApp.Start(server);
        await using var db = await app.Database.Open(Actor.System(app.Tenant), Stop);

        var unowned = db.Model.GetEntityTypes().Where(e => !e.IsOwned() && !typeof(ITenantOwned).IsAssignableFrom(e.ClrType)).Select(e => e.ClrType.Name);
        var unfiltered = db.Model.GetEntityTypes().Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType) && e.GetDeclaredQueryFilters().All(f => f.Key != "tenant")).Select(e => e.ClrType.Name);
        var keys = db.Model.GetEntityTypes().Where(e => e.FindPrimaryKey()?.Properties[0].GetColumnName() != "tenant_id").Select(e => e.ClrType.Name);

        Assert.True(!unowned.Any(), $"Implement ITenantOwned: {string.Join(", ", unowned)}");
        Assert.True(!unfiltered.Any(), $"No tenant filter: {string.Join(", ", unfiltered)}");
        Assert.True(!keys.Any(), $"The key begins with the tenant: {string.Join(", ", keys)}");
    }

    [Fact]
    public async Task Each_protection_holds_alone()
    {
        await using var app = await TestApp.Start(server);
        var other = await app.NewTenant("globex");
        await app.User("Theirs", Role.SalesRep, tenant: other);
        await app.User("Ours", Role.SalesRep);

        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
            Assert.Equal(["Ours"], await db.Users.IgnoreQueryFilters().Select(u => u.Name).ToListAsync(Stop));
        await app.Store.Ask<int>("alter table app_user disable row level security");
        await using (var db = await app.Database.Open(Actor.System(app.Tenant), Stop))
            Assert.Equal(["Ours"], await db.Users.Select(u => u.Name).ToListAsync(Stop));
    }
}
