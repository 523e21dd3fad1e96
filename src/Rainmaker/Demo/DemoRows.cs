using Rainmaker.Activities;
using Rainmaker.Deals;
using Rainmaker.Leads;
using Rainmaker.People;
using Rainmaker.Platform.Audit;
using Activity = Rainmaker.Activities.Activity;

namespace Rainmaker.Demo;

/// <summary>Everything one wave of the demo consists of, loaded by COPY in the order the foreign keys want.</summary>
sealed class DemoRows
{
    public List<Company> Companies { get; } = [];
    public List<Lead> Leads { get; } = [];
    public List<LeadTouch> Touches { get; } = [];
    public List<LeadSignal> Signals { get; } = [];
    public List<LeadAssignment> Assignments { get; } = [];
    public List<LeadMatch> Matches { get; } = [];
    public List<Contact> Contacts { get; } = [];
    public List<Deal> Deals { get; } = [];
    public List<DealStageChange> Changes { get; } = [];
    public List<DealContact> People { get; } = [];
    public List<Activity> Activities { get; } = [];
    public List<AuditEntry> Journal { get; } = [];

    public async Task Write(SalesDb db, CancellationToken stop)
    {
        await db.CopyIn(Companies, stop);
        await db.CopyIn(Leads, stop);
        await db.CopyIn(Touches, stop);
        await db.CopyIn(Signals, stop);
        await db.CopyIn(Assignments, stop);
        await db.CopyIn(Matches, stop);
        await db.CopyIn(Contacts, stop);
        await db.CopyIn(Deals, stop);
        await db.CopyIn(Changes, stop);
        await db.CopyIn(People, stop);
        await db.CopyIn(Activities, stop);
        await db.CopyIn(Journal, stop);
    }
}
