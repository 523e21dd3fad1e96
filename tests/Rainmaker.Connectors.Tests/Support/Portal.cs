using Rainmaker.Connectors.Files;
using Rainmaker.Simulators;
using Rainmaker.Simulators.HubSpot;

namespace Rainmaker.Connectors.Tests.Support;

/// <summary>A simulated HubSpot and a client of it, on one hurrying clock.</summary>
sealed class Portal : IAsyncDisposable
{
    readonly HttpClient _client = new();
    readonly HubSpotOptions _options;

    Portal(HubSpotOptions options) => (_options, Simulator) = (options, new(options, Clock));

    public HurryingClock Clock { get; } = new();
    public HubSpotSimulator Simulator { get; }
    public string Folder { get; } = Directory.CreateTempSubdirectory("rainmaker-fetch-").FullName;

    public static async Task<Portal> Open(HubSpotOptions? options = null)
    {
        var portal = new Portal(options ?? new() { Volume = Volume.Of(250) });
        await portal.Simulator.Start();
        return portal;
    }

    public ICrm Crm(string? version = null, CrmCredentials? credentials = null, FieldMap? fields = null, Func<RenewedTokens, CancellationToken, Task>? keep = null) => CrmSources.Open(new()
    {
        Source = "hubspot",
        BaseAddress = Simulator.Address,
        Version = version,
        Credentials = credentials ?? new() { Key = _options.Token },
        Fields = fields ?? FieldMap.None,
        KeepTokens = keep,
    }, _client, Clock);

    public Task<FetchReport> Fetch(ICrm? crm = null, IProgress<FetchProgress>? progress = null) => Files.Fetch.Run(crm ?? Crm(), new(Folder, "sim"), progress, Clock);

    public void Fails(string kind, string on = "", int skip = 0, int times = 1, int? retryAfter = null) => Simulator.Faults.Add(new(kind, on, skip, times, retryAfter));

    /// <summary>The newest raw file of a kind.</summary>
    public string File(string kind) => Directory.GetFiles(Folder, $"hubspot_{kind}_????-??-??.json").Single();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Simulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
