using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Platform.Web;

namespace Rainmaker.Tests.Trust;

/// <summary>Requests that cannot be right, made from our own OpenAPI document: each is refused with a reason, none breaks anything or tells how we are built.</summary>
public sealed class MalformedTests(TestServer server)
{
    /// <summary>Of no kind that any field takes.</summary>
    static readonly string[] Foul = ["\"\\ud800\"", "1e400", "-1e400", "{\"a\": {\"b\": [1]}}", "[[[]]]", "[{}]"];

    /// <summary>May be right for one field and wrong for another.</summary>
    static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "1.5", "2147483648", "9223372036854775808", "79228162514264337593543950336", "1e28", "0.000000000000000000000000000001", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"",
        "\"x\\u202e\\u0007\"", "\"0000-00-00\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"99999-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"00000000-0000-0000-0000-000000000000\"", "\"no_such_word\"",
        "[]", "{}", "[\"\"]", "[\"\\u0000\"]", "[1]", "[null]", "[\"a\", \"a\"]",
    ];

    static readonly string[] Injections =
    [
        "'", "\"", "' or '1'='1", "' or 1=1--", "1; drop table lead--", "'; select pg_sleep(2)--", "1 or 1=1", "' union select null--", "') or ('a'='a", "' and 1=(select count(*) from app_user)--", "%", "_", "\\", "\\'", "%27",
        "${1}", "$1", "@p0", "1/0", "0x27", "null", "nan", "' || pg_sleep(2) || '", "(select password_hash from app_user limit 1)", "password_hash", "token; --", "-value desc", "value,(select 1)", "\u0000", "\u02bc or 1=1",
    ];

    static readonly string[] OddWords = ["-1", "0", "1000000", "99999999999999999999", "1e400", "0001-01-01", "9999-12-31", "AAAA", new('x', 3000)];

    /// <summary>For pages, which read their query by the same code as the API.</summary>
    static readonly string[] Few = ["' or 1=1--"];

    [Fact]
    public async Task A_body_that_is_no_body_is_refused_with_a_reason()
    {
        await using var world = await TwoTenants.Start(server);
        var (faults, before) = (new List<string>(), await TableMarks.Of(world.App.Store));
        foreach (var operation in (await ApiOperation.All(world.App)).Where(o => o.Body is not null))
        {
            var (address, good, name) = (operation.Address(world, Whose.Ada), operation.Json(), operation.Body![0].Name);
            (string What, byte[]? Body, string Type, int[] Expected)[] sent =
            [
                ("text", Encoding.UTF8.GetBytes("hello"), "application/json", [400]),
                ("half of it", Encoding.UTF8.GetBytes(good[..^1] + ","), "application/json", [400]),
                ("bytes that are no UTF-8", [.. "{\""u8, .. Encoding.UTF8.GetBytes(name), .. "\": \""u8, 0xc3, 0x28, 0xff, .. "\"}"u8], "application/json", [400]),
                ("UTF-16", [0xff, 0xfe, .. Encoding.Unicode.GetBytes(good)], "application/json", [400]),
                ("one field twice", Encoding.UTF8.GetBytes($"{{\"{name}\": null, \"{name}\": null}}"), "application/json", [400]),
                ("a hundred deep", Encoding.UTF8.GetBytes($"{{\"{name}\": {new string('[', 100)}{new string(']', 100)}}}"), "application/json", [400]),
                ("an array", Encoding.UTF8.GetBytes($"[{good}]"), "application/json", [400]),
                ("a number", "5"u8.ToArray(), "application/json", [400]),
                ("another type", Encoding.UTF8.GetBytes(good), "text/plain", [415]),
                ("XML", "<a/>"u8.ToArray(), "application/xml", [415]),
                ("another character set", Encoding.Latin1.GetBytes(good), "application/json; charset=klingon", [400, 415]),
                ("two megabytes", Encoding.UTF8.GetBytes($"{{\"{name}\": \"{new string('x', 2 << 20)}\"}}"), "application/json", [413]),
                ("an unknown field", Encoding.UTF8.GetBytes(good.Length > 2 ? good[..^1] + ", \"no_such_field\": 1}" : "{\"no_such_field\": 1}"), "application/json", [400]),
            ];
            foreach (var (what, body, type, expected) in sent)
            {
                if (what == "an unknown field" && operation.Route.Public is not null)
                    continue;
                var answer = await world.Admin.Http.Send(operation.Method, address, body, type);
                if (!expected.Contains(answer.Status) || answer.Fault() is not null)
                    faults.Add($"{operation} with {what}: {answer.Fault() ?? answer.Status.ToString(CultureInfo.InvariantCulture)} {answer.Body}");
            }
            if (await TableMarks.Changed(world.App.Store, before) is not { Length: > 0 } changed)
                continue;
            faults.Add($"{operation}: what was refused changed {changed}");
            before = await TableMarks.Of(world.App.Store);
        }
        faults.MustBeNone(world);
    }

    [Fact]
    public async Task A_value_of_the_wrong_kind_is_refused_by_its_field_name()
    {
        await using var world = await TwoTenants.Start(server);
        var (faults, before) = (new List<string>(), await TableMarks.Of(world.App.Store));
        foreach (var operation in (await ApiOperation.All(world.App)).Where(o => o.Body is not null && o.Route.Public is null))
        {
            var address = operation.Address(world, Whose.Ada);
            foreach (var field in operation.Body!.Where(f => f.Schema["type"] is not null))
            {
                var wrong = Foul.Append(field.Is("string") ? "12345" : "\"no such value\"").Append(field.Is("boolean") ? "1" : "true");
                foreach (var value in wrong.Where(v => !(field.Is("number") && v is "12345") && !(field.Is("array") && v == "[{}]" && field.Schema["items"]?["type"] is null)))
                {
                    var answer = await world.Admin.Http.Send(operation.Method, address, operation.Json(field.Name, value));
                    if (answer.Status != 400 || answer.Fault() is not null || !answer.Body.Contains(field.Name, StringComparison.Ordinal))
                        faults.Add($"{operation} with {field.Name}: {value}: {answer.Fault() ?? $"{answer.Status}, and 400 naming it was due"} {answer.Body}");
                }
            }
            if (await TableMarks.Changed(world.App.Store, before) is not { Length: > 0 } changed)
                continue;
            faults.Add($"{operation}: what was refused changed {changed}");
            before = await TableMarks.Of(world.App.Store);
        }
        faults.MustBeNone(world);
    }

    [Fact]
    public async Task No_odd_value_breaks_anything()
    {
        await using var world = await TwoTenants.Start(server);
        var faults = new List<string>();
        foreach (var operation in (await ApiOperation.All(world.App)).Where(o => o.Body is not null))
        {
            foreach (var field in operation.Body!)
            {
                foreach (var value in Odd.Append($"\"{new string('x', 300)}\"").Append($"\"{new string('\u00e9', 20_000)}\""))
                {
                    if (await world.Admin.Http.Send(operation.Method, operation.Address(world, Whose.Ada), operation.Json(field.Name, value)) is var answer && answer.Fault() is { } fault)
                        faults.Add($"{operation} with {field.Name}: {(value.Length > 60 ? value[..60] : value)}: {fault}");
                }
            }
        }
        faults.MustBeNone(world);
    }

    [Fact]
    public async Task Made_up_bodies_break_nothing()
    {
        await using var world = await TwoTenants.Start(server);
        var operations = (await ApiOperation.All(world.App)).Where(o => o.Body is { Count: > 0 }).ToList();
        var value = Gen.OneOf(Gen.Elements(Foul), Gen.Elements(Odd), ArbMap.Default.GeneratorFor<string>().Select(v => Json.Write(v)), ArbMap.Default.GeneratorFor<decimal>().Select(v => Json.Write(v)), ArbMap.Default.GeneratorFor<DateTime>().Select(v => Json.Write(v)));
        var requests = from operation in Gen.Elements<ApiOperation>(operations)
                       from fields in Gen.SubListOf(operation.Body!.Select(f => f.Name))
                       from values in Gen.ArrayOf(value, fields.Count)
                       select (operation, Body: $"{{{string.Join(", ", fields.Zip(values, (f, v) => $"\"{f}\": {v}"))}}}");
        var faults = new List<string>();
        foreach (var (operation, body) in Gen.Sample(requests, 20, new FsCheck.Rnd(20261120, 1), 600))
        {
            if (await world.Admin.Http.Send(operation.Method, operation.Address(world, Whose.Ada), body) is var answer && answer.Fault() is { } fault)
                faults.Add($"{operation} with {body}: {fault}");
        }
        faults.MustBeNone(world);
    }

    [Fact]
    public async Task No_query_is_taken_for_SQL_and_none_breaks_anything()
    {
        await using var world = await TwoTenants.Start(server);
        var operations = (await ApiOperation.All(world.App)).Where(o => o.Method == "GET" && !o.Route.StaysOpen).ToList();
        string[] names = ["q", "sort", "limit", "cursor", "owner", "stage"];
        var pages = MappedRoute.All(world.App).Where(r => r is { Method: "GET", StaysOpen: false, Right: not null } && operations.All(o => o.Route != r));
        var asked = operations.SelectMany(o => o.Query.Select(name => (o.Route, Address: o.Address(world, Whose.Ada), name, Values: (string[])[.. Injections, .. OddWords])))
            .Concat(pages.SelectMany(r => names.Select(name => (r, r.Address(r.Ids(world, Whose.Ada)), name, Few))));
        var (faults, before) = (new List<string>(), await TableMarks.Of(world.App.Store));
        foreach (var (route, address, name, values) in asked)
        {
            // A form about a record answers 404 where no record is named, and a CRM that is not connected 409, whatever else is asked.
            var bare = (await world.Admin.Http.Send("GET", address, (byte[]?)null)).Status;
            foreach (var value in values)
            {
                var answer = await world.Admin.Http.Send("GET", $"{address}?{name}={Uri.EscapeDataString(value)}", (byte[]?)null);
                if (answer.Status is 404 or 409 && answer.Status == bare)
                    continue;
                if (answer.Status is not (200 or 302 or 303 or 400) || (answer.Type?.MediaType != "text/html" && answer.Fault(value) is not null))
                    faults.Add($"{route} with {name}={value}: {answer.Status} {answer.Body[..Math.Min(300, answer.Body.Length)]}");
            }
        }
        faults.MustBeNone(world);
        // Files that were taken out are written down.
        Assert.True(await TableMarks.Changed(world.App.Store, before) is "" or "audit");
    }
}
