using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Sync.Handover;

/// <summary>
/// Notes each captured lead for the CRM that the tenant has connected, in the transaction of the capture. <see cref="HandOverLeads"/> carries it there. A tenant without
/// a CRM gets no rows; until it is known whether there is one, they are written.
/// </summary>
sealed class SendLeads : ISubscriber
{
    readonly ConcurrentDictionary<Guid, bool> _takes = new();
    int _changes;

    public const string Key = "crm";

    public string Name => Key;
    public bool IsOutward => true;

    public bool Wants(string kind) => kind is "lead.created" or "lead.updated";

    public bool Wants(Event told) => Wants(told.Kind) && Might(told.TenantId) && IsCapture(told.Read<Data>(), told.Kind);

    /// <summary>Whether the tenant has, or may have, a CRM that takes leads.</summary>
    public bool Might(Guid tenant) => !_takes.TryGetValue(tenant, out var takes) || takes;

    public bool IsUnknown(Guid tenant) => !_takes.ContainsKey(tenant);

    /// <summary>Connections that changed since the start: what was looked up before one is not learnt after it.</summary>
    public int Changes => Volatile.Read(ref _changes);

    public void Learn(Guid tenant, bool takes, int changes)
    {
        _takes[tenant] = takes;
        if (changes != Changes)
            _takes.TryRemove(tenant, out _);
    }

    public void Forget(Guid tenant)
    {
        Interlocked.Increment(ref _changes);
        _takes.TryRemove(tenant, out _);
    }

    public Task Handle(SalesDb db, IReadOnlyList<Event> events, CancellationToken stop) => throw new UnreachableException("Its deliveries go by HandOverLeads.");

    /// <summary>Captures, not what is read from a file: an import is not written to a CRM behind anybody's back. And what was taken for spam and is none.</summary>
    static bool IsCapture(Data data, string kind) => data is { Door: LeadDoor.Public or LeadDoor.Api } && (kind == "lead.created" || data.By == "capture") || data.Restored == "spam";

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    sealed record Data(LeadDoor? Door = null, string? By = null, string? Restored = null);
}
