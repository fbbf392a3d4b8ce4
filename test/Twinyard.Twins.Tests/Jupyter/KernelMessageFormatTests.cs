using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Tests.Jupyter;

public sealed class KernelMessageFormatTests
{
    private static readonly KernelMessage Message =
        KernelMessage.Request("execute_request", "m1", "s1", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new JsonObject { ["code"] = "print('é')" });

    [Fact]
    public void Version1_WrittenAndRead_IsTheSame() => Same(KernelMessageFormat.ReadVersion1(KernelMessageFormat.WriteVersion1(Message)));

    [Fact]
    public void Json_WrittenAndRead_IsTheSame() => Same(KernelMessageFormat.ReadJson(KernelMessageFormat.WriteJson(Message), isBinary: false));

    [Fact]
    public void Json_BinaryFrame_HasItsMessageInTheFirstBuffer()
    {
        var json = KernelMessageFormat.WriteJson(Message);
        var frame = new byte[12 + json.Length + 3];
        BinaryPrimitives.WriteInt32BigEndian(frame, 2);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), 12);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), 12 + json.Length);
        json.CopyTo(frame, 12);

        Same(KernelMessageFormat.ReadJson(frame, isBinary: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345678")]
    [InlineData("\u0006\0\0\0\0\0\0\0nonsense")]
    public void Version1_NoMessage_IsAFormatException(string frame) =>
        Should.Throw<FormatException>(() => KernelMessageFormat.ReadVersion1(Encoding.Latin1.GetBytes(frame)));

    private static void Same(KernelMessage read)
    {
        read.Channel.ShouldBe("shell");
        read.Id.ShouldBe("m1");
        read.Type.ShouldBe("execute_request");
        ((string?)read.Content["code"]).ShouldBe("print('é')");
    }
}
