using System.Text;
using Twinyard.Agent.Spools;

namespace Twinyard.Agent.Tests.Spools;

/// <summary>The same promises from both spools, and what only the one on disk can keep.</summary>
public sealed class SpoolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-spool-");

    [Theory, InlineData(true), InlineData(false)]
    public void TryRead_Appended_GivesEachOnceInOrder(bool onDisk)
    {
        using var spool = Open(onDisk, 1_000_000);
        Append(spool, SpoolPriority.Telemetry, 0, 10);

        Read(spool, SpoolPriority.Telemetry, 20).Select(Text).ShouldBe(Numbers(0, 10));
        spool.TryRead(SpoolPriority.Decision, out _).ShouldBeFalse();
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Rewind_AfterSomeAcknowledged_GivesTheRestAgain(bool onDisk)
    {
        using var spool = Open(onDisk, 1_000_000);
        Append(spool, SpoolPriority.Telemetry, 0, 10);
        var read = Read(spool, SpoolPriority.Telemetry, 6);
        spool.Acknowledge(read[3]);

        spool.Rewind();

        Read(spool, SpoolPriority.Telemetry, 20).Select(Text).ShouldBe(Numbers(4, 6));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Acknowledge_Everything_LeavesNothing(bool onDisk)
    {
        using var spool = Open(onDisk, 1_000_000);
        Append(spool, SpoolPriority.Telemetry, 0, 10);
        Append(spool, SpoolPriority.Decision, 0, 3);

        spool.Acknowledge(Read(spool, SpoolPriority.Telemetry, 20)[^1]);
        spool.Acknowledge(Read(spool, SpoolPriority.Decision, 20)[^1]);

        spool.Bytes.ShouldBe(0);
        spool.Lost.ShouldBe(0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Append_Full_LosesTheOldestTelemetryFirstAndCountsIt(bool onDisk)
    {
        using var spool = Open(onDisk, 100_000);
        Append(spool, SpoolPriority.Decision, 0, 100);
        Append(spool, SpoolPriority.Telemetry, 0, 5_000);

        spool.Bytes.ShouldBeLessThanOrEqualTo(100_000);
        Read(spool, SpoolPriority.Decision, 200).Select(Text).ShouldBe(Numbers(0, 100));
        var kept = Read(spool, SpoolPriority.Telemetry, 10_000).Select(Text).ToList();
        spool.Lost.ShouldBe(5_000 - kept.Count);
        kept.ShouldBe(Numbers((int)spool.Lost, kept.Count));
    }

    [Fact]
    public void Open_AfterAKill_GivesWhatWasNotAcknowledged()
    {
        var spool = Open(onDisk: true, 1_000_000);
        Append(spool, SpoolPriority.Telemetry, 0, 100);
        spool.Acknowledge(Read(spool, SpoolPriority.Telemetry, 40)[^1]);
        spool.Flush();
        Append(spool, SpoolPriority.Telemetry, 100, 20);

        // No Dispose: the files are copied as a kill would leave them.
        var copy = Copy();
        using var next = new FileSpool(copy, 1_000_000);

        Read(next, SpoolPriority.Telemetry, 200).Select(Text).ShouldBe(Numbers(40, 80));
        spool.Dispose();
    }

    [Fact]
    public void Open_TornRecordAtTheEnd_KeepsTheWholeOnes()
    {
        using (var spool = Open(onDisk: true, 1_000_000))
        {
            Append(spool, SpoolPriority.Telemetry, 0, 5);
        }

        using (var torn = File.Open(SpoolFiles().ShouldHaveSingleItem(), FileMode.Append))
        {
            torn.Write([12, 0, 0, 0, 1, 2]);
        }

        using var next = Open(onDisk: true, 1_000_000);
        Append(next, SpoolPriority.Telemetry, 5, 1);
        Read(next, SpoolPriority.Telemetry, 20).Select(Text).ShouldBe(Numbers(0, 6));
    }

    [Fact]
    public void Open_ZerosAtTheEnd_AreNoMessages()
    {
        using (var spool = Open(onDisk: true, 1_000_000))
        {
            Append(spool, SpoolPriority.Telemetry, 0, 5);
        }

        // What a power cut leaves where a file had grown and its content was not yet on the disk.
        using (var torn = File.Open(SpoolFiles().ShouldHaveSingleItem(), FileMode.Append))
        {
            torn.Write(new byte[4096]);
        }

        using var next = Open(onDisk: true, 1_000_000);
        Append(next, SpoolPriority.Telemetry, 5, 1);
        Read(next, SpoolPriority.Telemetry, 1000).Select(Text).ShouldBe(Numbers(0, 6));
    }

    [Theory, InlineData(0), InlineData(2_000)]
    public void Open_OlderFileIsDamaged_GoesOnBehindTheGapAndCountsIt(int damagedAt)
    {
        using (var spool = Open(onDisk: true, 64 * 1024))
        {
            Append(spool, SpoolPriority.Telemetry, 0, 500);
        }

        SpoolFiles().Count.ShouldBeGreaterThan(2);
        using (var damaged = File.Open(SpoolFiles()[0], FileMode.Open))
        {
            damaged.Position = damagedAt;
            damaged.Write([255, 255, 255, 255, 255, 255, 255, 255, 255]);
        }

        using var next = Open(onDisk: true, 64 * 1024);
        var kept = Read(next, SpoolPriority.Telemetry, 1000).Select(Text).ToList();

        kept.ShouldBe(Numbers(0, 500).Intersect(kept));
        kept[^1].ShouldBe(Numbers(499, 1).Single());
        next.Lost.ShouldBe(500 - kept.Count);
        next.Lost.ShouldBeInRange(1, 100);
        Append(next, SpoolPriority.Telemetry, 500, 3_000);
        next.Bytes.ShouldBeLessThanOrEqualTo(64 * 1024);
    }

    [Fact]
    public void Flush_NothingNew_LeavesTheDiskAlone()
    {
        using var spool = Open(onDisk: true, 1_000_000);
        Append(spool, SpoolPriority.Telemetry, 0, 5);
        spool.Acknowledge(Read(spool, SpoolPriority.Telemetry, 2)[^1]);
        spool.Flush();
        var position = Path.Combine(_folder.FullName, "telemetry", "acknowledged");
        File.Delete(position);

        spool.Flush();
        File.Exists(position).ShouldBeFalse();

        spool.Acknowledge(Read(spool, SpoolPriority.Telemetry, 1)[^1]);
        spool.Flush();
        File.ReadAllText(position).ShouldBe("3");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private List<string> SpoolFiles() => [.. Directory.GetFiles(_folder.FullName, "*.spool", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private ISpool Open(bool onDisk, long maximumBytes) => onDisk ? new FileSpool(_folder.FullName, maximumBytes) : new MemorySpool(maximumBytes);

    private string Copy()
    {
        var copy = Path.Combine(_folder.FullName, "copy");
        foreach (var file in Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(_folder.FullName, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, ReadShared(file));
        }

        return copy;
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static void Append(ISpool spool, SpoolPriority priority, int from, int count)
    {
        foreach (var text in Numbers(from, count))
        {
            spool.Append(priority, Encoding.UTF8.GetBytes(text));
        }
    }

    private static List<SpooledMessage> Read(ISpool spool, SpoolPriority priority, int most)
    {
        var read = new List<SpooledMessage>();
        while (read.Count < most && spool.TryRead(priority, out var message))
        {
            read.Add(message);
        }

        return read;
    }

    private static string Text(SpooledMessage message) => Encoding.UTF8.GetString(message.Payload);

    private static IEnumerable<string> Numbers(int from, int count) => Enumerable.Range(from, count).Select(i => $"message {i:D12} with some text");
}
