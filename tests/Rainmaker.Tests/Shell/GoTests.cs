using Rainmaker.Shell;

namespace Rainmaker.Tests.Shell;

public sealed class GoTests
{
    [Theory]
    [InlineData("/leads?q=a", true)]
    [InlineData("//elsewhere.example", false)]
    [InlineData("/\\elsewhere.example", false)]
    [InlineData("https://elsewhere.example", false)]
    [InlineData("/a\r\nSet-Cookie: x", false)]
    [InlineData("", false)]
    public void A_form_leads_only_to_this_site(string path, bool local) => Assert.Equal(local, Go.IsLocal(path));
}
