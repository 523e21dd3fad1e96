using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rainmaker.Platform.Web;

namespace Rainmaker.Tests.Identity;

public sealed class RouteCatalogueTests(TestServer server)
{
    [Fact]
    public async Task Every_route_names_a_right_or_says_why_strangers_may_use_it()
    {
        await using var app = await TestApp.Start(server);

        var silent = Routes(app).Where(r => r.Metadata.GetMetadata<Right>() is null && r.Metadata.GetMetadata<PublicRoute>() is null);

        Assert.True(!silent.Any(), $"Say .Requires(a right) or .AllowPublic(\"why\") on: {string.Join(", ", silent.Select(Name))}");
    }

    [Fact]
    public async Task A_route_is_either_public_or_guarded_and_a_guarded_one_is_authorized()
    {
        await using var app = await TestApp.Start(server);

        var twofold = Routes(app).Where(r => r.Metadata.GetMetadata<Right>() is not null && (r.Metadata.GetMetadata<PublicRoute>() is not null || r.Metadata.GetMetadata<IAllowAnonymous>() is not null));
        var unguarded = Routes(app).Where(r => r.Metadata.GetMetadata<Right>() is not null && r.Metadata.GetMetadata<AuthorizationPolicy>() is null);

        Assert.True(!twofold.Any(), $"Both guarded and public: {string.Join(", ", twofold.Select(Name))}");
        Assert.True(!unguarded.Any(), $"A right without a policy: {string.Join(", ", unguarded.Select(Name))}");
    }

    [Fact]
    public async Task Only_public_routes_take_other_sites_posts()
    {
        await using var app = await TestApp.Start(server);

        var open = Routes(app).Where(r => r.Metadata.GetMetadata<ForeignPosts>() is not null && r.Metadata.GetMetadata<PublicRoute>() is null);

        Assert.True(!open.Any(), $"A signed-in user's name could be used by another site on: {string.Join(", ", open.Select(Name))}");
    }

    [Fact]
    public async Task No_GET_is_for_changing_things()
    {
        await using var app = await TestApp.Start(server);

        var words = new[] { "delete", "remove", "sign-out", "revoke" };
        var changing = Routes(app).Where(r => r.Metadata.GetMetadata<HttpMethodMetadata>() is { } methods && methods.HttpMethods.Contains("GET")
            && words.Contains(r.RoutePattern.RawText!.Split('/')[^1], StringComparer.Ordinal));

        Assert.True(!changing.Any(), $"A GET changes nothing: {string.Join(", ", changing.Select(Name))}");
    }

    static List<RouteEndpoint> Routes(TestApp app) => [.. app.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    static string Name(RouteEndpoint route) =>
        $"{string.Join('|', route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])} {route.RoutePattern.RawText}";
}
