using System.Net;
using Rainmaker.Connectors;
using Rainmaker.Platform.Outgoing;
using Rainmaker.Platform.Web;
using Rainmaker.Sync;

namespace Rainmaker.Tests.Sync;

public sealed class ConnectionDecisionTests
{
    static Connection New(string source, params string[] set) => new()
    {
        TenantId = Guid.NewGuid(), Id = Guid.NewGuid(), Source = source, Name = source, Currency = "EUR", SecretsSet = set, CreatedAt = default, UpdatedAt = default,
    };

    static string[] Faults(Connection connection, SaveConnection.Request request, ConnectionSecrets? known = null)
    {
        var secrets = known ?? new();
        return [.. SaveConnection.Apply(connection, request, ref secrets).Select(f => f.Field)];
    }

    [Theory]
    [InlineData("hubspot"), InlineData("salesforce"), InlineData("pipedrive"), InlineData("nutshell")]
    public void A_crm_without_a_key_is_not_connected(string source) => Assert.Contains("credentials", Faults(New(source), new()));

    [Fact]
    public void All_that_is_wrong_is_told_at_once() =>
        Assert.Equal(["base_url", "api_version", "currency", "fields", "credentials", "read_every_minutes"], Faults(New("salesforce"), new()
        {
            ApiVersion = "../v3", Currency = "EURO", Fields = new(new Dictionary<string, IReadOnlyDictionary<string, string>> { ["orders"] = new Dictionary<string, string>() }), ReadEveryMinutes = 1,
        }));

    [Fact]
    public void A_new_address_is_not_sent_the_key_that_was_given_for_the_old_one()
    {
        var known = new ConnectionSecrets { Key = "secret" };

        Assert.Equal(["credentials"], Faults(New("hubspot", "key"), new() { BaseUrl = "https://evil.example/" }, known));
        Assert.Empty(Faults(New("hubspot", "key"), new() { BaseUrl = "https://proxy.example/", Credentials = new SaveConnection.SecretsSent { Key = "secret" } }, known));
    }

    [Theory]
    [InlineData("https://user:pass@crm.example/"), InlineData("file:///etc/passwd"), InlineData("crm.example"), InlineData("ftp://crm.example/")]
    public void Only_a_plain_web_address_is_an_address(string address) =>
        Assert.Contains("base_url", Faults(New("hubspot"), new() { BaseUrl = address, Credentials = new SaveConnection.SecretsSent { Key = "k" } }));

    [Theory]
    [InlineData("8.8.8.8", true), InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false), InlineData("10.1.2.3", false), InlineData("172.31.0.1", false), InlineData("192.168.1.1", false), InlineData("169.254.169.254", false), InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false), InlineData("224.0.0.1", false), InlineData("255.255.255.255", false), InlineData("::1", false), InlineData("::", false), InlineData("fe80::1", false), InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false), InlineData("64:ff9b::7f00:1", false), InlineData("2002:7f00:1::", false), InlineData("2001:db8::1", false)]
    public void What_lies_inside_is_not_public(string address, bool isPublic) => Assert.Equal(isPublic, OutgoingCalls.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public void Every_fault_has_words_without_a_technical_term()
    {
        foreach (var kind in Enum.GetValues<CrmFaultKind>())
        {
            var said = CrmWords.Of(new CrmFault(kind, "hubspot", "SECRET"));
            Assert.Contains("HubSpot", said, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", said, StringComparison.Ordinal);
            Assert.DoesNotContain("JSON", said, StringComparison.Ordinal);
        }
    }
}
