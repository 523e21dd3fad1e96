using Rainmaker.Connectors;

namespace Rainmaker.Sync.Runs;

/// <summary>What is read of a CRM, in an order in which everything finds what it hangs on.</summary>
static class SyncPlan
{
    static readonly (string What, ActivityKind Kind)[] _activities = [("calls", ActivityKind.Call), ("meetings", ActivityKind.Meeting), ("tasks", ActivityKind.Task), ("notes", ActivityKind.Note), ("emails", ActivityKind.Email)];
    static readonly (string What, RecordKind Kind)[] _gone = [("gone-companies", RecordKind.Company), ("gone-contacts", RecordKind.Contact), ("gone-deals", RecordKind.Deal), ("gone-activities", RecordKind.Activity)];

    public static IReadOnlyList<string> Of(ICrm crm) =>
    [
        "owners", "pipelines", "companies", "contacts", .. crm.LinksStandInRecords ? [] : new[] { "contacts-companies" }, "deals", .. crm.LinksStandInRecords ? [] : new[] { "deals-contacts", "deals-companies" },
        .. _activities.Select(a => a.What), .. _gone.Select(g => g.What), "compare-companies", "compare-contacts", "compare-deals",
    ];

    /// <summary>Steps of the longest plan.</summary>
    public const int Longest = 20;

    public static ActivityKind? ActivityOf(string what) => _activities.Where(a => a.What == what).Select(a => (ActivityKind?)a.Kind).FirstOrDefault();

    public static RecordKind? GoneOf(string what) => _gone.Where(g => g.What == what).Select(g => (RecordKind?)g.Kind).FirstOrDefault();

    /// <summary>The list whose absent records a removal step looks for.</summary>
    public static string ListOf(RecordKind kind) => kind switch { RecordKind.Company => "companies", RecordKind.Contact => "contacts", _ => "deals" };

    /// <summary>Whether changes alone are read of it; owners and pipelines are few and always read whole.</summary>
    public static bool HasSince(string what) => what is not ("owners" or "pipelines");

    public static string Said(string what) => what switch
    {
        "deals-contacts" => "people of deals", "deals-companies" => "companies of deals", "contacts-companies" => "companies of people",
        _ when what.StartsWith("gone-", StringComparison.Ordinal) => $"{what[5..]} deleted or merged there",
        _ when what.StartsWith("compare-", StringComparison.Ordinal) => $"{what[8..]} held against the source",
        _ => what,
    };
}
