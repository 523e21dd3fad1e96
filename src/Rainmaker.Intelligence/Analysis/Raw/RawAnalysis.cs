using System.Text.Json;
using Rainmaker.Crm;

namespace Rainmaker.Intelligence.Analysis.Raw;

/// <summary>Feeds the analysers from raw files, in the order they need.</summary>
public static class RawAnalysis
{
    /// <param name="files">Path by kind (<see cref="RawFile.Kinds"/>); a kind that is missing counts zero, with a notice.</param>
    /// <param name="open">Opens a path for reading.</param>
    /// <exception cref="RawFault">A file makes no sense; the message names it and the byte.</exception>
    public static Metrics Run(IReadOnlyDictionary<string, string> files, AnalysisOrder order, Func<string, Stream> open, IEnumerable<string> notices)
    {
        var analysis = new SalesAnalysis(order);
        foreach (var notice in notices)
            analysis.Say(notice);
        var (words, small) = (new RawWords(), new RawSmall(analysis, order.Currency));
        void Read(string kind, RawRecords.Reading read)
        {
            if (!files.TryGetValue(kind, out var path))
            {
                if (kind != "emails")
                    analysis.Say($"There is no file of {kind}: whatever is counted from it is zero.");
                return;
            }
            using var file = open(path);
            RawRecords.Walk(file, Path.GetFileName(path), read);
        }

        Read("owners", small.Owner);
        Read("pipelines", small.Pipeline);
        Read("deals-contacts", small.Joined(AssociationKind.DealContact));
        Read("deals-companies", small.Joined(AssociationKind.DealCompany));
        Read("deals", small.Deal);
        Read("contacts", new RawContacts(analysis, words).Read);
        Read("contacts-companies", (ref json, _) => Partners(ref json, analysis));
        Read("companies", new RawCompanies(analysis, words).Read);
        Read("calls", new RawActivities(analysis, words, ActivityKind.Call).Read);
        Read("meetings", new RawActivities(analysis, words, ActivityKind.Meeting).Read);
        Read("tasks", new RawActivities(analysis, words, ActivityKind.Task).Read);
        Read("notes", new RawActivities(analysis, words, ActivityKind.Note).Read);
        Read("emails", new RawActivities(analysis, words, ActivityKind.Email).Read);
        return analysis.Result();
    }

    /// <summary>Only how many: which company is a contact's own stands in the contact.</summary>
    static bool Partners(ref Utf8JsonReader json, SalesAnalysis analysis)
    {
        var (depth, count) = (json.CurrentDepth, 0);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject && json.CurrentDepth == depth)
            {
                analysis.Count("contacts-companies", count);
                return true;
            }
            count += json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("toObjectId"u8) ? 1 : 0;
        }
        return false;
    }
}
