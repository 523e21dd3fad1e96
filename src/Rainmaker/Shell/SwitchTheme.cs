using Microsoft.AspNetCore.Mvc;

namespace Rainmaker.Shell;

/// <summary>Light, dark, or whatever the system says; kept in a cookie so that the first paint is already right.</summary>
public static class SwitchTheme
{
    const string Cookie = "theme";
    static readonly string[] Choices = ["system", "light", "dark"];

    /// <summary>The chosen theme: system, light or dark.</summary>
    public static string Of(HttpContext context) =>
        context.Request.Cookies[Cookie] is { } chosen && Choices.Contains(chosen, StringComparer.Ordinal) ? chosen : Choices[0];

    public static string After(string theme) => Choices[(Array.IndexOf(Choices, theme) + 1) % Choices.Length];

    internal static IResult Handle([FromForm] string? theme, [FromForm] string? back, HttpContext context)
    {
        context.Response.Cookies.Append(Cookie, Choices.Contains(theme, StringComparer.Ordinal) ? theme! : Choices[0],
            new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true, Path = "/" });
        return Go.To(back ?? "/");
    }
}
