using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Rainmaker.Platform;
using Rainmaker.Platform.Postgres;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Platform;

public sealed class StoreTests(TestServer server) : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_private_store_gives_an_owner_and_an_application_that_owns_nothing()
    {
        await using var store = await Open();

        Assert.Equal("rainmaker_owner", await Ask(store.Owner, "select current_user"));
        Assert.Equal("rainmaker_app", await Ask(store.App, "select current_user"));
        Assert.Equal(false, await Ask(store.App, "select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole from pg_roles where rolname = current_user"));
        Assert.Contains("built in", store.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Your_own_database_is_taken_from_the_connection_string()
    {
        await using var database = await server.Empty();
        await using var store = await Open(("ConnectionStrings:Rainmaker", database.Owner));

        Assert.Equal(database.Name, await Ask(store.Owner, "select current_database()"));
        Assert.Equal("rainmaker_app", await Ask(store.App, "select current_user"));
        Assert.Contains("yours", store.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_your_own_server_the_applications_role_is_made_with_a_password_kept_in_the_data_folder()
    {
        await using var yours = await EmbeddedPostgres.Start(new(_folder.Path), NullLogger.Instance, TimeProvider.System, Stop);
        using var data = new TempFolder();
        var settings = Settings(("ConnectionStrings:Rainmaker", yours.ConnectionString(Cluster.OwnerRole, "postgres")));

        await using (var store = await Store.Open(new(data.Path), settings, NullLogger.Instance, TimeProvider.System, Stop))
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(data.Path, "keys", "app.password"), Stop), new NpgsqlConnectionStringBuilder(store.App).Password + "\n");

        Assert.Equal(false, await Ask(yours.ConnectionString(Cluster.OwnerRole, "postgres"), "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = 'rainmaker_app'"));
    }

    [Fact]
    public async Task Who_may_not_create_roles_is_told_what_an_administrator_has_to_run()
    {
        await using var yours = await EmbeddedPostgres.Start(new(_folder.Path), NullLogger.Instance, TimeProvider.System, Stop);
        await Ask(yours.ConnectionString(Cluster.OwnerRole, "postgres"), "create role modest login");
        using var data = new TempFolder();
        var settings = Settings(("ConnectionStrings:Rainmaker", yours.ConnectionString("modest", "postgres")));

        var refusal = await Assert.ThrowsAsync<CannotContinue>(() => Store.Open(new(data.Path), settings, NullLogger.Instance, TimeProvider.System, Stop));

        Assert.Equal(ExitCode.NotAuthorised, refusal.Exit);
        Assert.Contains("CREATE ROLE rainmaker_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '...';", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_of_the_application_that_bypasses_row_level_security_is_refused()
    {
        await using var yours = await EmbeddedPostgres.Start(new(_folder.Path), NullLogger.Instance, TimeProvider.System, Stop);
        await Ask(yours.ConnectionString(Cluster.OwnerRole, "postgres"), "create role rainmaker_app login bypassrls");
        using var data = new TempFolder();

        var refusal = await Assert.ThrowsAsync<CannotContinue>(() => Store.Open(
            new(data.Path), Settings(("ConnectionStrings:Rainmaker", yours.ConnectionString(Cluster.OwnerRole, "postgres"))), NullLogger.Instance, TimeProvider.System, Stop));

        Assert.StartsWith("The role rainmaker_app is superuser or bypasses row-level security", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_url_is_read_like_libpq_reads_it()
    {
        var address = DatabaseAddress.From(Settings(("DATABASE_URL", "postgres://sales:p%40ss@db.example:6543/crm?sslmode=verify-full&application_name=hub")))!;

        Assert.Equal(("db.example", 6543, "crm", "sales", "p@ss", SslMode.VerifyFull, "hub"),
            (address.Host, address.Port, address.Database, address.Username, address.Password, address.SslMode, address.ApplicationName));
    }

    [Fact]
    public void Two_addresses_of_one_database_agree() =>
        Assert.NotNull(DatabaseAddress.From(Settings(("DATABASE_URL", "postgres://sales:x@db:5432/crm"), ("ConnectionStrings:Rainmaker", "Host=db;Port=5432;Database=crm;Username=sales;Password=x"))));

    [Fact]
    public void Two_addresses_of_different_databases_are_refused_by_both_names()
    {
        var refusal = Assert.Throws<CannotContinue>(() => DatabaseAddress.From(Settings(("DATABASE_URL", "postgres://sales@db/crm"), ("ConnectionStrings:Rainmaker", "Host=other;Database=crm"))));

        Assert.Equal("ConnectionStrings__Rainmaker and DATABASE_URL are both set and name different databases. Keep one of them.", refusal.Message);
        Assert.Equal(ExitCode.Usage, refusal.Exit);
    }

    [Theory]
    [InlineData("postgres://db", "DATABASE_URL must name a host and a database.")]
    [InlineData("Host=db", "DATABASE_URL must name a host and a database.")]
    [InlineData("postgres://db/crm?colour=red", "DATABASE_URL cannot be read: Couldn't set colour")]
    public void An_address_that_cannot_be_read_is_refused_by_its_name(string url, string why) =>
        Assert.StartsWith(why, Assert.Throws<CannotContinue>(() => DatabaseAddress.From(Settings(("DATABASE_URL", url)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_named()
    {
        var refusal = await Assert.ThrowsAsync<CannotContinue>(() => Open(("DATABASE_URL", "postgres://sales@127.0.0.1:1/crm")));

        Assert.StartsWith("PostgreSQL at 127.0.0.1:1 cannot be reached: ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.RemoteUnavailable, refusal.Exit);
    }

    [Fact]
    public void The_master_key_is_made_once_and_readable_by_its_owner_alone()
    {
        var data = new DataFolder(_folder.Path);

        Assert.Equal(MasterKey.Of(data, Settings()), MasterKey.Of(data, Settings()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.At("keys/master.key")));
    }

    [Fact]
    public void A_given_master_key_is_used_and_not_written_down()
    {
        var data = new DataFolder(_folder.Path);
        var given = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray());

        Assert.Equal(7, MasterKey.Of(data, Settings((MasterKey.Setting, given)))[31]);
        Assert.False(File.Exists(data.At("keys/master.key")));
    }

    [Theory]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64")]
    public void A_master_key_of_the_wrong_length_is_refused(string given) =>
        Assert.Equal("RAINMAKER_MASTER_KEY must hold 32 bytes in base64 (openssl rand -base64 32).",
            Assert.Throws<CannotContinue>(() => MasterKey.Of(new(_folder.Path), Settings((MasterKey.Setting, given)))).Message);

    Task<Store> Open(params (string Key, string Value)[] settings) =>
        Store.Open(new(_folder.Path), Settings(settings), NullLogger.Instance, TimeProvider.System, Stop);

    static IConfigurationRoot Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();

    static async Task<object?> Ask(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }
}
