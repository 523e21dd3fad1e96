namespace Rainmaker.Leads;

/// <summary>What the connected CRM made of a lead that was captured a moment ago; null where none is connected. It is not waited for long: a CRM that is slow or away is told later.</summary>
/// <param name="at">When it was captured.</param>
public delegate Task<CrmEcho?> AskCrm(Guid tenant, Guid lead, DateTimeOffset at, CancellationToken stop);

/// <param name="ContactId">The CRM's own id of the contact.</param>
/// <param name="Outcome">What became of the contact there; null where the lead was known there before and this capture has not been told yet.</param>
public sealed record CrmEcho(string ContactId, CaptureLead.Outcome? Outcome);
