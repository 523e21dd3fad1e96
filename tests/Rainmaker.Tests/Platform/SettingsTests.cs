using System.Collections;
using Rainmaker.Platform;
using Rainmaker.Tests.Support;

namespace Rainmaker.Tests.Platform;

public sealed class SettingsTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_environment_wins_over_the_local_file_and_that_over_the_common_one()
    {
        Write(".env", "A=common\nB=common\nC=common");
        Write(".env.local", "B=local\nC=local");

        var settings = Read(("C", "environment"));

        Assert.Equal(("common", "local", "environment"), (settings["A"], settings["B"], settings["C"]));
    }

    [Theory]
    [InlineData("NAME=value", "value")]
    [InlineData("export NAME = value", "value")]
    [InlineData("NAME=value # why", "value")]
    [InlineData("NAME=\"a # b\"", "a # b")]
    [InlineData("NAME='a=b' # why", "a=b")]
    [InlineData("NAME=", "")]
    public void A_line_is_read_as_shells_write_it(string line, string value)
    {
        Write(".env", $"# a comment\n\n{line}");

        Assert.Equal(value, Read()["NAME"]);
    }

    [Fact]
    public void A_line_that_sets_nothing_is_refused_with_its_place()
    {
        Write(".env", "A=1\nB");

        Assert.Equal($"{Path.Combine(_folder.Path, ".env")}, line 2: NAME=value is expected.", Assert.Throws<CannotContinue>(() => Read()).Message);
    }

    [Fact]
    public void A_setting_may_come_from_a_file()
    {
        Write("secret", "Host=db;Database=crm\n");

        Assert.Equal("Host=db;Database=crm", Read(("ConnectionStrings__Rainmaker_FILE", Path.Combine(_folder.Path, "secret")))["ConnectionStrings:Rainmaker"]);
    }

    [Fact]
    public void A_setting_given_twice_is_refused_by_both_names()
    {
        var refusal = Assert.Throws<CannotContinue>(() => Read(("RAINMAKER_MASTER_KEY", "x"), ("RAINMAKER_MASTER_KEY_FILE", "/nowhere")));

        Assert.Equal("RAINMAKER_MASTER_KEY and RAINMAKER_MASTER_KEY_FILE are both set. Keep one of them.", refusal.Message);
        Assert.Equal(ExitCode.Usage, refusal.Exit);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal("RAINMAKER_MASTER_KEY_FILE names /nowhere, which is not there.", Assert.Throws<CannotContinue>(() => Read(("RAINMAKER_MASTER_KEY_FILE", "/nowhere"))).Message);

    [Fact]
    public void Files_that_others_name_are_left_alone() => Assert.Null(Read(("SSL_CERT_FILE", "/nowhere"))["SSL_CERT"]);

    void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.Path, name), text);

    Microsoft.Extensions.Configuration.IConfigurationRoot Read(params (string Key, string Value)[] environment) =>
        Settings.Read(_folder.Path, environment.ToDictionary(e => e.Key, e => e.Value) as IDictionary);
}
