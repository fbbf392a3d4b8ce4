using Twinyard.Platform.Manifests;

namespace Twinyard.Platform.Tests.Manifests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("1B", 1)]
    [InlineData("512MB", 512_000_000)]
    [InlineData("512MiB", 536_870_912)]
    [InlineData("1.5KB", 1500)]
    [InlineData("2GiB", 2_147_483_648)]
    public void Parse_Size_GivesBytes(string text, long bytes) => ByteSize.Parse(text).ShouldBe(bytes);

    [Theory]
    [InlineData("")]
    [InlineData("512")]
    [InlineData("MB")]
    [InlineData("0MB")]
    [InlineData("-1MB")]
    [InlineData("512mb")]
    [InlineData("5 12MB")]
    [InlineData("99999999999999999999GB")]
    [InlineData("1e3MB")]
    public void Parse_AnythingElse_IsNoSize(string text) => ByteSize.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(150_000_000, "150 MB")]
    [InlineData(1_550_000_000, "1.6 GB")]
    public void Text_Bytes_IsShort(long bytes, string text) => ByteSize.Text(bytes).ShouldBe(text);
}
