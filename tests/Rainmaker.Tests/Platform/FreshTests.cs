using Rainmaker.Platform.Events;

namespace Rainmaker.Tests.Platform;

public sealed class FreshTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    readonly Fresh<string, int> _fresh = new(TimeProvider.System, TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(200));
    int _truth;

    Task<int> Ask() => _fresh.Get("a", async stop =>
    {
        var read = _truth;
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        return read;
    }, Stop).AsTask();

    [Fact]
    public async Task Many_who_ask_at_once_wait_for_one_computation()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Ask()));

        Assert.Equal(1, _fresh.Computed);
    }

    [Fact]
    public async Task While_changes_keep_coming_it_is_computed_at_most_once_in_the_pace_and_soon_shows_them()
    {
        await Ask();
        for (var n = 1; n <= 60; n++)
        {
            _truth = n;
            _fresh.Drop(_ => true);
            await Ask();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Stop);
        }
        Assert.InRange(_fresh.Computed, 2, 10);

        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System, Stop);
        Assert.Equal(60, await Ask());
    }

    [Fact]
    public async Task What_was_asked_for_lately_is_renewed_before_the_next_one_asks()
    {
        await Ask();
        _truth = 7;
        _fresh.Drop(key => key == "a");
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System, Stop);

        Assert.Equal(2, _fresh.Computed);
        Assert.Equal(7, await Ask());
        Assert.Equal(2, _fresh.Computed);
    }

    [Fact]
    public async Task A_failure_is_told_to_whoever_waits_and_the_next_one_tries_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _fresh.Get("b", _ => throw new InvalidOperationException("away"), Stop).AsTask());

        Assert.Equal(3, await _fresh.Get("b", _ => Task.FromResult(3), Stop));
    }
}
