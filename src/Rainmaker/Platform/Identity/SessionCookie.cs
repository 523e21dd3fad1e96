namespace Rainmaker.Platform.Identity;

/// <summary>The cookie that carries a session's secret. Where the public address is https it is <c>__Host-</c> and Secure; on a plain LAN it cannot be.</summary>
public sealed class SessionCookie(PublicAddress address)
{
    public string Name { get; } = address.CookieName("rainmaker");

    public string? Read(HttpRequest request) => request.Cookies[Name] is { Length: > 0 } carried ? carried : null;

    public void Write(HttpResponse response, string secret, DateTimeOffset expires) => response.Cookies.Append(Name, secret, Options(expires));

    public void Delete(HttpResponse response) => response.Cookies.Delete(Name, Options(null));

    CookieOptions Options(DateTimeOffset? expires) =>
        new() { HttpOnly = true, Secure = address.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", Expires = expires, IsEssential = true };
}
