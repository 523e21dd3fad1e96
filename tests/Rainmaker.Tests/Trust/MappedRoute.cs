using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Rainmaker.Tests.Trust;

/// <summary>One method on one address, as the running product has it mapped: new ones are walked by themselves.</summary>
public sealed partial record MappedRoute(string Method, string Pattern, RouteEndpoint Endpoint)
{
    /// <summary>What a parameter names, by the word before it: <c>/api/leads/{id}</c> is a lead wherever it stands.</summary>
    static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["opportunities"] = Kind.Deal, ["deals"] = Kind.Deal, ["leads"] = Kind.Lead, ["contacts"] = Kind.Contact, ["companies"] = Kind.Company, ["activities"] = Kind.Activity,
        ["insights"] = Kind.Insight, ["imports"] = Kind.Import, ["stages"] = Kind.Stage, ["tokens"] = Kind.Token, ["users"] = Kind.User, ["teams"] = Kind.Team, ["notifications"] = Kind.Notification,
        ["territories"] = Kind.Territory, ["forms"] = Kind.Form, ["people"] = Kind.User, ["sources"] = Kind.Source, ["lead-sources"] = Kind.Source, ["rules"] = Kind.Rule, ["assignment-rules"] = Kind.Rule, ["pipelines"] = Kind.Pipeline, ["absences"] = Kind.Absence, ["{entity_type}"] = Kind.Lead, ["matches"] = Kind.Match, ["merges"] = Kind.Merge, ["team"] = Kind.Insight, ["connections"] = Kind.Connection, ["runs"] = Kind.SyncRun,
    };

    /// <summary>Parameters that name no record, by the address up to them: a word that may stand there.</summary>
    static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal) { ["/api/{entity_type}"] = "leads", ["/api/scoring/{kind}"] = "lead", ["/admin/scoring/{kind}"] = "lead", ["/connections/new/{provider}"] = "custom", ["/integrations/{provider}"] = "nutshell", ["/hooks/{provider}"] = "nutshell", ["/hooks/{provider}/{key}"] = "none" };

    /// <summary>A body that gets as far as looking for the record, where an empty one does not.</summary>
    static readonly Dictionary<string, object> Bodies = new(StringComparer.Ordinal)
    {
        ["POST /api/opportunities/{id}/move"] = new { deal_stage = "proposal" },
        ["POST /api/opportunities/{id}/close"] = new { outcome = "won" },
        ["PUT /api/opportunities/{id}"] = new { notes = "Seen." },
        ["PUT /api/opportunities/{id}/contacts/{contact}"] = new { role = "user" },
        ["POST /api/leads/{id}/signals"] = new { kind = "form_submit" },
        ["PUT /api/teams/{id}"] = new { name = "Far North" },
        ["PUT /api/territories/{id}"] = new { name = "Far North" },
        ["POST /admin/teams/{id}"] = new { name = "Far North" },
        ["POST /admin/territories/{id}"] = new { name = "Far North" },
        ["PUT /api/stages/{id}"] = new { label = "First" },
        ["POST /api/stages/{id}/move"] = new { position = 0 },
        ["POST /api/assignment-rules/{id}/move"] = new { position = 0 },
        ["POST /matches/{id}/merge"] = new { keep = "" },
        ["POST /api/pipelines/{id}/stages"] = new { key = "visit" },
    };

    public Right? Right => Endpoint.Metadata.GetMetadata<Right>();
    public PublicRoute? Public => Endpoint.Metadata.GetMetadata<PublicRoute>();
    public bool IsRead => Method is "GET" or "HEAD";
    public bool IsPage => !PageRequestPaths().IsMatch(Pattern);
    public string[] Parameters { get; } = [.. Parameter().Matches(Pattern).Select(m => Pattern[..(m.Index + m.Length)])];

    /// <summary>Streams and sockets stay open.</summary>
    public bool StaysOpen => Pattern is "/api/events/stream" or "/live" or "/ws/sales";

    public override string ToString() => $"{Method} {Pattern}";

    public static IReadOnlyList<MappedRoute> All(TestApp app) =>
    [
        .. app.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not null)
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => new MappedRoute(method, Plain(e.RoutePattern.RawText!), e)))
            .Where(r => r.Method != "HEAD").OrderBy(r => r.Pattern, StringComparer.Ordinal).ThenBy(r => r.Method, StringComparer.Ordinal),
    ];

    /// <summary>The kind of record a parameter names; null where it names none.</summary>
    public Kind? KindOf(string parameter)
    {
        if (Words.ContainsKey(parameter))
            return null;
        Assert.True(Kinds.TryGetValue(parameter.Split('/')[^2], out var kind), $"{this}: say in MappedRoute.Kinds what record '{parameter}' names, or in MappedRoute.Words which word stands there.");
        return kind;
    }

    /// <summary>Ids of records of theirs for all parameters that name one.</summary>
    internal Dictionary<string, string> Ids(TwoTenants world, Whose whose) =>
        Parameters.Where(p => KindOf(p) is not null).ToDictionary(p => p, p => world.Id(KindOf(p)!.Value, whose));

    /// <param name="ids">By parameter, as in <see cref="Parameters"/>.</param>
    public string Address(IReadOnlyDictionary<string, string> ids)
    {
        var address = Pattern;
        foreach (var parameter in Parameters)
            address = address.Replace(parameter[parameter.LastIndexOf('{')..], ids.GetValueOrDefault(parameter) ?? Words[parameter], StringComparison.Ordinal);
        return address;
    }

    public async Task<Answer> Send(HttpClient caller, IReadOnlyDictionary<string, string> ids, string? accept = null)
    {
        using var message = new HttpRequestMessage(new HttpMethod(Method), Address(ids));
        if (accept is not null)
            message.Headers.Accept.ParseAdd(accept);
        if (!IsRead)
            message.Content = TakesJson ? JsonContent.Create(Bodies.GetValueOrDefault(ToString(), new { })) : new FormUrlEncodedContent(Fields(Bodies.GetValueOrDefault(ToString())));
        using var answer = await caller.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var isStream = answer.Content.Headers.ContentType is { MediaType: "text/event-stream" };
        return new((int)answer.StatusCode, answer.Headers.Location?.ToString(), isStream ? "" : await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType);
    }

    bool TakesJson => Endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { } accepts ? accepts.ContentTypes.Any(t => t.Contains("json", StringComparison.Ordinal)) : !IsPage;

    static IEnumerable<KeyValuePair<string, string>> Fields(object? body) =>
        body is null ? [] : body.GetType().GetProperties().Select(p => KeyValuePair.Create(p.Name, p.GetValue(body)!.ToString()!));

    /// <summary>Without constraints: <c>{id:guid}</c> is <c>{id}</c>.</summary>
    static string Plain(string pattern) => "/" + Constraint().Replace(pattern, "").TrimStart('/');

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"[:?*][^}]*(?=\})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Constraint();

    [GeneratedRegex("^/(api|ai|analytics|integrations|hooks|public|ws|openapi|health)(/|$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PageRequestPaths();
}

/// <summary>What came back.</summary>
public sealed partial record Answer(int Status, string? Location, string Body, MediaTypeHeaderValue? Type)
{
    /// <summary>What two answers must share to tell the same: without the trace, form tokens and the ids that were asked for.</summary>
    public string Told => $"{Status} {Type} {Id().Replace(Trace().Replace(Body, ""), "ID")}";

    [GeneratedRegex("\"trace_id\":\\s*\"[^\"]*\"|CfDJ8[A-Za-z0-9_-]+|[0-9a-f]{32}", RegexOptions.NonBacktracking)]
    private static partial Regex Trace();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
