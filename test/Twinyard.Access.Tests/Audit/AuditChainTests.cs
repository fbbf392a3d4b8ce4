using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Twinyard.Access.Audit;

namespace Twinyard.Access.Tests.Audit;

public sealed class AuditChainTests
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.String, Gen.String[Gen.Char["\"\\\b\f\n\r\t\0\u001b\u202eaé😀"], 0, 20]).Select(Valid);

    private static readonly Gen<AuditEntry> Entry =
        from texts in Text.Array[12]
        from numbers in Gen.Long[0, long.MaxValue].Array[3]
        from micros in Gen.Long[0, 4_000_000_000_000_000]
        select new AuditEntry(
            numbers[0], texts[0], DateTimeOffset.UnixEpoch.AddTicks(micros * 10), texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], texts[8], numbers[1], numbers[2], texts[9],
            texts[10], texts[11], AuditChain.Genesis, "");

    [Fact]
    public void Hash_IsOfTheCanonicalFormThatIsDocumented()
    {
        var entry = new AuditEntry(
            1, "id", new DateTimeOffset(2026, 11, 27, 14, 43, 25, TimeSpan.Zero).AddTicks(1234560), "user/alice", "owner", "192.0.2.7", "things:Put", "things:thing/\"a\"", "allow", "why", "done", 200, 1,
            "", "r-1", "", AuditChain.Genesis, "");
        var canonical =
            """{"action":"things:Put","address":"192.0.2.7","at":"2026-11-27T14:43:25.123456Z","count":1,"decision":"allow","detail":"","id":"id","node":"","outcome":"done","previous":"""
            + $"\"{AuditChain.Genesis}\""
            + ""","principal":"user/alice","reason":"why","request":"r-1","resource":"things:thing/\"a\"","role":"owner","sequence":1,"status":200}""";

        AuditChain.HashOf(entry).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
    }

    [Fact]
    public void Line_ReadBack_IsTheSameEntry() => Entry.Sample(entry =>
    {
        var hashed = entry with { Hash = AuditChain.HashOf(entry) };
        var line = AuditChain.Line(hashed);

        using var json = JsonDocument.Parse(line);
        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(json.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        line.ShouldNotContain('\n');
        AuditChain.Parse(line).ShouldBe(hashed);
    });

    [Fact]
    public void Hash_OfAChangedMember_Differs() => Gen.Select(Entry, Entry).Where((a, b) => a != b).Sample((a, b) => AuditChain.HashOf(a).ShouldNotBe(AuditChain.HashOf(b)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"sequence\":1}")]
    public void Parse_OfSomethingElse_IsNull(string line) => AuditChain.Parse(line).ShouldBeNull();

    [Fact]
    public void Clean_LeavesNothingThatControlsATerminal_AndIsBounded() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["\0\u001b\u202e\u2028\ud800a"], 0, 2000]).Sample(text =>
    {
        var clean = AuditText.Clean(text);

        clean.Length.ShouldBeLessThanOrEqualTo(AuditText.Longest + 1);
        clean.ShouldAllBe(character => !char.IsControl(character) && character != '\u202e' && character != '\u2028');
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)).ShouldBe(clean);
    });

    // What is no text cannot be written as UTF-8; entries hold what AuditText has cleaned.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
