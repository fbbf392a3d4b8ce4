using CsCheck;
using Twinyard.Fleet.Broker;

namespace Twinyard.Fleet.Tests.Broker;

public sealed class PacketBoundTests
{
    private const int First = 300;
    private const int Most = 70_000;

    [Fact]
    public void Take_PacketsWithinTheBounds_InWhateverPieces_AreTaken() =>
        Gen.Select(Gen.Int[0, First], Gen.Int[0, Most].Array[0, 5], Gen.Int[1, 9_000].Array[1, 10]).Sample((first, others, pieces) =>
        {
            var bound = new PacketBound(First, Most);
            byte[] bytes = [.. Packet(first), .. others.SelectMany(Packet)];
            foreach (var piece in Cut(bytes, pieces))
            {
                bound.Take(piece).ShouldBeNull();
            }

            bound.IsFirstOver.ShouldBeTrue();
        });

    [Fact]
    public void Take_APacketBeyondTheBound_IsToldBeforeItsBody() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 200_000_000], Gen.Int[1, 9].Array[1, 10]).Sample((before, more, pieces) =>
        {
            var bound = new PacketBound(First, Most);
            byte[] good = [.. Enumerable.Repeat(First, before).SelectMany(Packet)];
            bound.Take(good).ShouldBeNull();
            var length = (before == 0 ? First : Most) + more;

            var problems = Cut([0x30, .. Length(length)], pieces).Select(piece => bound.Take(piece)).ToList();

            problems[..^1].ShouldAllBe(problem => problem == null);
            problems[^1].ShouldNotBeNull().ShouldContain($"{length} bytes");
        });

    [Fact]
    public void Take_ALengthOfMoreThanFourBytes_IsToldAsNone() => new PacketBound(First, Most).Take([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]).ShouldNotBeNull().ShouldContain("four bytes");

    [Fact]
    public void IsFirstOver_OnlyOnceTheWholePacketHasCome()
    {
        var bound = new PacketBound(First, Most);
        bound.Take(Packet(200)[..^1]);
        bound.IsFirstOver.ShouldBeFalse();
        bound.Take([0]);
        bound.IsFirstOver.ShouldBeTrue();
    }

    private static byte[] Packet(int length) => [0x30, .. Length(length), .. new byte[length]];

    private static IEnumerable<byte> Length(int length)
    {
        do
        {
            var next = (byte)(length & 0x7f);
            length >>= 7;
            yield return length > 0 ? (byte)(next | 0x80) : next;
        }
        while (length > 0);
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, int[] pieces)
    {
        for (var (start, i) = (0, 0); start < bytes.Length; i++)
        {
            var end = Math.Min(bytes.Length, start + pieces[i % pieces.Length]);
            yield return bytes[start..end];
            start = end;
        }
    }
}
