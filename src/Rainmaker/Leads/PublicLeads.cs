using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Rainmaker.Leads;

/// <summary>
/// <c>POST /public/leads</c>: seed 001's capture for strangers, as JSON or as an HTML form post, from any site. What comes back never tells more than
/// seed 001 says, and nothing at all through a silent form.
/// </summary>
public static class PublicLeads
{
    const int MostBytes = 64 * 1024;
    const string Path = "/public/leads";

    /// <param name="Status">ok: new; updated: known, and something was learnt; exists: known, nothing to change.</param>
    /// <param name="CrmContactId">The contact in the connected CRM; null while none is connected or it has not been delivered yet.</param>
    public sealed record Answer(string Status, string? CrmContactId, string? Email);

    public sealed record NotAnObject() : Invalid("", "The body is one JSON object with the fields of the lead.");

    public sealed record NotUtf8() : Invalid("", "The body is not UTF-8.");

    public sealed record HalfACharacter() : Invalid("", "A text in the body holds half of a character.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, Post)
            .AllowPublic("capture forms stand on other people's sites; limited by address and by form")
            .TakesForeignPosts("capture forms stand on other people's sites").WithMetadata(new RequestSizeLimitAttribute(MostBytes))
            .Accepts<Body>("application/json", "application/x-www-form-urlencoded", "multipart/form-data").Produces<Answer>()
            .WithSummary("Capture a lead from a public form");
        routes.MapMethods(Path, [HttpMethods.Options], Preflight)
            .AllowPublic("a browser asks before it posts from another site").ExcludeFromDescription();
    }

    /// <summary>The fields of seed 001 and what else is understood; anything else is kept beside the lead.</summary>
    public sealed record Body(string? Email, string? Name, string? FirstName, string? LastName, string? Phone, string? Whatsapp, string? Company, string? Message, string? Form, string? Source,
        string? UtmSource, string? UtmMedium, string? UtmCampaign, string? UtmTerm, string? UtmContent, string? Gclid, string? Fbclid, string? Referrer, string? LandingPage, string? Consent, string? OrganizationId);

    static async Task<IResult> Post(HttpContext http, PublicDoor doors, PublicLimits limits, LeadDesks desks, AskCrm crm, Database database, CancellationToken stop)
    {
        var address = PublicLimits.AddressOf(http);
        if (limits.Wait(address) is { } tooSoon)
            return TooMany(http, tooSoon);
        var isForm = http.Request.HasFormContentType;
        var sent = isForm ? PublicForm.Of(await http.Request.ReadFormAsync(stop)) : await ReadJson(http, stop);
        if (sent.Refused(out var unreadable))
            return unreadable.Problem();

        var (form, headers) = (sent.Value, http.Request.Headers);
        var origin = headers.Origin.ToString() is { Length: > 0 } site && site != "null" ? site : null;
        var opened = await doors.Open(form.Key ?? http.Request.Query["form"].ToString() switch { "" => null, var key => key }, origin, form.Workspaces, stop);
        if (opened.Refused(out var closed))
            return closed.Problem();
        var door = opened.Value;
        LetRead(http, door.Form, origin);
        if (limits.Wait(door.Form?.Id ?? door.Tenant.Id) is { } crowded)
            return TooMany(http, crowded);

        var desk = await desks.Get(door.Tenant.Id, stop);
        var page = headers.Referer.ToString() is { Length: > 0 and <= LeadInput.LongText } referer ? referer : null;
        var result = await CaptureLead.Handle(form.Request(door, desk, limits.Recent(address), page), Actor.Public(door.Tenant.Id), desks, database, stop);
        var asPage = isForm && !WantsJson(http);
        if (result.Refused(out var refusal))
            return asPage ? PublicAnswerPage.Refused(refusal) : refusal.Problem();
        if (asPage)
            return form.RedirectUrl is { } url && door.Form?.RedirectUrls.Contains(url, StringComparer.Ordinal) == true ? new SeeOther(url) : PublicAnswerPage.Thanks();
        return TypedResults.Json(await Told(result.Value, door, desk.Tenant.Vault, crm, stop), Json.Wire);
    }

    static async Task<Answer> Told(CaptureLead.Captured captured, PublicDoor.Opened door, Vault vault, AskCrm crm, CancellationToken stop)
    {
        var email = vault.Open("lead.email", captured.Lead.EmailSealed);
        if (door.Form?.IsSilent == true)
            return new("ok", null, email);
        var echo = captured.Lead.IsSpam ? null : await crm(door.Tenant.Id, captured.Lead.Id, captured.Lead.UpdatedAt, stop);
        return new(Both(captured.Outcome, echo?.Outcome) switch { CaptureLead.Outcome.Created => "ok", CaptureLead.Outcome.Updated => "updated", _ => "exists" }, echo?.ContactId, email);
    }

    /// <summary>Where a CRM is connected, its contact decides what is new; something learnt here or there is an update.</summary>
    internal static CaptureLead.Outcome Both(CaptureLead.Outcome here, CaptureLead.Outcome? there) =>
        there is null or CaptureLead.Outcome.Created ? there ?? here : here == CaptureLead.Outcome.Updated ? here : there.Value;

    static async Task<Result<PublicForm>> ReadJson(HttpContext http, CancellationToken stop)
    {
        if (!http.Request.HasJsonContentType())
            throw new BadHttpRequestException("The body is JSON or an HTML form.", StatusCodes.Status415UnsupportedMediaType);
        if (MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) && type.Charset.HasValue && !Encoding.UTF8.Equals(type.Encoding))
            throw new BadHttpRequestException("JSON is UTF-8.", StatusCodes.Status415UnsupportedMediaType);
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, stop);
        if (!Utf8.IsValid(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)))
            return new NotUtf8();
        using var body = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
        if (body.RootElement.ValueKind != JsonValueKind.Object)
            return new NotAnObject();
        try
        {
            return PublicForm.Of(body.RootElement.Clone());
        }
        catch (InvalidOperationException)
        {
            // An escape may name half a character (\ud800): valid JSON, but no text, which the reader says only when the text is taken.
            return new HalfACharacter();
        }
    }

    static bool WantsJson(HttpContext http) => http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase);

    static async Task<IResult> Preflight(HttpContext http, PublicDoor doors, CancellationToken stop)
    {
        var key = http.Request.Query["form"].ToString();
        var form = key.Length > 0 ? await doors.Find(key, stop) : null;
        if (LetRead(http, form, http.Request.Headers.Origin))
        {
            http.Response.Headers.AccessControlAllowMethods = "POST";
            http.Response.Headers.AccessControlAllowHeaders = "content-type, idempotency-key";
            http.Response.Headers.AccessControlMaxAge = "3600";
        }
        return TypedResults.NoContent();
    }

    /// <summary>Lets a script on that site read the answer, where the form allows the site. No cookies: the public route knows no session.</summary>
    static bool LetRead(HttpContext http, Teams.Form? form, string? origin)
    {
        http.Response.Headers.Vary = "Origin";
        if (string.IsNullOrEmpty(origin) || !PublicDoor.Allows(form, origin))
            return false;
        http.Response.Headers.AccessControlAllowOrigin = form is { AllowedOrigins.Length: > 0 } ? origin : "*";
        return true;
    }

    static ProblemHttpResult TooMany(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem("Too many forms were sent. Try again in a moment.", statusCode: StatusCodes.Status429TooManyRequests, extensions: new Dictionary<string, object?> { ["code"] = "too_many_requests" });
    }

    /// <summary>303: the browser gets the page after its post.</summary>
    sealed class SeeOther(string url) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = url;
            return Task.CompletedTask;
        }
    }
}
