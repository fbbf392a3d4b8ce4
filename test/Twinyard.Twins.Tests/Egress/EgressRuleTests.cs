using System.Net;
using CsCheck;
using Twinyard.Twins.Egress;

namespace Twinyard.Twins.Tests.Egress;

public sealed class EgressRuleTests
{
    private static readonly Gen<string> Label = Gen.String[Gen.Char['a', 'z'], 1, 8];
    private static readonly Gen<string> Name = Label.List[1, 4].Select(labels => string.Join('.', labels));
    private static readonly Gen<int> Port = Gen.Int[1, 65_535];

    [Theory]
    [InlineData("pypi.org", "pypi.org", 443, true)]
    [InlineData("pypi.org", "pypi.org", 80, true)]
    [InlineData("pypi.org", "pypi.org", 8080, false)]
    [InlineData("pypi.org", "files.pypi.org", 443, false)]
    [InlineData("PyPI.org:443", "pypi.org", 443, true)]
    [InlineData("pypi.org:443", "pypi.org", 80, false)]
    [InlineData("*.pypi.org", "files.pypi.org", 443, true)]
    [InlineData("*.pypi.org", "a.b.pypi.org", 80, true)]
    [InlineData("*.pypi.org", "pypi.org", 443, false)]
    [InlineData("*.pypi.org", "evilpypi.org", 443, false)]
    [InlineData("*.pypi.org:8443", "files.pypi.org", 8443, true)]
    [InlineData("*.pypi.org:8443", "files.pypi.org", 443, false)]
    public void Names_Host_IsAsWritten(string rule, string host, int port, bool expected) => EgressRule.Parse(rule).Value.Names(host, port).ShouldBe(expected);

    [Theory]
    [InlineData("10.0.0.0/8:5432", "10.200.3.4", 5432, true)]
    [InlineData("10.0.0.0/8:5432", "11.0.0.1", 5432, false)]
    [InlineData("10.0.0.0/8", "10.0.0.1", 5432, false)]
    [InlineData("127.0.0.1:5432", "127.0.0.1", 5432, true)]
    [InlineData("127.0.0.1:5432", "127.0.0.2", 5432, false)]
    [InlineData("[fd00::/8]:5432", "fd12::1", 5432, true)]
    [InlineData("fd00::/8", "fd12::1", 443, true)]
    [InlineData("[::1]:5432", "::1", 5432, true)]
    [InlineData("0.0.0.0/0", "::1", 443, false)]
    public void Covers_Address_IsAsWritten(string rule, string address, int port, bool expected) => EgressRule.Parse(rule).Value.Covers(IPAddress.Parse(address), port).ShouldBe(expected);

    [Theory]
    [InlineData("", "no host's name")]
    [InlineData("*", "stands only for what is before a domain")]
    [InlineData("*.*.org", "stands only for what is before a domain")]
    [InlineData("https://pypi.org", "address of a page")]
    [InlineData("pypi.org:https", "is not a port")]
    [InlineData("pypi.org:0", "is not a port")]
    [InlineData("pypi.org:65536", "is not a port")]
    [InlineData("10.1.0.0/8", "must be 0")]
    [InlineData("10.0.0.0/33", "must be 0")]
    [InlineData("127.1:80", "the address is written '127.0.0.1'")]
    [InlineData("0x7f000001:80", "the address is written '127.0.0.1'")]
    [InlineData("bücher.example", "no host's name")]
    [InlineData("a b", "no host's name")]
    [InlineData("a\nb", "no host's name")]
    public void Parse_NoSuchThing_SaysWhyAndWhatToWrite(string text, string why)
    {
        var error = EgressRule.Parse(text).Error.ShouldNotBeNull();

        error.Message.ShouldContain(why);
        error.Remedy.ShouldContain("host:port");
    }

    [Fact]
    public void Names_OfADomain_AreThoseBelowItAndNoOther() => Gen.Select(Name, Name, Port).Sample((domain, host, port) =>
    {
        var rule = EgressRule.Parse($"*.{domain}:{port}").Value;

        return rule.Names($"{host}.{domain}", port)
            && !rule.Names(domain, port)
            && !rule.Names($"{host}{domain}", port)
            && !rule.Names($"{domain}.{host}", port) == !$"{domain}.{host}".EndsWith($".{domain}", StringComparison.Ordinal)
            && !rule.Names($"{host}.{domain}", port == 1 ? 2 : port - 1);
    });

    [Fact]
    public void Covers_Network_IsWhatItsBitsSay() => Gen.Select(Gen.UInt, Gen.Int[0, 32], Gen.UInt).Sample((bits, length, other) =>
    {
        var mask = length == 0 ? 0 : uint.MaxValue << (32 - length);
        var rule = EgressRule.Parse($"{Address(bits & mask)}/{length}:1").Value;

        return rule.Covers(Address(other), 1) == ((other & mask) == (bits & mask));
    });

    [Fact]
    public void Parse_AnyText_IsAnErrorOrARuleThatReadsTheSame() => Gen.String.Sample(text =>
        EgressRule.Parse(text) is not { IsOk: true, Value: var rule } || (EgressRule.Parse(rule.Text).Value == rule && !rule.Name.Any(char.IsControl)));

    private static IPAddress Address(uint bits) => new([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]);
}
