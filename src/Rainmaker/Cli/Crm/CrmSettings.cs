using System.CommandLine;
using Rainmaker.Connectors;
using Rainmaker.Platform;

namespace Rainmaker.Cli;

/// <summary>
/// Which CRM and how to enter it. For each thing the first of: the flag; the CRM's own name (HUBSPOT_API_KEY); the general one (SALES_PIPELINE_API_KEY),
/// where SALES_PIPELINE_SOURCE names no other CRM.
/// </summary>
sealed class CrmSettings(IConfiguration settings)
{
    public const string SourceNames = "SALES_PIPELINE_SOURCE, CRM_PROVIDER";

    /// <summary>The flag, else SALES_PIPELINE_SOURCE, else CRM_PROVIDER; null where none is set.</summary>
    public string? Source(string? flag) => Set(flag) ?? Set(settings["SALES_PIPELINE_SOURCE"]) ?? Set(settings["CRM_PROVIDER"]);

    /// <summary>SALES_PIPELINE_CACHE: where the daily run keeps its snapshots.</summary>
    public string? Cache => Set(settings["SALES_PIPELINE_CACHE"]);

    /// <summary>Whether a PostgreSQL of the operator's own is named.</summary>
    public bool NamesDatabase => Set(settings["DATABASE_URL"]) is not null || Set(settings["ConnectionStrings:Rainmaker"]) is not null;

    public static CrmSettings Here() => new(Settings.Read(Directory.GetCurrentDirectory()));

    /// <exception cref="CannotContinue">The source is unknown, or a setting makes no sense.</exception>
    public CrmConnection Connection(string source, Uri? address, string? version = null, string? currency = null, FileInfo? fields = null)
    {
        if (!CrmSources.Names.Contains(source))
            throw new CannotContinue($"There is no source '{source}'. There are: {string.Join(", ", CrmSources.Names)}. Say --source, or set one of {SourceNames}.", ExitCode.Usage);
        return new()
        {
            Source = source,
            BaseAddress = address ?? Address(source),
            Version = version ?? Of(source, "API_VERSION"),
            Currency = currency ?? Of(source, "CURRENCY") ?? "USD",
            Fields = Map(fields?.FullName ?? Of(source, "FIELDS_FILE")),
            Credentials = new()
            {
                Key = Of(source, "API_KEY") ?? General(source, "SALES_PIPELINE_API_KEY"),
                User = Of(source, "USER"),
                ClientId = Of(source, "CLIENT_ID"),
                ClientSecret = Of(source, "CLIENT_SECRET"),
                RefreshToken = Of(source, "REFRESH_TOKEN"),
                PrivateKey = Of(source, "PRIVATE_KEY") ?? (Of(source, "PRIVATE_KEY_FILE") is { } file ? File.ReadAllText(file) : null),
            },
        };
    }

    /// <summary>The endpoint's host: what stands behind it (004 shows a path) is ours to know, except for a source of one's own.</summary>
    Uri? Address(string source)
    {
        var text = Of(source, "BASE_URL") ?? General(source, "SALES_PIPELINE_ENDPOINT");
        if (text is null)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? source == "custom" ? address : new(address.GetLeftPart(UriPartial.Authority) + "/")
            : throw new CannotContinue($"'{text}' is no address of {source}. It looks like https://api.example.com.", ExitCode.Usage);
    }

    string? General(string source, string name) => Set(settings["SALES_PIPELINE_SOURCE"]) is { } named && named != source ? null : Set(settings[name]);

    string? Of(string source, string name) => Set(settings[$"{source.ToUpperInvariant()}_{name}"]);

    static FieldMap Map(string? path)
    {
        try
        {
            return path is null ? FieldMap.None : FieldMap.Read(File.ReadAllText(path));
        }
        catch (FormatException e)
        {
            throw new CannotContinue($"{path}: {e.Message}", ExitCode.Usage);
        }
    }

    static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
