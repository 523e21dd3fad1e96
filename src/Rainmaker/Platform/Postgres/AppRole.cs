using System.Security.Cryptography;
using Npgsql;

namespace Rainmaker.Platform.Postgres;

/// <summary>
/// The role the application works under: it owns nothing, bypasses nothing, and gets from the migrations exactly the rights it needs,
/// so that row-level security holds even where a query forgets its filter.
/// </summary>
static class AppRole
{
    public const string Name = "rainmaker_app";
    public const string PasswordSetting = "RAINMAKER_APP_PASSWORD";

    /// <summary>On the private server: no password, the socket's folder is the door.</summary>
    public static async Task Ensure(NpgsqlConnection owner, CancellationToken stop)
    {
        if (!await Exists(owner, stop))
            await Run(owner, "create role rainmaker_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit", stop);
    }

    /// <summary>On your server. Returns the connection string of the role; its password is kept in the data folder unless the setting gives one.</summary>
    public static async Task<string> Ensure(NpgsqlConnection owner, NpgsqlConnectionStringBuilder address, DataFolder data, IConfiguration settings, CancellationToken stop)
    {
        var exists = await Exists(owner, stop);
        var password = settings[PasswordSetting] ?? data.Secret("app.password", () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        if (!exists)
            await Create(owner, password, stop);

        var app = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Username = Name, Password = password };
        try
        {
            await using var trial = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(app.ConnectionString) { Pooling = false }.ConnectionString);
            await trial.OpenAsync(stop);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw new CannotContinue(
                $"The role {Name} is there, but it does not accept the password known here ({e.MessageText}). Give the right one in {PasswordSetting}, or put it into {data.At("keys/app.password")}.",
                ExitCode.NotAuthorised);
        }
        return app.ConnectionString;
    }

    static async Task<bool> Exists(NpgsqlConnection owner, CancellationToken stop)
    {
        await using var ask = new NpgsqlCommand("select rolsuper or rolbypassrls from pg_roles where rolname = $1", owner) { Parameters = { new() { Value = Name } } };
        return await ask.ExecuteScalarAsync(stop) switch
        {
            null => false,
            true => throw new CannotContinue($"The role {Name} is superuser or bypasses row-level security: tenants would not be apart. Take both rights from it."),
            _ => true,
        };
    }

    static async Task Create(NpgsqlConnection owner, string password, CancellationToken stop)
    {
        try
        {
            await using var transaction = await owner.BeginTransactionAsync(stop);
            await using (var hand = new NpgsqlCommand("select set_config('rainmaker.secret', $1, true)", owner, transaction) { Parameters = { new() { Value = password } } })
                await hand.ExecuteNonQueryAsync(stop);
            await Run(owner, """
                do $$ begin
                    execute format('create role rainmaker_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit password %L',
                        current_setting('rainmaker.secret'));
                end $$
                """, stop);
            await transaction.CommitAsync(stop);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new CannotContinue(
                $"The database user may not create roles. Let an administrator run: CREATE ROLE {Name} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '...'; and give that password in {PasswordSetting}.",
                ExitCode.NotAuthorised);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject)
        {
            // Another process made it a moment ago.
        }
    }

    static async Task Run(NpgsqlConnection owner, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, owner);
        await command.ExecuteNonQueryAsync(stop);
    }
}
