using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Leads;
using Rainmaker.Shell;
using Rainmaker.Teams;
using Rule = Rainmaker.Leads.AssignmentRule;

namespace Rainmaker.Admin;

/// <summary>The screens for the assignment rules; the same use cases as the API.</summary>
static class RulePages
{
    const string Home = "/admin/rules";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Home, List).Requires(LeadRights.Shape).ExcludeFromDescription();
        foreach (var address in (string[])[$"{Home}/new", $"{Home}/{{id:guid}}"])
        {
            routes.MapGet(address, Show).Requires(LeadRights.Shape).ExcludeFromDescription();
            routes.MapPost(address, Save).Requires(LeadRights.Shape).ExcludeFromDescription();
        }
        foreach (var (act, step) in (((string, int)[])[("up", -1), ("down", 1)]))
        {
            routes.MapPost($"{Home}/{{id:guid}}/{act}", (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) => Move(id, step, http, actor, database, stop))
                .Requires(LeadRights.Shape).ExcludeFromDescription();
        }
        foreach (var (act, on) in (((string, bool)[])[("switch-on", true), ("switch-off", false)]))
        {
            routes.MapPost($"{Home}/{{id:guid}}/{act}", async (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
                Led(await ShapeRules.Save(id, new() { IsActive = on }, null, actor, database, stop), http, on ? "The rule is asked again" : "The rule is switched off")).Requires(LeadRights.Shape).ExcludeFromDescription();
        }
        routes.MapPost($"{Home}/{{id:guid}}/strike-out", async (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
            Led(await ShapeRules.StrikeOut(id, actor, database, stop), http, "Rule struck out")).Requires(LeadRights.Shape).ExcludeFromDescription();
    }

    static async Task<IResult> List(Actor actor, LeadDesks desks, Database database, CancellationToken stop) =>
        new RazorComponentResult<RulesPage>(new { Rules = (await ShapeRules.List(actor, database, stop)).Data, Names = await NamesOf(actor, desks, database, stop) });

    static async Task<IResult> Show(Guid? id, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        if (id is null)
            return await Sheet(null, new(), null, null, actor, desks, database, stop);
        return await ShapeRules.Find(id.Value, actor, database, stop) is { } rule ? await Sheet(rule, RuleForm.Of(rule), null, null, actor, desks, database, stop) : new Platform.NotFound("rule").Problem();
    }

    static async Task<IResult> Save(Guid? id, HttpContext http, Actor actor, LeadDesks desks, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var (sent, rule) = (RuleForm.Of(form), id is { } known ? await ShapeRules.Find(known, actor, database, stop) : null);
        if (id is not null && rule is null)
            return new Platform.NotFound("rule").Problem();
        var request = sent.ToRequest();
        if (form["act"] == "rehearse")
        {
            var rehearsed = request.Refused(out var fault) ? fault : await RehearseRule.Handle(request.Value, actor, database, stop);
            return rehearsed.Refused(out fault) ? await Sheet(rule, sent, fault, null, actor, desks, database, stop) : await Sheet(rule, sent, null, rehearsed.Value, actor, desks, database, stop);
        }
        uint? edition = id is null ? null : uint.TryParse(form["version"], CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        var saved = request.Refused(out var refusal) ? refusal : await ShapeRules.Save(id, request.Value, edition, actor, database, stop);
        return saved.Refused(out refusal) ? await Sheet(rule, sent, refusal, null, actor, desks, database, stop) : Go.To(Home, $"{saved.Value.Name} saved");
    }

    static async Task<IResult> Move(Guid id, int step, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var rules = (await ShapeRules.List(actor, database, stop)).Data;
        var place = rules.Index().FirstOrDefault(r => r.Item.Id == id).Index + step;
        return Led(await ShapeRules.Move(id, new(Math.Clamp(place, 0, Math.Max(0, rules.Count - 1))), actor, database, stop), http, "Moved");
    }

    static IResult Led<T>(Result<T> result, HttpContext http, string said)
    {
        if (result.Refusal is Platform.NotFound missing)
            return missing.Problem();
        if (!result.Refused(out var refusal))
            return Go.To(Home, said);
        http.Toast(refusal.Why, Tone.Bad);
        return Go.To(Home);
    }

    static async Task<RuleNames> NamesOf(Actor actor, LeadDesks desks, Database database, CancellationToken stop) =>
        new((await desks.Get(actor.Tenant, stop)).People, (await ShapeTeams.List(actor, database, stop)).Data, (await ShapeTerritories.List(actor, database, stop)).Data);

    static async Task<IResult> Sheet(Rule? rule, RuleForm sent, Refusal? refusal, RehearseRule.Answer? rehearsal, Actor actor, LeadDesks desks, Database database, CancellationToken stop) =>
        new RazorComponentResult<RuleSheet>(new { Rule = rule, Sent = sent, Names = await NamesOf(actor, desks, database, stop), Refusal = refusal, Rehearsal = rehearsal }) { StatusCode = refusal.Status() };
}
