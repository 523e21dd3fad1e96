using System.Text;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Nutshell;

/// <summary>Nutshell publishes no limits, so we keep to three calls a second. Its refusals come as JSON, as plain text or as a web page.</summary>
sealed class NutshellManners(CrmConnection connection, AccessTokens tokens, TimeProvider clock) : Manners("nutshell", connection, tokens)
{
    public override Budget Calls { get; } = new(connection.Budget ?? new(3, TimeSpan.FromSeconds(1)), clock);

    public override void Authorise(HttpRequestMessage request, string token) =>
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Connection.Credentials.User}:{token}")));

    public override CrmFault Judge(Answer answer)
    {
        var body = answer.Json();
        var error = body.Get("errors").Items().FirstOrDefault();
        var message = string.Join(": ", new[] { error.Text("title"), error.Text("detail"), body.Get("message").Text() }.OfType<string>());
        return new((int)answer.Status == 415 ? CrmFaultKind.Refused : Usual(answer.Status), Source, Says("Nutshell", answer, message.Length > 0 ? message : null), null)
        {
            Status = answer.Status,
            Code = error.Text("code") ?? error.Text("title"),
            CorrelationId = answer.Header("x-nutshell-request-id"),
        };
    }
}
