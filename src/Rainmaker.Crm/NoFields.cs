using System.Collections.ObjectModel;

namespace Rainmaker.Crm;

static class NoFields
{
    public static IReadOnlyDictionary<string, string> Yet { get; } = ReadOnlyDictionary<string, string>.Empty;
}
