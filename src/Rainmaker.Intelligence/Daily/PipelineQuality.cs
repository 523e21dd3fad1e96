using System.Globalization;

namespace Rainmaker.Intelligence.Daily;

/// <summary>What does not look right in a pipeline, in sentences; the figures are told as they are all the same.</summary>
public static class PipelineQuality
{
    public static IReadOnlyList<string> Find(SalesPipelineData data)
    {
        var found = new List<string>();
        void Some(Func<SalesPipelineLead, bool> is_, string what)
        {
            var some = data.Leads.Where(is_).ToList();
            if (some.Count > 0)
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{some.Count} of {data.TotalLeads} leads {what}: {string.Join(", ", some.Take(3).Select(l => l.Id))}{(some.Count > 3 ? " ..." : "")}."));
        }
        if (data.TotalLeads == 0)
            found.Add("There is not one lead.");
        Some(l => l.Value == 0, "have no value");
        Some(l => l.Value < 0, "have a value below zero");
        Some(l => l.Probability is < 0 or > 1, "have a probability outside of 0 to 1");
        Some(l => l.Owner.Length == 0, "have no owner");
        Some(l => l.Company.Length == 0, "have no company");
        Some(l => l.CreatedAt > data.Timestamp, "were created in the future");
        Some(l => l.UpdatedAt < l.CreatedAt, "were changed before they were created");
        var twice = data.Leads.GroupBy(l => l.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        Some(l => twice.Contains(l.Id), "share their id with another");
        return found;
    }
}
