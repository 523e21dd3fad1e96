using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Shell;

namespace Rainmaker.Admin;

/// <summary>The screen for the tenant's settings; the same use case as the API.</summary>
static class SettingsPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/settings", (Actor actor, Database database, CancellationToken stop) => Page(null, null, actor, database, stop)).Requires(AdminRights.Settings).ExcludeFromDescription();
        routes.MapPost("/admin/settings", Save).Requires(AdminRights.Settings).ExcludeFromDescription();
    }

    static async Task<IResult> Save(HttpContext http, Caller caller, Actor actor, Database database, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var (rates, sections) = (Rates(form["rates"].ToString()), Sections(form, caller.Tenant));
        if (rates.Refused(out var refusal) || sections.Refused(out refusal))
            return await Page(form, refusal, actor, database, stop);
        var saved = await SaveSettings.Handle(new()
        {
            Name = form["name"].ToString(), Currency = form["currency"].ToString(), TimeZone = form["time_zone"].ToString(), Region = form["region"].ToString(), Culture = form["culture"].ToString(),
            Plan = form["plan"].ToString(), Rates = new(rates.Value), Judgement = new(sections.Value),
        }, uint.TryParse(form["version"], CultureInfo.InvariantCulture, out var seen) ? seen : 0, actor, database, stop);
        return saved.Refused(out refusal) ? await Page(form, refusal, actor, database, stop) : Go.To("/admin/settings", "Settings saved");
    }

    /// <summary><c>USD 0.92</c> a line.</summary>
    internal static Result<Dictionary<string, decimal>> Rates(string text)
    {
        var rates = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split([' ', ':', '=', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [var code, var number] || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate))
                return new InvalidField("rates", $"'{line}' is not a rate such as USD 0.92.", line);
            rates[code.ToUpperInvariant()] = rate;
        }
        return rates;
    }

    /// <summary>What differs from what was shown: a section left alone keeps following the defaults.</summary>
    static Result<Dictionary<string, JsonElement>> Sections(IFormCollection form, TenantInfo tenant)
    {
        var sections = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in Judgements.Sections.Keys)
        {
            var text = form[$"judgement.{name}"].ToString().Trim();
            try
            {
                var section = JsonElement.Parse(text.Length == 0 ? "null" : text);
                if (!JsonElement.DeepEquals(section, JsonElement.Parse(Judgements.Effective(tenant, name))))
                    sections[name] = section;
            }
            catch (JsonException e)
            {
                return new InvalidField($"judgement.{name}", $"This is not JSON: line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}.");
            }
        }
        return sections;
    }

    static async Task<IResult> Page(IFormCollection? sent, Refusal? refusal, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var (settings, version) = await SaveSettings.Read(db, stop);
        return new RazorComponentResult<SettingsPage>(new { Settings = settings, db.Tenant, Version = version, Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() };
    }
}
