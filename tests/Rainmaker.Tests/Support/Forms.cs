using System.Text.RegularExpressions;

namespace Rainmaker.Tests.Support;

/// <summary>Fills in a form as a browser without script does.</summary>
public static partial class Forms
{
    /// <summary>Loads the page, takes its form token along and posts the fields.</summary>
    public static async Task<HttpResponseMessage> Submit(this HttpClient browser, string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await browser.GetStringAsync(page, TestContext.Current.CancellationToken);
        var token = Token().Match(html).Groups["token"].Value;
        return await browser.PostAsync(action, new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token)]), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
