using System.Text.Json;
using Rainmaker.Connectors.HubSpot;

namespace Rainmaker.Connectors.Tests.HubSpot;

public sealed class SignatureTests
{
    static readonly DateTimeOffset _then = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    [Fact]
    public void Signatures_are_those_that_were_reckoned_elsewhere()
    {
        using var vectors = Vectors();
        var body = vectors.RootElement.GetProperty("body_base64").GetBytesFromBase64();
        var (v1, v2, v3) = (vectors.RootElement.GetProperty("hubspot_v1"), vectors.RootElement.GetProperty("hubspot_v2"), vectors.RootElement.GetProperty("hubspot_v3"));

        Assert.True(HubSpotSignature.IsGood(Of(v3, "client_secret"), "POST", Of(v3, "uri"), body, Of(v3, "X-HubSpot-Request-Timestamp"), Of(v3, "X-HubSpot-Signature-v3"), _then));
        Assert.True(HubSpotSignature.IsGoodOld(Of(v2, "client_secret"), "POST", Of(v2, "uri"), body, Of(v2, "X-HubSpot-Signature")));
        Assert.True(HubSpotSignature.IsGoodOld(Of(v1, "client_secret"), null, null, body, Of(v1, "X-HubSpot-Signature")));
        body[3] ^= 1;
        Assert.False(HubSpotSignature.IsGood(Of(v3, "client_secret"), "POST", Of(v3, "uri"), body, Of(v3, "X-HubSpot-Request-Timestamp"), Of(v3, "X-HubSpot-Signature-v3"), _then));
    }

    [Fact]
    public void An_old_message_is_refused_though_its_signature_is_good()
    {
        using var vectors = Vectors();
        var v3 = vectors.RootElement.GetProperty("hubspot_v3");

        Assert.False(HubSpotSignature.IsGood(Of(v3, "client_secret"), "POST", Of(v3, "uri"), vectors.RootElement.GetProperty("body_base64").GetBytesFromBase64(), Of(v3, "X-HubSpot-Request-Timestamp"), Of(v3, "X-HubSpot-Signature-v3"), _then.AddMinutes(6)));
    }

    [Theory]
    [InlineData(null, null), InlineData("", ""), InlineData("abc", "x"), InlineData("1700000000000", null), InlineData("99999999999999999", "x"), InlineData("1700000000000", "é")]
    public void What_is_missing_or_odd_is_refused(string? timestamp, string? signature) => Assert.False(HubSpotSignature.IsGood("secret", "POST", "https://a.example", [1], timestamp, signature, _then));

    static string Of(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    static JsonDocument Vectors()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "shared", "facts", "signature-vectors.json")))
            folder = folder.Parent;
        Assert.SkipWhen(folder is null, "The vectors are not beside this checkout.");
        return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder!.FullName, "shared", "facts", "signature-vectors.json")));
    }
}
