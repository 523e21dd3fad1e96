using Rainmaker.Shell;

namespace Rainmaker.Tests.Shell;

public sealed class BundleTests
{
    [Fact]
    public void A_content_network_serves_the_same_files_under_the_same_version()
    {
        var (own, far) = (new Bundle(), new Bundle(new("https://cdn.example/rainmaker/")));

        Assert.Equal($"https://cdn.example/rainmaker{own.Url("app.js")}", far.Url("app.js"));
        Assert.Equal("https://cdn.example", far.Origin);
    }

    [Fact]
    public void Icons_stay_at_home_because_browsers_refuse_them_from_elsewhere() =>
        Assert.StartsWith("/assets/", new Bundle(new("https://cdn.example")).Icon("phone"), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_was_not_built_is_a_mistake_and_says_so() =>
        Assert.Equal("The bundle has no app.ts. (Parameter 'name')", Assert.Throws<ArgumentException>(() => new Bundle().Url("app.ts")).Message);
}
