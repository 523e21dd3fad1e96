using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Salesforce;

/// <summary>Values inside a query. Salesforce takes no parameters, so what comes from outside is quoted here and nowhere else.</summary>
static class Soql
{
    public static string Text(string value) => "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal) + "'";

    public static string Time(DateTimeOffset moment) => Wire.Stamp(moment);

    /// <summary>An id goes into a query as it is only where it is one.</summary>
    public static string Id(string id) => id.Length is 15 or 18 && id.All(char.IsAsciiLetterOrDigit) ? $"'{id}'" : throw new CrmFault(CrmFaultKind.Refused, "salesforce", "That is no id of Salesforce.");
}
