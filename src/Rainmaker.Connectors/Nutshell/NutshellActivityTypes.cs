using Rainmaker.Crm;

namespace Rainmaker.Connectors.Nutshell;

/// <summary>Accounts name their kinds of activity themselves; the name is all there is to go by.</summary>
static class NutshellActivityTypes
{
    static readonly (string Part, ActivityKind Kind)[] _parts =
        [("mail", ActivityKind.Email), ("call", ActivityKind.Call), ("phone", ActivityKind.Call), ("meet", ActivityKind.Meeting), ("appointment", ActivityKind.Meeting), ("demo", ActivityKind.Meeting), ("lunch", ActivityKind.Meeting), ("visit", ActivityKind.Meeting)];

    public static ActivityKind KindOf(string? name) => _parts.Where(p => name?.Contains(p.Part, StringComparison.OrdinalIgnoreCase) == true).Select(p => p.Kind).DefaultIfEmpty(ActivityKind.Task).First();
}
