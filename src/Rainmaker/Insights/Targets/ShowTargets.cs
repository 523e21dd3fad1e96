using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;

namespace Rainmaker.Insights.Targets;

/// <summary>The page of the target: what it takes, what is missing this week, and what if a rate were another.</summary>
public static class ShowTargets
{
    public const string Path = "/targets";

    public sealed record View(ReadTargets.Answer? Answer, Refusal? Refusal, IQueryCollection Sent, CultureInfo Culture);

    static async Task<IResult> Show(HttpContext http, Actor actor, Database database, Tenants tenants, CancellationToken stop)
    {
        var sent = http.Request.Query;
        var faults = new List<Invalid>();
        decimal? Number(string name)
        {
            var text = sent[name].ToString().Trim();
            if (text.Length == 0)
                return null;
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return number;
            faults.Add(new InvalidField(name, $"'{text}' is no number.", text));
            return null;
        }
        var request = new ReadTargets.Request(sent["period"], Number("target"), Number("average_deal"), Number("win_rate"), Number("sql_to_opportunity"), Number("mql_to_sql"), Number("lead_to_mql"));
        var answer = faults.Count > 0 ? faults[0] : await ReadTargets.Handle(request, actor, database, stop);
        var culture = (await tenants.Get(actor.Tenant, stop)).Culture;
        return answer.Refused(out var refusal)
            ? new RazorComponentResult<TargetsPage>(new { Shown = new View(null, refusal, sent, culture) }) { StatusCode = refusal.Status() }
            : new RazorComponentResult<TargetsPage>(new { Shown = new View(answer.Value, null, sent, culture) });
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, Show).Requires(InsightRights.Read).ExcludeFromDescription();
}
