using System.Text.Json.Serialization;
using Rainmaker.Leads;
using Rainmaker.People;

namespace Rainmaker.Reports;

/// <summary>Where the rows of a figure are listed.</summary>
/// <param name="Path">With <c>{id}</c> for a single record.</param>
/// <param name="Always">What the address always says.</param>
/// <param name="Of">Name in the address, and what of the figure it is: from, to, owner, source, stage ...</param>
/// <param name="Words">Where the list calls a value otherwise than the figures do.</param>
public sealed record RowsBehind(string Path, IReadOnlyDictionary<string, string> Always, IReadOnlyDictionary<string, string> Of, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Words)
{
    const string Mails = "email,proposal,quotation", Done = $"call,{Mails},whatsapp,meeting,task,note";

    static readonly Dictionary<string, IReadOnlyDictionary<string, string>> _nobody = new() { ["owner"] = new Dictionary<string, string> { [""] = "none" } };

    /// <summary>By figure, as far as the actor may open the list.</summary>
    public static IReadOnlyDictionary<string, RowsBehind> For(Actor actor)
    {
        var lists = new Dictionary<string, RowsBehind>
        {
            ["deal"] = new("/deals/{id}", None, None, _nobody),
            ["deals"] = Deals(),
            ["open"] = Deals(("status", "open")),
            ["won"] = Deals(("status", "won")),
            ["lost"] = Deals(("status", "lost")),
            ["closed"] = Deals(("status", "closed")),
            ["activities"] = new("/activities", new Dictionary<string, string> { ["completed"] = "true", ["activity_type"] = Done }, new Dictionary<string, string> { ["created_by"] = "owner", ["from"] = "from", ["to"] = "to", ["activity_type"] = "kind" },
                new Dictionary<string, IReadOnlyDictionary<string, string>>(_nobody) { ["kind"] = new Dictionary<string, string> { ["calls"] = "call", ["emails"] = Mails, ["meetings"] = "meeting", ["tasks"] = "task", ["notes"] = "note", ["messages"] = "whatsapp" } }),
        };
        if (LeadRights.Read.Allows(actor))
        {
            lists["lead"] = new("/leads/{id}", None, None, _nobody);
            lists["leads"] = new("/leads", None, new Dictionary<string, string> { ["created_from"] = "from", ["created_to"] = "to", ["owner"] = "owner", ["source"] = "source", ["status"] = "status", ["reached"] = "reached" }, _nobody);
        }
        if (PeopleRights.Read.Allows(actor))
        {
            foreach (var list in (string[])["contacts", "companies"])
                lists[list] = new($"/{list}", None, new Dictionary<string, string> { ["created_from"] = "from", ["created_to"] = "to", ["owner"] = "owner" }, _nobody);
        }
        return lists;
    }

    static readonly Dictionary<string, string> None = [];

    // Open deals have no day of closing: asked for with days they are those that stand open now.
    static RowsBehind Deals(params ReadOnlySpan<(string Name, string Value)> always)
    {
        var of = new Dictionary<string, string> { ["owner"] = "owner", ["stage"] = "stage", ["lead_source"] = "lead_source", ["lost_reason"] = "lost_reason" };
        if (always is [(_, not "open"), ..])
            (of["closed_from"], of["closed_to"]) = ("from", "to");
        return new("/deals", always.ToArray().ToDictionary(a => a.Name, a => a.Value), of,
            new Dictionary<string, IReadOnlyDictionary<string, string>>(_nobody) { ["lost_reason"] = new Dictionary<string, string> { ["no reason given"] = "none" } });
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyDictionary<string, RowsBehind>))]
sealed partial class RowsBehindJson : JsonSerializerContext;
