using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Rainmaker.Platform.Web;

/// <summary>What a proxy before us says of the caller is believed only from the addresses that the operator names (<c>RAINMAKER_TRUSTED_PROXIES</c>).</summary>
public static class Proxies
{
    public static void UseProxies(this WebApplication app)
    {
        var trusted = (app.Configuration["RAINMAKER_TRUSTED_PROXIES"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (trusted.Length > 0)
            app.UseForwardedHeaders(Options(trusted));
        // TLS ends at the proxy; links and cookies are made for the address that people use.
        if (app.Services.GetRequiredService<PublicAddress>().IsHttps)
            app.Use((http, next) =>
            {
                http.Request.Scheme = "https";
                return next(http);
            });
    }

    static ForwardedHeadersOptions Options(string[] trusted)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var word in trusted)
        {
            if (IPAddress.TryParse(word, out var one))
                options.KnownProxies.Add(one);
            else if (System.Net.IPNetwork.TryParse(word, out var range))
                options.KnownIPNetworks.Add(range);
            else
                throw new CannotContinue($"RAINMAKER_TRUSTED_PROXIES holds '{word}'. It takes addresses and ranges such as 10.0.0.0/8, parted by commas.", ExitCode.Usage);
        }
        return options;
    }
}
