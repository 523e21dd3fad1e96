using System.Threading.Channels;

namespace Rainmaker.Platform.Events;

/// <summary>
/// Tells the background readers of this process that a tenant has news. A hint, never the news itself: readers also look by themselves
/// every second, so a lost hint costs a second and not an event.
/// </summary>
public sealed class Wakening
{
    readonly List<Channel<Guid>> _readers = [];
    int _committed;

    /// <summary>A stream of tenants with news; many wakes of one tenant in a row may come as one.</summary>
    public ChannelReader<Guid> Listen()
    {
        var channel = Channel.CreateBounded<Guid>(new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropWrite });
        lock (_readers)
            _readers.Add(channel);
        return channel.Reader;
    }

    public void Wake(Guid tenant)
    {
        Volatile.Write(ref _committed, 1);
        WakeHere(tenant);
    }

    /// <summary>Wakes this process only; for hints that came from another one.</summary>
    internal void WakeHere(Guid tenant)
    {
        lock (_readers)
        {
            foreach (var reader in _readers)
                reader.Writer.TryWrite(tenant);
        }
    }

    /// <summary>Whether anything was committed here since last asked; the dispatcher of hints to other processes asks.</summary>
    internal bool TakeCommitted() => Interlocked.Exchange(ref _committed, 0) == 1;
}
