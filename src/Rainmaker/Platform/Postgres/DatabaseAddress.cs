using Npgsql;

namespace Rainmaker.Platform.Postgres;

/// <summary>Your own PostgreSQL as the settings name it: <c>ConnectionStrings__Rainmaker</c>, or <c>DATABASE_URL</c> in either form.</summary>
static class DatabaseAddress
{
    const string OwnName = "ConnectionStrings__Rainmaker";
    const string UrlName = "DATABASE_URL";

    /// <summary>Null when neither is set: then the private PostgreSQL is used. Both set to different databases are refused.</summary>
    public static NpgsqlConnectionStringBuilder? From(IConfiguration settings)
    {
        var own = Parse(OwnName, settings["ConnectionStrings:Rainmaker"]);
        var url = Parse(UrlName, settings[UrlName]);
        if (own is not null && url is not null && !own.EquivalentTo(url))
            throw new CannotContinue($"{OwnName} and {UrlName} are both set and name different databases. Keep one of them.", ExitCode.Usage);
        return own ?? url;
    }

    static NpgsqlConnectionStringBuilder? Parse(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            var address = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? OfUrl(new Uri(text.Trim()))
                : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(address.Host) || string.IsNullOrEmpty(address.Database))
                throw new CannotContinue($"{name} must name a host and a database.", ExitCode.Usage);
            return address;
        }
        // The text may hold a password: it is not repeated.
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new CannotContinue($"{name} cannot be read: {(e is UriFormatException ? e.Message : e.Message.Split('\n')[0])}", ExitCode.Usage);
        }
    }

    static NpgsqlConnectionStringBuilder OfUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var address = new NpgsqlConnectionStringBuilder
        {
            Host = Uri.UnescapeDataString(url.Host),
            Port = url.Port > 0 ? url.Port : 5432,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var k, var v] ? (k, Uri.UnescapeDataString(v)) : (pair, "");
            // libpq's words where Npgsql has others.
            switch (key)
            {
                case "sslmode":
                    address["SSL Mode"] = value.Replace("-", "", StringComparison.Ordinal);
                    break;
                case "connect_timeout":
                    address["Timeout"] = value;
                    break;
                default:
                    address[key.Replace('_', ' ')] = value;
                    break;
            }
        }
        return address;
    }
}
