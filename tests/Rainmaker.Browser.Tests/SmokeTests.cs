namespace Rainmaker.Browser.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void The_house_stands() => Assert.True(true);
}
