using System.Net;
using Twinyard.Access.Certificates;
using Twinyard.Host.Settings;

namespace Twinyard.Host.Tests;

public sealed class ServerAddressTests
{
    private static readonly string Machine = Dns.GetHostName().ToLowerInvariant();

    public static TheoryData<string, string?, string, string[], string, string> Addresses => new()
    {
        { "http://127.0.0.1:7171", null, "", ["http://127.0.0.1:7171"], "http://127.0.0.1:7171", "http://127.0.0.1:7171" },
        { "http://127.0.0.1:0", "https://ops.example/", "", ["http://127.0.0.1:40001"], "https://ops.example", "http://127.0.0.1:40001" },
        { "https://10.0.0.5:7443", null, "", ["https://10.0.0.5:7443", "http://127.0.0.1:40001"], "https://10.0.0.5:7443", "https://10.0.0.5:7443" },
        { "https://yard.example:7443", null, "", ["https://[::]:7443", "http://127.0.0.1:40001"], "https://yard.example:7443", "https://yard.example:7443" },
        { "https://0.0.0.0:7443", null, "", ["https://0.0.0.0:7443", "http://127.0.0.1:40001"], $"https://{Machine}:7443", $"https://{Machine}:7443" },
        { "https://*:443", null, "*.example;yard.example", ["https://[::]:443", "http://127.0.0.1:40001"], "https://yard.example", $"https://{Machine}" },
        { "http://127.0.0.1:7171;https://[::]:7443", "https://ops.example", "", ["http://127.0.0.1:7171", "https://[::]:7443"], "https://ops.example", $"https://{Machine}:7443" },
    };

    [Theory, MemberData(nameof(Addresses))]
    public void Bound_ToWhatIsConfigured_TellsPeopleMachineAndNodesTheirs(string urls, string? publicUrl, string names, string[] bound, string forPeople, string forNodes)
    {
        var address = new ServerAddress("dev");
        address.IsBound.ShouldBeFalse();
        address.Bound(bound, new ServerSettings { Urls = urls, PublicUrl = publicUrl, Tls = new TlsOptions { Names = names } });
        address.MqttBound(1883);

        address.IsBound.ShouldBeTrue();
        (address.Url, address.NodeUrl).ShouldBe((forPeople, forNodes));
        address.LocalUrl.ShouldBe(bound.Single(url => url.StartsWith("http:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("https://*:7443", true)]
    [InlineData("https://127.0.0.1:7443;http://127.0.0.1:7171", false)]
    [InlineData("http://localhost:7171", false)]
    public void All_OfUrlsWithoutOneInTheOpen_HasOneOfLoopback(string urls, bool isAdded)
    {
        var given = new ServerSettings { Urls = urls };

        var all = ListenAddress.All(given);

        all.Count.ShouldBe(given.UrlList.Count + (isAdded ? 1 : 0));
        all.ShouldContain(address => !address.IsEncrypted && address.IsLoopback);
    }

    [Fact]
    public void NamesOf_Addresses_AreThoseThatTheyName() =>
        ListenAddress.NamesOf(new ServerSettings { Urls = "https://yard.example:7443;https://0.0.0.0:7444;https://10.0.0.5:7445;http://127.0.0.1:7171", PublicUrl = "https://ops.example" })
            .ShouldBe(["yard.example", "10.0.0.5", "ops.example"]);
}
