using Rainmaker.Platform.Outgoing;

namespace Rainmaker.Sync;

/// <summary>
/// Seed 001's way to connect a CRM: <c>CRM_PROVIDER</c> and its key (<c>HUBSPOT_API_KEY</c> ...) among the operator's settings connect the first tenant when the server starts. A key that
/// was changed there takes the place of the old one at the next start; what people changed on the page about the rest stays.
/// </summary>
sealed partial class ConnectFromSettings(IConfiguration settings, Tenants tenants, Database database, OutgoingCalls outgoing, TimeProvider time, ILogger<ConnectFromSettings> log) : BackgroundService
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Request(settings) is not { } request)
            return;
        try
        {
            // A fresh installation has nobody to connect yet.
            while (await First(stoppingToken) is not { } tenant || !await Connect(tenant, request, stoppingToken))
                await Task.Delay(Look, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
        catch (Exception fault)
        {
            Log.Broke(log, fault);
        }
    }

    async Task<Guid?> First(CancellationToken stop) => await tenants.All(stop) is [var (id, _, _), ..] ? id : null;

    async Task<bool> Connect(Guid tenant, SaveConnection.Request request, CancellationToken stop)
    {
        var actor = Actor.System(tenant);
        Connection? known;
        await using (var db = await database.Open(actor, stop))
            known = await db.Connections.AsNoTracking().Where(c => c.Source == request.Provider.Value).OrderByDescending(c => c.CreatedBy == null).ThenBy(c => c.CreatedAt).FirstOrDefaultAsync(stop);
        // Whom somebody connected by hand is theirs.
        if (known?.CreatedBy is not null)
            return true;
        if ((await SaveConnection.Handle(known?.Id, request, null, actor, database, outgoing, stop)).Refused(out var refusal))
            Log.Refused(log, request.Provider.Value!, refusal.Why);
        return true;
    }

    /// <summary>Null where no CRM is named, or none of its keys.</summary>
    internal static SaveConnection.Request? Request(IConfiguration settings)
    {
        if (Set("CRM_PROVIDER")?.ToLowerInvariant() is not { } provider)
            return null;
        string? Of(string name) => Set($"{provider.ToUpperInvariant()}_{name}");
        var keys = new SaveConnection.SecretsSent
        {
            Key = Optional(Of("API_KEY")), User = Optional(Of("USER")), ClientId = Optional(Of("CLIENT_ID")), ClientSecret = Optional(Of("CLIENT_SECRET")), RefreshToken = Optional(Of("REFRESH_TOKEN")), PrivateKey = Optional(Of("PRIVATE_KEY")),
        };
        return keys == new SaveConnection.SecretsSent() ? null : new() { Provider = provider, BaseUrl = Optional(Of("BASE_URL")), ApiVersion = Optional(Of("API_VERSION")), Credentials = keys };

        string? Set(string name) => string.IsNullOrWhiteSpace(settings[name]) ? null : settings[name]!.Trim();

        static Optional<string> Optional(string? value) => value is null ? default : new(value);
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "CRM_PROVIDER names {Provider}, which cannot be connected: {Why}")]
        public static partial void Refused(ILogger log, string provider, string why);

        [LoggerMessage(2, LogLevel.Warning, "The CRM of the settings could not be connected")]
        public static partial void Broke(ILogger log, Exception fault);
    }
}
