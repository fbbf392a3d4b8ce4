using Microsoft.Extensions.Time.Testing;
using Twinyard.Agent.Devices;

namespace Twinyard.Agent.Tests.Devices;

public sealed class FileSequencesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-sequences-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(5_000));

    [Fact]
    public void Next_AfterAGoodEnd_GoesOnWithoutAGap()
    {
        using (var first = Open())
        {
            first.Next(SequenceKind.Telemetry).ShouldBe(5_000);
            first.Next(SequenceKind.Telemetry).ShouldBe(5_001);
        }

        using var second = Open();
        second.Next(SequenceKind.Telemetry).ShouldBe(5_002);
        second.Next(SequenceKind.Decision).ShouldBe(5_000);
    }

    [Fact]
    public void Next_AfterAKill_NeverGivesANumberTwice()
    {
        var given = new HashSet<long>();
        for (var life = 0; life < 5; life++)
        {
            // No Dispose: a kill.
            var sequences = Open();
            for (var i = 0; i < 1_500; i++)
            {
                given.Add(sequences.Next(SequenceKind.Telemetry)).ShouldBeTrue();
            }
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private FileSequences Open() => new(Path.Combine(_folder.FullName, "sequences"), _time);
}
