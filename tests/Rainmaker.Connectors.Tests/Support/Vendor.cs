using Rainmaker.Simulators;

namespace Rainmaker.Connectors.Tests.Support;

/// <summary>A simulated CRM, what it was filled with, and ways to act in it as its own people would.</summary>
abstract class Vendor : IAsyncDisposable
{
    readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public HurryingClock Clock { get; } = new();
    public abstract Simulator Simulator { get; }
    public abstract Sample Sample { get; }
    public abstract CrmCredentials Good { get; }

    /// <summary>Part of the path that lists people.</summary>
    public abstract string PeoplePath { get; }

    /// <summary>Somebody changes a deal in the CRM; its id.</summary>
    public abstract string ChangeADeal();

    /// <summary>Somebody deletes a deal in the CRM; its id.</summary>
    public abstract string DeleteADeal();

    public abstract string OwnerId(int seller);

    public ICrm Crm(CrmCredentials? credentials = null, FieldMap? fields = null) => CrmSources.Open(new()
    {
        Source = Simulator.Name,
        BaseAddress = Simulator.Address,
        Credentials = credentials ?? Good,
        Fields = fields ?? FieldMap.None,
        Currency = "GBP",
    }, _client, Clock);

    public void Fails(string kind, string on = "", int skip = 0, int times = 1, int status = 500) => Simulator.Faults.Add(new(kind, on, skip, times, Status: status));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Simulator.DisposeAsync();
    }
}
