using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Rainmaker.Platform.Web;

/// <summary>
/// What went wrong before or beside a use case, as ProblemDetails: bad JSON names field, value and place; a store that is away is a 503 to
/// try again; anything else is one generic text with the trace id. No path, SQL, type name or stack leaves the server.
/// </summary>
sealed partial class Faulted(IProblemDetailsService problems, ILogger<Faulted> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = 499;
            return true;
        }

        var (status, code, detail, field) = Explain(exception);
        if (status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "2";
        if (status >= 500)
            Log.Broke(log, httpContext.Request.Method, (httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint)?.RoutePattern.RawText, exception);
        httpContext.Response.StatusCode = status;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = status, Detail = detail, Extensions = { ["code"] = code, ["field"] = field } },
        });
    }

    static readonly (int, string, string, string?) StoreAway = (503, "store_away", "The database does not answer just now. Nothing was written; try again in a moment.", null);

    static (int Status, string Code, string Detail, string? Field) Explain(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => (400, "bad_json", Told(json), Field(json)),
        BadHttpRequestException { StatusCode: 413 } => (413, "too_large", "The body is larger than this address takes.", null),
        BadHttpRequestException bad => (bad.StatusCode, "bad_request", Plain(bad.Message), null),
        JsonException json => (400, "bad_json", Told(json), Field(json)),
        // The framework's word for a charset that there is not, while it begins to read the body.
        InvalidOperationException { InnerException: ArgumentException, Source: "Microsoft.AspNetCore.Http.Extensions" } => (415, "unsupported_media_type", "The body is JSON in UTF-8.", null),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => (503, "storage_full", "The disk of the database is full. Nothing was written; reading still works.", null),
        PostgresException { SqlState: PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire } => (400, "bad_text", Json.Unstorable, null),
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException or TimeoutException } or PostgresException { SqlState: "57P01" or "57P02" or "57P03" } =>
            StoreAway,
        Once.ClaimIsLost => (409, "still_running", "The same request runs a second time. This one was given up; nothing of it was kept.", null),
        DbUpdateConcurrencyException => (412, "stale", "Somebody changed this since you looked. Load it again and repeat your change.", null),
        { InnerException: NpgsqlException inner } => Explain(inner),
        // What FailedStatements could not forget in time. The connection is given up, nothing was written.
        { InnerException.Message: var step } when step.StartsWith("Received unexpected backend message", StringComparison.Ordinal) => StoreAway,
        { Message: var step } when step.StartsWith("Received unexpected backend message", StringComparison.Ordinal) => StoreAway,
        _ => (500, "internal", "Something went wrong on our side. The trace id names it in the log.", null),
    };

    static string? Field(JsonException json) => json.Path is null or "$" ? null : json.Path.TrimStart('$', '.');

    static string Told(JsonException json)
    {
        var place = json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine + 1})" : "";
        if (json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
            return $"There is no field '{json.Message.Split('\'')[1]}' here{place}.";
        if (json.Message.Contains("missing required properties", StringComparison.Ordinal))
            return $"A field is missing: {json.Message[(json.Message.LastIndexOf(':') + 1)..].Trim()}";
        if (json.Message.StartsWith(Json.NullInList, StringComparison.Ordinal) || json.Message.StartsWith(Json.Unstorable, StringComparison.Ordinal))
            return json.Message[..(json.Message.IndexOf('.', StringComparison.Ordinal) + 1)];
        if (Field(json) is { } field)
            return $"The value of '{field}' is not of the kind this field takes{place}.";
        return $"The body is not well-formed JSON{place}.";
    }

    // The framework's message names the parameter and repeats the value: 'Failed to bind parameter "int limit" from "x".'
    static string Plain(string message) =>
        message.StartsWith("Failed to bind parameter", StringComparison.Ordinal) && message.Split('"') is [_, var parameter, _, var value, ..]
            ? $"'{value}' is not a value that '{parameter.Split(' ')[^1]}' takes."
            : message.StartsWith("Required parameter", StringComparison.Ordinal) || message.StartsWith("Implicit body", StringComparison.Ordinal) ? "The request lacks a body." : "The request cannot be understood.";

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} {Route} broke")]
        public static partial void Broke(ILogger log, string method, string? route, Exception fault);
    }
}
