namespace Rainmaker.Activities;

/// <summary>Where an activity was read from, kept in its metadata.</summary>
public static class ActivitySource
{
    /// <summary>The CRM's word; null for what was noted here.</summary>
    public static string? Of(Activity activity)
    {
        if (!activity.Metadata.Contains("\"source\"", StringComparison.Ordinal))
            return null;
        using var metadata = JsonDocument.Parse(activity.Metadata);
        return metadata.RootElement.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.String ? source.GetString() : null;
    }
}
