using Rainmaker.Crm;
using Rainmaker.Shell;

namespace Rainmaker.Leads.Screens;

/// <summary>What the screens of leads offer to choose from, and the names they show.</summary>
/// <param name="Names">All users, also those who left.</param>
/// <param name="Owners">Whom leads may be given to; empty for those who give none.</param>
/// <param name="Filter">Whose leads may be looked for; empty for those who see only their own.</param>
public sealed record LeadChoices(IReadOnlyDictionary<Guid, string> Names, IReadOnlyList<(string Value, string Text)> Owners, IReadOnlyList<(string Value, string Text)> Filter, IReadOnlyDictionary<string, string> Sources,
    bool MayEdit, bool MayAssign, bool MayExport, string Region)
{
    public static readonly IReadOnlyList<(string Value, string Text)> Statuses = Of<LeadStatus>();
    public static readonly IReadOnlyList<(string Value, string Text)> ByHand = [.. LeadInput.ByHand.Select(s => (Words<LeadStatus>.ToWord[s], Format.Words(Words<LeadStatus>.ToWord[s])))];
    public static readonly IReadOnlyList<(string Value, string Text)> Priorities = Of<LeadPriority>();
    public static readonly IReadOnlyList<(string Value, string Text)> Types = [("individual", "Individual"), ("sme", "Small or medium company"), ("corporate", "Corporate")];

    public static LeadChoices Of(LeadDesk desk, Actor actor)
    {
        var (active, mayAssign) = (desk.People.Where(p => p.IsActive).ToList(), LeadRights.Assign.Allows(actor));
        var seen = active.Where(p => actor.Sight.Includes(p.Id)).ToList();
        return new(desk.People.ToDictionary(p => p.Id, p => p.Name), mayAssign ? [.. active.Select(p => (p.Id.ToString(), p.Name))] : [],
            seen.Count > 1 ? [("me", "Mine"), .. seen.Where(p => p.Id != actor.User).Select(p => (p.Id.ToString(), p.Name)), ("none", "Nobody")] : [],
            desk.Sources.Values.OrderBy(s => s.Label, StringComparer.OrdinalIgnoreCase).ToDictionary(s => s.Key, s => s.Label),
            LeadRights.Edit.Allows(actor), mayAssign, LeadRights.Export.Allows(actor), desk.Tenant.Region);
    }

    public string? Name(Guid? user) => user is { } id ? Names.GetValueOrDefault(id) : null;

    public string Source(string key) => Sources.GetValueOrDefault(key) ?? Format.Words(key);

    static List<(string, string)> Of<T>() where T : struct, Enum => [.. Words<T>.All.Select(w => (w, Format.Words(w)))];
}
