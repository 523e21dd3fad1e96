using System.Text.Json;
using Rainmaker.Cli;
using Rainmaker.Platform;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_of_verbs_is_the_one_the_program_prints() =>
        Assert.Equal(File.ReadAllText(Repository.At("docs", "command-line.md")), DocsVerb.Page());

    [Theory]
    [InlineData("Did you mean one of the following?\nserve", "srve")]
    [InlineData("Did you mean one of the following?\n--json", "migrate", "--jsn")]
    [InlineData("--port takes 0 to 65535, not 'many'.", "serve", "--port", "many")]
    [InlineData("--bind takes an IP address, not 'home'.", "serve", "--bind", "home")]
    public async Task A_slip_on_the_command_line_is_answered_with_what_was_meant(string said, params string[] arguments)
    {
        var ran = await Run(arguments);

        Assert.Equal(ExitCode.Usage, ran.Exit);
        Assert.Contains(said, ran.Error, StringComparison.Ordinal);
        Assert.Empty(ran.Output);
    }

    [Fact]
    public async Task Help_is_an_answer_and_no_fault()
    {
        var ran = await Run("migrate", "--help");

        Assert.Equal(ExitCode.Done, ran.Exit);
        Assert.Contains("--data <DIR>", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing_and_answers_in_JSON_when_asked()
    {
        await Run("migrate", "--data", _folder.Path);

        var again = await Run("migrate", "--data", _folder.Path, "--json");

        using var answer = JsonDocument.Parse(again.Output);
        Assert.Equal(0, answer.RootElement.GetProperty("migrated").GetInt32());
        Assert.Empty(again.Error);
    }

    [Fact]
    public async Task A_tenant_is_created_once_and_oddities_are_named_together()
    {
        var made = await Run("tenant", "create", "maven", "--data", _folder.Path, "--json");
        Assert.Equal(ExitCode.Done, made.Exit);
        using var answer = JsonDocument.Parse(made.Output);
        Assert.Equal("maven", answer.RootElement.GetProperty("tenant").GetString());

        var again = await Run("tenant", "create", "maven", "--data", _folder.Path);
        Assert.Equal((ExitCode.Failed, "", "There is a tenant 'maven' already.\n"), again);

        var odd = await Run("tenant", "create", "Maven", "--currency", "euro", "--data", _folder.Path);
        Assert.Equal(ExitCode.Usage, odd.Exit);
        Assert.Equal(2, odd.Error.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task A_master_key_that_is_not_the_databases_own_is_refused()
    {
        await Run("tenant", "create", "acme", "--data", _folder.Path);
        var key = Path.Combine(_folder.Path, "keys", "master.key");
        File.WriteAllText(key, Convert.ToBase64String(new byte[32]));

        var refused = await Run("migrate", "--data", _folder.Path);

        Assert.Equal((ExitCode.Failed, "", $"The master key is not the one this database was made with. Put the right one into {key}, or into RAINMAKER_MASTER_KEY.\n"), refused);
    }

    [Fact]
    public async Task A_token_is_the_only_line_on_standard_output()
    {
        await Run("tenant", "create", "acme", "--data", _folder.Path);

        var made = await Run("token", "create", "--tenant", "acme", "--role", "sales_manager", "--data", _folder.Path);

        Assert.Equal(ExitCode.Done, made.Exit);
        Assert.Matches("^rm_[A-Za-z0-9_-]{20,}\n$", made.Output);
    }

    [Fact]
    public async Task A_token_for_nobody_is_refused_by_naming_who_there_is()
    {
        await Run("tenant", "create", "acme", "--data", _folder.Path);

        Assert.Equal((ExitCode.Usage, "", "There is no tenant 'maven'. There are: acme.\n"), await Run("token", "create", "--tenant", "maven", "--role", "admin", "--data", _folder.Path));
        Assert.StartsWith("--role takes admin, sales_manager, sales_rep, customer_success, not 'boss'.", (await Run("token", "create", "--tenant", "acme", "--role", "boss")).Error, StringComparison.Ordinal);
    }

    static async Task<(ExitCode Exit, string Output, string Error)> Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var exit = await CommandLine.Run(arguments, output, error);
        return ((ExitCode)exit, output.ToString(), error.ToString());
    }
}
