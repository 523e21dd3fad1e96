using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Leads;
using Rainmaker.Shell;

namespace Rainmaker.Admin;

/// <summary>The screens for the sources of leads; the same use cases as the API.</summary>
static class SourcePages
{
    const string Home = "/admin/sources";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Home, List).Requires(LeadRights.Shape).ExcludeFromDescription();
        foreach (var address in (string[])[$"{Home}/new", $"{Home}/{{key}}"])
        {
            routes.MapGet(address, Show).Requires(LeadRights.Shape).ExcludeFromDescription();
            routes.MapPost(address, Save).Requires(LeadRights.Shape).ExcludeFromDescription();
        }
        routes.MapPost($"{Home}/{{key}}/take-away", async (string key, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
            TeamPages.Done(await ShapeSources.TakeAway(key, actor, database, stop), http, Home, "Source taken away")).Requires(LeadRights.Shape).ExcludeFromDescription();
    }

    static async Task<IResult> List(Actor actor, LeadDesks desks, Database database, CancellationToken stop) =>
        new RazorComponentResult<SourcesPage>(new { Sources = (await ShapeSources.List(actor, database, stop)).Data, People = (await desks.Get(actor.Tenant, stop)).People });

    static async Task<IResult> Show(string? key, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        if (key is null)
            return await Sheet(null, null, null, actor, desks, database, stop);
        return await ShapeSources.Find(key, actor, database, stop) is { } source ? await Sheet(source, null, null, actor, desks, database, stop) : new Platform.NotFound("source").Problem();
    }

    static async Task<IResult> Save(string? key, HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var aliases = Aliases(form["field_aliases"].ToString());
        var saved = aliases.Refused(out var refusal) ? refusal : await ShapeSources.Save(key, new()
        {
            Key = key is null ? form["key"].ToString() : default(Optional<string>), Label = form["label"].ToString(), RequiredFields = (string[])[.. form["required_fields"].OfType<string>()],
            DefaultTags = form["default_tags"].ToString().Split(','), DefaultPriority = form["default_priority"].ToString(),
            DefaultOwnerId = Guid.TryParse(form["default_owner_id"], out var owner) ? owner : (Guid?)null, FieldAliases = new(aliases.Value),
        }, key is null ? null : uint.TryParse(form["version"], CultureInfo.InvariantCulture, out var seen) ? seen : 0, actor, database, stop);
        if (!saved.Refused(out refusal))
            return Go.To(Home, $"{saved.Value.Label} saved");
        return refusal is Platform.NotFound ? refusal.Problem() : await Sheet(key is null ? null : await ShapeSources.Find(key, actor, database, stop), form, refusal, actor, desks, database, stop);
    }

    /// <summary><c>your_mail = email</c> a line.</summary>
    static Result<Dictionary<string, string>> Aliases(string text)
    {
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } theirs, { Length: > 0 } ours])
                return new InvalidField("field_aliases", $"'{line}' is not a line such as your_mail = email.", line);
            aliases[theirs] = ours;
        }
        return aliases;
    }

    static async Task<IResult> Sheet(LeadSource? source, IFormCollection? sent, Refusal? refusal, Actor actor, LeadDesks desks, Database database, CancellationToken stop) =>
        new RazorComponentResult<SourceSheet>(new { Source = source, People = (await desks.Get(actor.Tenant, stop)).People, Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() };
}
