using Rainmaker.Cli;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli;

/// <summary>The steps of docs/operations.md, "Backup".</summary>
public sealed class BackupTests : IDisposable
{
    const string Fingerprint = """
        select md5(string_agg(polname || polrelid::regclass || polcmd::text || polroles::regrole[]::text, ',' order by polrelid::regclass::text, polname)) ||
            (select count(*) from pg_class where relforcerowsecurity) || (select string_agg(proname || proowner::regrole, ',' order by proname) from pg_proc where prosecdef) ||
            (select string_agg(key, ',') from tenant)
        from pg_policy
        """;

    readonly TempFolder _old = new();
    readonly TempFolder _new = new();

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }

    [Fact]
    public async Task A_dump_brings_a_new_folder_to_where_the_old_one_was()
    {
        var (dump, before, after) = (Path.Combine(_new.Path, "rainmaker.dump"), Path.Combine(_old.Path, "before"), Path.Combine(_new.Path, "after"));
        await Run(_old, "tenant", "create", "acme");
        await Exec(_old, "pg_dump", "-Fc", "--file", dump);
        Directory.CreateDirectory(Path.Combine(_new.Path, "keys"));
        File.Copy(Path.Combine(_old.Path, "keys", "master.key"), Path.Combine(_new.Path, "keys", "master.key"));

        await Run(_new, "migrate");
        await Exec(_new, "dropdb", "--force", "rainmaker");
        await Exec(_new, "pg_restore", "--exit-on-error", "--single-transaction", "--dbname", "rainmaker", dump);

        await Exec(_old, "psql", "-Atc", Fingerprint, "-o", before);
        await Exec(_new, "psql", "-Atc", Fingerprint, "-o", after);
        Assert.EndsWith("acme\n", await File.ReadAllTextAsync(before, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(before, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(after, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        using StringWriter error = new();

        var exit = await CommandLine.Run(["db", "exec", "--data", _old.Path, "--", "no-such-program"], TextWriter.Null, error);

        Assert.Equal(2, exit);
        Assert.StartsWith("no-such-program cannot be run: ", error.ToString(), StringComparison.Ordinal);
    }

    static Task Exec(TempFolder folder, params string[] command) => Run(folder, ["db", "exec", "--", .. command]);

    static async Task Run(TempFolder folder, params string[] arguments)
    {
        using StringWriter error = new();
        var exit = await CommandLine.Run([.. arguments.TakeWhile(a => a != "--"), "--data", folder.Path, .. arguments.SkipWhile(a => a != "--")], TextWriter.Null, error);
        Assert.True(exit == 0, error.ToString());
    }
}
