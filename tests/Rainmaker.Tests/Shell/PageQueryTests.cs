using Microsoft.AspNetCore.Http;
using Rainmaker.Shell;

namespace Rainmaker.Tests.Shell;

public sealed class PageQueryTests
{
    static PageQuery At(string address) => PageQuery.Of(new DefaultHttpContext { Request = { Path = "/leads", QueryString = new QueryString(address) } });

    [Fact]
    public void Sorting_keeps_the_filters_and_starts_at_the_first_page() =>
        Assert.Equal("/leads?stage=demo&sort=-value", At("?stage=demo&cursor=abc").With("sort", "-value").ToString());

    [Fact]
    public void Paging_keeps_everything() => Assert.Equal("/leads?stage=demo&cursor=def", At("?stage=demo&cursor=abc").With("cursor", "def").ToString());

    [Fact]
    public void Clearing_leaves_the_view_as_it_was() => Assert.Equal("/leads?view=mine", At("?stage=demo&q=nor&view=mine").Clear("stage").ToString());

    [Fact]
    public void What_was_typed_cannot_leave_its_place() => Assert.Equal("/leads?q=a%26stage%3Dwon%23x&sort=name", At("?q=a%26stage%3Dwon%23x").With("sort", "name").ToString());

    [Fact]
    public void A_filter_form_carries_what_it_does_not_ask_itself() =>
        Assert.Equal([("view", "mine"), ("tag", "a"), ("tag", "b")], At("?view=mine&tag=a&tag=b&stage=demo&cursor=x").Except("stage"));
}
