using System.Runtime.CompilerServices;
using System.Text.Json;
using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Analysis.Raw;

/// <summary>Calls, meetings, tasks, notes and e-mails of a raw file, counted one by one.</summary>
sealed class RawActivities(SalesAnalysis analysis, RawWords words, ActivityKind kind)
{
    readonly RawRow _row = new(words, "hubspot_owner_id", "hs_timestamp", "hs_createdate", "createdAt", "hs_call_status", "hs_meeting_outcome", "hs_meeting_start_time", "hs_task_status", "hs_task_completion_date", "hs_email_status");

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Read(ref Utf8JsonReader json, ReadOnlySpan<byte> buffer)
    {
        if (!_row.Read(ref json))
            return false;
        var at = _row.Moment(1, buffer) ?? _row.Moment(2, buffer) ?? _row.Moment(3, buffer);
        analysis.Take(new ActivityFacts(kind, _row.Word(0, buffer), kind switch
        {
            ActivityKind.Call => _row.Word(4, buffer) is "QUEUED" or "CANCELED" ? null : at,
            ActivityKind.Meeting => _row.Word(5, buffer) is "CANCELED" or "CANCELLED" or "NO_SHOW" or "NO SHOW" or "RESCHEDULED" or "PLANNED" ? null : _row.Moment(6, buffer) ?? at,
            ActivityKind.Task => _row.Word(7, buffer) == "COMPLETED" ? _row.Moment(8, buffer) ?? at : null,
            ActivityKind.Email => _row.Word(9, buffer) == "SCHEDULED" ? null : at,
            _ => at,
        }));
        return true;
    }
}
