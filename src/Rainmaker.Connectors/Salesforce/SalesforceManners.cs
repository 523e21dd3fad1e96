using System.Globalization;
using System.Text.Json;
using Rainmaker.Connectors.Http;

namespace Rainmaker.Connectors.Salesforce;

/// <summary>Salesforce's limits and refusals: a list of errors, and 403 where others say 429.</summary>
sealed class SalesforceManners(CrmConnection connection, SalesforceLogin login, TimeProvider clock) : Manners("salesforce", connection, login.Tokens)
{
    /// <summary>Of the day's calls; the rest is left to the people who work in it.</summary>
    const double OursOfTheDay = 0.8;
    (long Used, long Of)? _day;

    /// <summary>Salesforce names no rate; 25 long requests at once are the most it takes.</summary>
    public override Budget Calls { get; } = new(connection.Budget ?? new(25, TimeSpan.FromSeconds(1)), clock);

    public long? CallsLeftToday => _day is { } day ? day.Of - day.Used : null;

    public override void Authorise(HttpRequestMessage request, string token) => request.Headers.Authorization = new("Bearer", token);

    public override void Learn(Answer answer)
    {
        var usage = answer.Header("Sforce-Limit-Info")?.Split('=', '/', ';', ',');
        if (usage is ["api-usage", var used, var of, ..] && long.TryParse(used, CultureInfo.InvariantCulture, out var u) && long.TryParse(of, CultureInfo.InvariantCulture, out var o) && o > 0)
            _day = (u, o);
    }

    /// <summary>Before the next page of a long reading.</summary>
    public void LeaveRoom()
    {
        if (_day is { } day && day.Used >= day.Of * OursOfTheDay)
            throw new CrmFault(CrmFaultKind.DailyLimit, Source, string.Create(CultureInfo.InvariantCulture, $"{day.Used:n0} of Salesforce's {day.Of:n0} calls of the day are used. What is left is for the people who work in it; go on later."));
    }

    public override CrmFault Judge(Answer answer)
    {
        var error = answer.Json() is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().FirstOrDefault() : answer.Json() ?? default;
        var code = error.Text("errorCode") ?? error.Text("error");
        var message = error.Text("message") ?? error.Text("error_description");
        return new(KindOf(answer, code, message), Source, Says("Salesforce", answer, message?.ReplaceLineEndings(" ")), null) { Status = answer.Status, Code = code };
    }

    static CrmFaultKind KindOf(Answer answer, string? code, string? message) => code switch
    {
        "INVALID_SESSION_ID" or "INVALID_AUTH_HEADER" => CrmFaultKind.NotAuthorised,
        "REQUEST_LIMIT_EXCEEDED" => message?.Contains("oncurrent", StringComparison.Ordinal) == true ? CrmFaultKind.RateLimited : CrmFaultKind.DailyLimit,
        // A key that may not see an object is told there is none.
        "INVALID_TYPE" => CrmFaultKind.NotOffered,
        "UNABLE_TO_LOCK_ROW" or "QUERY_TIMEOUT" or "SERVER_UNAVAILABLE" => CrmFaultKind.Unavailable,
        "DUPLICATE_VALUE" or "DUPLICATES_DETECTED" => CrmFaultKind.Conflict,
        "NOT_FOUND" or "ENTITY_IS_DELETED" or "INVALID_QUERY_LOCATOR" => CrmFaultKind.NotFound,
        null when (int)answer.Status == 300 => CrmFaultKind.Conflict,
        _ => answer.LooksLikeHtml && (int)answer.Status < 500 ? CrmFaultKind.NotJson : Usual(answer.Status),
    };
}
