namespace Rainmaker.Connectors.Http;

/// <summary>The token for the next call: fetched where there is none, renewed by the clock, and once more where the CRM says it is stale.</summary>
/// <param name="renew">Null for keys that never change.</param>
sealed class AccessTokens(string? token, Func<CancellationToken, Task<RenewedTokens>>? renew, CrmConnection connection, TimeProvider clock) : IDisposable
{
    static readonly TimeSpan _margin = TimeSpan.FromMinutes(1);
    readonly SemaphoreSlim _one = new(1, 1);
    string? _token = token;
    DateTimeOffset? _expires;

    public bool CanRenew => renew is not null;

    public async ValueTask<string> Current(CancellationToken stop) =>
        _token is { } token && (_expires is null || clock.GetUtcNow() < _expires - _margin) ? token : await Renew(_token, stop);

    /// <summary>A new token in place of one that was refused; many callers at once cause one renewal.</summary>
    public async ValueTask<string> Renew(string? refused, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            if (_token is not null && _token != refused)
                return _token;
            if (renew is null)
                throw new CrmFault(CrmFaultKind.NotAuthorised, connection.Source, $"No key is set for {connection.Source}.");
            var renewed = await renew(stop);
            if (connection.KeepTokens is { } keep)
                await keep(renewed, stop);
            (_token, _expires) = (renewed.AccessToken, renewed.ExpiresAt);
            return renewed.AccessToken;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
