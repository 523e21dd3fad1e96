using System.Text.Json.Serialization;

namespace Rainmaker.Simulators;

/// <summary>
/// Something to go wrong, on demand: POST it to <c>/_faults</c>. It strikes requests whose path holds <see cref="On"/>, after letting some pass, so many
/// times.
/// </summary>
/// <param name="Kind">unauthorised, missing_scope, throttle, daily_limit, error, html, text, half_json, reset, lost_answer, repeat_cursor, slow, grow; a simulator may know more.</param>
/// <param name="On">Part of the path; empty strikes all but the simulator's own pages.</param>
/// <param name="Skip">Requests to let pass before.</param>
/// <param name="Times">How often it strikes; -1 for ever.</param>
/// <param name="RetryAfter">Seconds told with throttle and error; nothing is told where left out.</param>
/// <param name="Status">For error: 500 where left out.</param>
/// <param name="Milliseconds">For slow.</param>
/// <param name="Scope">For missing_scope: the name that is told.</param>
public sealed record Fault(string Kind, string On = "", int Skip = 0, int Times = 1, int? RetryAfter = null, int Status = 500, int Milliseconds = 500, string? Scope = null)
{
    [JsonIgnore]
    internal int Seen;
}

/// <summary>The faults that still have to strike.</summary>
public sealed class Faults
{
    readonly Lock _lock = new();
    readonly List<Fault> _all = [];

    public void Add(Fault fault)
    {
        lock (_lock)
            _all.Add(fault);
    }

    public void Clear()
    {
        lock (_lock)
            _all.Clear();
    }

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_lock)
                return [.. _all];
        }
    }

    /// <summary>The fault that strikes this request; counts it.</summary>
    internal Fault? Strike(string path)
    {
        lock (_lock)
        {
            foreach (var fault in _all)
            {
                if (!path.Contains(fault.On, StringComparison.OrdinalIgnoreCase))
                    continue;
                var turn = fault.Seen++;
                if (turn >= fault.Skip && (fault.Times < 0 || turn < fault.Skip + fault.Times))
                    return fault;
            }
            return null;
        }
    }
}
