using Rainmaker.Leads;
using Rainmaker.Teams;

namespace Rainmaker.Admin;

/// <summary>The public capture forms: list, make, change. A form that is switched off takes nothing any more; its key is never given to another.</summary>
public static class SaveForm
{
    const int LongestName = 100, Most = 100, LongestUrl = 500;

    public sealed record Request
    {
        public Optional<string> Name { get; init; }

        /// <summary>Key of a source.</summary>
        public Optional<string> Source { get; init; }

        /// <summary><c>https://example.com</c>; empty lets any site post.</summary>
        public Optional<string[]> AllowedOrigins { get; init; }
        public Optional<string[]> RedirectUrls { get; init; }
        public Optional<bool?> IsSilent { get; init; }
        public Optional<bool?> IsActive { get; init; }
    }

    public sealed record View(Guid Id, string Key, string Name, string Source, string[] AllowedOrigins, string[] RedirectUrls, bool IsSilent, bool IsActive, DateTimeOffset CreatedAt)
    {
        internal static View Of(Form f) => new(f.Id, f.Key, f.Name, f.Source, f.AllowedOrigins, f.RedirectUrls, f.IsSilent, f.IsActive, f.CreatedAt);
    }

    public sealed record NotAnOrigin(string Sent) : Invalid("allowed_origins", $"'{Sent}' is not an origin such as https://example.com.", Sent);
    public sealed record NotAnAddress(string Sent) : Invalid("redirect_urls", $"'{Sent}' is not a web address.", Sent);

    /// <summary>Puts what is right onto the form and answers what is not.</summary>
    internal static List<Invalid> Apply(Form form, Request request)
    {
        var faults = new List<Invalid>();
        if (request.Name.IsSent && request.Name.Value?.Trim() is { Length: > 0 and <= LongestName } name)
            form.Name = name;
        else if (request.Name.IsSent)
            faults.Add(new InvalidField("name", $"A name has 1 to {LongestName} characters.", request.Name.Value));
        form.Source = request.Source.Or(form.Source) ?? form.Source;
        if (request.AllowedOrigins.IsSent)
            form.AllowedOrigins = [.. Words(request.AllowedOrigins.Value).Select(o => Web(o) is { PathAndQuery: "/" } url ? url.GetLeftPart(UriPartial.Authority) : Wrong(new NotAnOrigin(o), o))];
        if (request.RedirectUrls.IsSent)
            form.RedirectUrls = [.. Words(request.RedirectUrls.Value).Select(u => Web(u) is not null ? u : Wrong(new NotAnAddress(u), u))];
        form.IsSilent = request.IsSilent.Or(form.IsSilent) ?? form.IsSilent;
        form.IsActive = request.IsActive.Or(form.IsActive) ?? form.IsActive;
        if (form.AllowedOrigins.Length > Most || form.RedirectUrls.Length > Most)
            faults.Add(new InvalidField("allowed_origins", $"At most {Most} addresses."));
        return faults;

        string Wrong(Invalid fault, string instead)
        {
            faults.Add(fault);
            return instead;
        }
    }

    public static async Task<Listing<View>> List(Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        return Listing<View>.Whole([.. (await db.Forms.AsNoTracking().OrderBy(f => f.Name).ThenBy(f => f.Id).ToListAsync(stop)).Select(View.Of)]);
    }

    /// <param name="id">The form to change; null makes a new one.</param>
    public static async Task<Result<View>> Handle(Guid? id, Request request, Actor actor, Database database, CancellationToken stop)
    {
        await using var db = await database.Open(actor, stop);
        var form = id is null ? new Form { TenantId = db.TenantId, Id = Ids.At(db.Now), Key = "f_" + Secret.New()[..22], Name = "", CreatedAt = db.Now } : await db.Forms.SingleOrDefaultAsync(f => f.Id == id, stop);
        if (form is null)
            return new NotFound("form");
        var faults = Apply(form, id is null && !request.Name.IsSent ? request with { Name = new Optional<string>(null) } : request);
        var source = form.Source;
        if (!await db.Set<LeadSource>().AnyAsync(s => s.Key == source, stop))
            faults.Add(new InvalidField("source", $"There is no source '{source}'.", source));
        if (faults.Count > 0)
            return new Faults(faults);

        if (id is null)
            db.Add(form);
        db.Record("settings.changed", "form", form.Id, null);
        await db.Commit(id is null ? "form.create" : "form.update", stop);
        return View.Of(form);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/forms", List).Requires(AdminRights.Forms).WithSummary("List the capture forms").WithTags("Admin");
        routes.MapPost("/api/forms", async (Request request, Actor actor, Database database, CancellationToken stop) => (await Handle(null, request, actor, database, stop)).Created(f => $"/api/forms/{f.Id}"))
            .Requires(AdminRights.Forms).WithSummary("Make a capture form").WithTags("Admin");
        routes.MapPut("/api/forms/{id:guid}", async (Guid id, Request request, Actor actor, Database database, CancellationToken stop) => (await Handle(id, request, actor, database, stop)).Answer())
            .Requires(AdminRights.Forms).WithSummary("Change a capture form").WithTags("Admin");
    }

    static IEnumerable<string> Words(string[]? words) => (words ?? []).Select(w => (w ?? "").Trim()).Where(w => w.Length > 0).Distinct(StringComparer.Ordinal);

    static Uri? Web(string text) => text.Length <= LongestUrl && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url : null;
}
