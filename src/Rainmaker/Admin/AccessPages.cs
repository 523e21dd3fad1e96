using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rainmaker.Leads;
using Rainmaker.Shell;

namespace Rainmaker.Admin;

/// <summary>The screens for API tokens and capture forms; the same use cases as the API.</summary>
static class AccessPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/tokens", async (Actor actor, Database database, CancellationToken stop) => new RazorComponentResult<TokensPage>(new { Tokens = (await ListTokens.Handle(actor, database, stop)).Data }))
            .Requires(IdentityRights.Tokens).ExcludeFromDescription();
        routes.MapGet("/admin/tokens/new", () => new RazorComponentResult<TokenSheet>()).Requires(IdentityRights.Tokens).ExcludeFromDescription();
        routes.MapPost("/admin/tokens/new", Make).Requires(IdentityRights.Tokens).ExcludeFromDescription();
        routes.MapPost("/admin/tokens/{id:guid}/revoke", async (Guid id, HttpContext http, Actor actor, Database database, CancellationToken stop) =>
            TeamPages.Done(await RevokeToken.Handle(id, actor, database, stop), http, "/admin/tokens", "Token revoked")).Requires(IdentityRights.Tokens).ExcludeFromDescription();

        routes.MapGet("/admin/forms", async (Actor actor, Database database, CancellationToken stop) => new RazorComponentResult<FormsPage>(new { Forms = (await SaveForm.List(actor, database, stop)).Data }))
            .Requires(AdminRights.Forms).ExcludeFromDescription();
        foreach (var address in (string[])["/admin/forms/new", "/admin/forms/{id:guid}"])
        {
            routes.MapGet(address, Show).Requires(AdminRights.Forms).ExcludeFromDescription();
            routes.MapPost(address, Save).Requires(AdminRights.Forms).ExcludeFromDescription();
        }
    }

    static async Task<IResult> Make(HttpContext http, Actor actor, Database database, TimeProvider time, CancellationToken stop)
    {
        var form = await http.Request.ReadFormAsync(stop);
        var (name, word, days) = (form["name"].ToString(), form["role"].ToString(), form["days"].ToString());
        if (!Words<Role>.FromWord.TryGetValue(word, out var role))
            return Token(null, name, word, new InvalidField("role", "Choose a role."));
        if (days.Length > 0 && !(int.TryParse(days, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 3650))
            return Token(null, name, word, new InvalidField("days", "1 to 3,650 days."));
        var made = await CreateToken.Handle(new(name, role, null, days.Length > 0 ? time.GetUtcNow().AddDays(int.Parse(days, CultureInfo.InvariantCulture)) : null), actor, database, stop);
        return made.Refused(out var refusal) ? Token(null, name, word, refusal) : Token(made.Value, name, word, null);
    }

    static async Task<IResult> Show(Guid? id, Actor actor, Database database, CancellationToken stop)
    {
        var form = await Find(id, actor, database, stop);
        return id is not null && form is null ? new Platform.NotFound("form").Problem() : await Form(form, null, null, actor, database, stop);
    }

    static async Task<IResult> Save(Guid? id, HttpContext http, Actor actor, Database database, CancellationToken stop)
    {
        var sent = await http.Request.ReadFormAsync(stop);
        var saved = await SaveForm.Handle(id, new()
        {
            Name = sent["name"].ToString(), Source = sent["source"].ToString(), AllowedOrigins = sent["allowed_origins"].ToString().Split('\n'), RedirectUrls = sent["redirect_urls"].ToString().Split('\n'),
            IsSilent = sent.ContainsKey("is_silent"), IsActive = sent.ContainsKey("is_active"),
        }, actor, database, stop);
        return saved.Refused(out var refusal) ? await Form(await Find(id, actor, database, stop), sent, refusal, actor, database, stop) : Go.To("/admin/forms", $"{saved.Value.Name} saved");
    }

    static async Task<SaveForm.View?> Find(Guid? id, Actor actor, Database database, CancellationToken stop) => (await SaveForm.List(actor, database, stop)).Data.FirstOrDefault(f => f.Id == id);

    static async Task<IResult> Form(SaveForm.View? form, IFormCollection? sent, Refusal? refusal, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        List<(string, string)> sources = [.. (await db.Set<LeadSource>().AsNoTracking().OrderBy(s => s.Label).ToListAsync(stop)).Select(s => (s.Key, s.Label))];
        return new RazorComponentResult<FormSheet>(new { Form = form, Sources = sources, Sent = sent, Refusal = refusal }) { StatusCode = refusal.Status() };
    }

    static RazorComponentResult<TokenSheet> Token(CreateToken.Created? created, string name, string role, Refusal? refusal) =>
        new(new { Created = created, Name = name, Role = role, Refusal = refusal }) { StatusCode = refusal.Status() };
}
