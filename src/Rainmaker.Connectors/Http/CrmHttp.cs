using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Polly;
using Polly.Retry;

namespace Rainmaker.Connectors.Http;

/// <summary>One call to a CRM: within its budget, with a good token, tried again where that helps, and a named fault where it does not.</summary>
sealed class CrmHttp
{
    /// <summary>Far above any page; an endless answer must not fill the memory.</summary>
    const int LargestAnswer = 256 << 20;
    readonly HttpClient _client;
    readonly Manners _manners;
    readonly ResiliencePipeline _retry;

    public CrmHttp(HttpClient client, Manners manners, TimeProvider clock)
    {
        (_client, _manners) = (client, manners);
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = manners.Tries - 1,
            ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Exception is CrmFault fault && MayRepeat(outcome.Context, fault) && manners.Wait(fault, outcome.AttemptNumber + 1) is not null),
            DelayGenerator = retry => ValueTask.FromResult<TimeSpan?>(Jittered(manners.Wait((CrmFault)retry.Outcome.Exception!, retry.AttemptNumber + 1)!.Value)),
        }).Build();
    }

    /// <param name="repeatable">False for what makes something new each time: then only a refusal is tried again, never a call whose fate is unknown.</param>
    public Task<JsonDocument> Read(Func<HttpRequestMessage> call, Budget? budget = null, bool repeatable = true, CancellationToken stop = default) =>
        Run(call, budget, repeatable, Parse, stop);

    /// <summary>For answers without JSON (204, CSV).</summary>
    public Task<Answer> Send(Func<HttpRequestMessage> call, Budget? budget = null, bool repeatable = true, CancellationToken stop = default) =>
        Run(call, budget, repeatable, answer => answer, stop);

    public static HttpContent Json(object body) => new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/json") } };

    async Task<T> Run<T>(Func<HttpRequestMessage> call, Budget? budget, bool repeatable, Func<Answer, T> read, CancellationToken stop)
    {
        var context = ResilienceContextPool.Shared.Get(stop);
        context.Properties.Set(_repeatable, repeatable);
        try
        {
            return await _retry.ExecuteAsync(async c => read(await Once(call, budget ?? _manners.Calls, c.CancellationToken)), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    async Task<Answer> Once(Func<HttpRequestMessage> call, Budget budget, CancellationToken stop)
    {
        var token = await _manners.Tokens.Current(stop);
        var answer = await Exchange(call, budget, token, stop);
        if (answer.Status == HttpStatusCode.Unauthorized && _manners.Tokens.CanRenew)
            answer = await Exchange(call, budget, await _manners.Tokens.Renew(token, stop), stop);
        return answer.IsGood ? answer : throw _manners.Judge(answer);
    }

    async Task<Answer> Exchange(Func<HttpRequestMessage> call, Budget budget, string token, CancellationToken stop)
    {
        await budget.Enter(stop);
        try
        {
            using var request = call();
            _manners.Authorise(request, token);
            var answer = await Exchange(request, token, stop);
            _manners.Learn(answer);
            return answer;
        }
        finally
        {
            budget.Leave();
        }
    }

    async Task<Answer> Exchange(HttpRequestMessage request, string token, CancellationToken stop)
    {
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            await response.Content.LoadIntoBufferAsync(LargestAnswer, stop);
            var body = await response.Content.ReadAsByteArrayAsync(stop);
            return new(response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, response.IsSuccessStatusCode ? body : Blotted(body, token));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new CrmFault(CrmFaultKind.Unavailable, _manners.Source, $"{request.RequestUri!.Host} could not be reached or broke off: {Root(e).Message}", e);
        }
    }

    JsonDocument Parse(Answer answer)
    {
        try
        {
            return JsonDocument.Parse(answer.Body);
        }
        catch (JsonException e)
        {
            throw answer.LooksLikeHtml || !answer.IsJson
                ? new CrmFault(CrmFaultKind.NotJson, _manners.Source, $"{_manners.Source} answered with a web page or text instead of JSON. Is the address right, is a proxy in between?", e) { Status = answer.Status }
                : new CrmFault(CrmFaultKind.BrokenAnswer, _manners.Source, $"The answer of {_manners.Source} ends in the middle, after {answer.Body.Length} bytes.", e) { Status = answer.Status };
        }
    }

    byte[] Blotted(byte[] body, string token)
    {
        if (body.Length is 0 or > 1 << 20)
            return body.Length == 0 ? body : Blotted(body[..(1 << 20)], token);
        var text = new StringBuilder(Encoding.UTF8.GetString(body));
        foreach (var secret in _manners.Connection.Credentials.All.Append(token))
            text.Replace(secret, "***");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static readonly ResiliencePropertyKey<bool> _repeatable = new("repeatable");

    static bool MayRepeat(ResilienceContext context, CrmFault fault) => fault.Kind == CrmFaultKind.RateLimited || context.Properties.GetValue(_repeatable, true);

    static Exception Root(Exception e) => e.InnerException is { } inner ? Root(inner) : e;

    /// <summary>Up to a quarter longer, so that many who were refused together do not come back together.</summary>
    static TimeSpan Jittered(TimeSpan wait) => wait * (1 + RandomNumberGenerator.GetInt32(251) / 1000.0);
}
