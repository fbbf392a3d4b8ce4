using System.Net;
using System.Net.Sockets;
using Twinyard.Platform.Results;
using Twinyard.Twins.Egress;

namespace Twinyard.Twins.Tests.Egress;

/// <summary>Where names lead is told by the test; what may be dialed is dialed on this machine's loopback.</summary>
public sealed class EgressDialerTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _asked = [];

    public EgressDialerTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("db.factory:PORT")]
    [InlineData("*.factory:PORT")]
    public async Task Connect_NameLeadsToLoopback_IsRefusedThoughItIsListed(string rule)
    {
        var refused = (await DialAsync("db.factory", [IPAddress.Loopback], rule)).Error.ShouldBeOfType<DeniedError>();

        (refused.Code, refused.Message).ShouldBe((EgressDialer.Refused, "its name leads to 127.0.0.1, which is not on the public internet"));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("224.0.0.1")]
    public async Task Connect_ExactNameLeadsToNoHostsAddress_IsRefused(string address) =>
        (await DialAsync("api.example.com", [IPAddress.Parse(address)], "api.example.com:PORT")).Error.ShouldNotBeNull().Code.ShouldBe(EgressDialer.Refused);

    [Fact]
    public async Task Connect_DomainLeadsToAPrivateNetwork_IsRefusedUnlessTheNetworkIsListed()
    {
        var refused = await DialAsync("db.factory", [IPAddress.Parse("10.1.2.3")], "*.factory:PORT");

        refused.Error.ShouldNotBeNull().Code.ShouldBe(EgressDialer.Refused);
    }

    [Fact]
    public async Task Connect_LoopbackIsListed_ADomainsNameMayLeadThere() => (await DialAsync("db.factory", [IPAddress.Loopback], "*.factory:PORT", "127.0.0.0/8:PORT")).IsOk.ShouldBeTrue();

    [Fact]
    public async Task Connect_LocalhostIsListed_IsThisMachine() => (await DialAsync("localhost", [IPAddress.Loopback], "localhost:PORT")).IsOk.ShouldBeTrue();

    [Fact]
    public async Task Connect_OneOfTwoAddressesIsGood_OnlyThatOneIsDialed() =>
        (await DialAsync("db.factory", [IPAddress.Parse("127.0.0.9"), IPAddress.Loopback], "db.factory:PORT", "127.0.0.1:PORT")).Value.RemoteEndPoint.ShouldBe(new IPEndPoint(IPAddress.Loopback, Port));

    [Fact]
    public async Task Connect_NameIsNotListed_IsNotEvenAskedFor()
    {
        (await DialAsync("secret.attacker.example", [IPAddress.Loopback], "pypi.org:PORT", "0.0.0.0/0:PORT")).Error.ShouldNotBeNull().Code.ShouldBe(EgressDialer.Refused);

        _asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Connect_NameHasNoAddress_SaysSoAndIsNoRefusal() => (await DialAsync("pypi.org", [], "pypi.org:PORT")).Error.ShouldBeOfType<FailedError>().Message.ShouldContain("has no address");

    [Theory]
    [InlineData("127.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("LOCALHOST.")]
    public void Parse_OtherWaysToWriteAHost_AreThatHost(string text) => EgressTarget.Parse($"{text}:80").ShouldNotBeNull().Host.ShouldBe(text.StartsWith('L') ? "localhost" : "127.0.0.1");

    [Theory]
    [InlineData("pypi.org")]
    [InlineData("pypi.org:")]
    [InlineData("pypi.org:99999")]
    [InlineData("a b:80")]
    [InlineData("a\tb:80")]
    [InlineData(":80")]
    [InlineData("[::1:80")]
    public void Parse_NoTarget_IsNull(string text) => EgressTarget.Parse(text).ShouldBeNull();

    private async Task<Result<Socket>> DialAsync(string host, IPAddress[] addresses, params string[] rules)
    {
        var dialer = new EgressDialer(
            [.. rules.Select(rule => EgressRule.Parse(rule.Replace("PORT", $"{Port}", StringComparison.Ordinal)).Value)],
            (name, _) =>
            {
                _asked.Add(name);
                return Task.FromResult(addresses);
            },
            TimeProvider.System);
        return await dialer.ConnectAsync(new EgressTarget(host, Port), None);
    }
}
