using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;

namespace Rainmaker.Shell;

/// <summary>What the next page shall say once, kept in a sealed cookie between a form and the page it leads to.</summary>
public sealed class Flash(IDataProtectionProvider protection)
{
    const string Cookie = "flash";
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    readonly IDataProtector _seal = protection.CreateProtector("Rainmaker.Flash");

    /// <param name="Undo">The address whose POST takes it back.</param>
    public sealed record Message(string Text, Tone Tone, string? Undo);

    internal void Keep(HttpContext context, Message message) =>
        context.Response.Cookies.Append(Cookie, _seal.Protect(JsonSerializer.Serialize(message, Json)),
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = Lifetime, IsEssential = true, Secure = context.Request.IsHttps, Path = "/" });

    /// <summary>The message, once. Nothing where there is none or it was not sealed here.</summary>
    internal Message? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } kept)
            return null;
        if (!context.Response.HasStarted)
            context.Response.Cookies.Delete(Cookie);
        try
        {
            return JsonSerializer.Deserialize<Message>(_seal.Unprotect(kept), Json);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>As an <c>HX-Trigger</c> header; the default encoder keeps it ASCII.</summary>
    internal static string Trigger(Message message) => JsonSerializer.Serialize(new { toast = message }, Json);
}
