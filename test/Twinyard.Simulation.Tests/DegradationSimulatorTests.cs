using Twinyard.Agent.Recordings;

namespace Twinyard.Simulation.Tests;

public sealed class DegradationSimulatorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-simulation-");

    [Fact]
    public async Task Write_EqualSeeds_GiveEqualFiles()
    {
        var first = await WriteAsync("a", SimulationOptions.FirstKind);
        var second = await WriteAsync("b", SimulationOptions.FirstKind);
        foreach (var (one, other) in first.Zip(second))
        {
            (await File.ReadAllBytesAsync(one)).ShouldBe(await File.ReadAllBytesAsync(other));
        }

        var otherSeed = await WriteAsync("c", SimulationOptions.FirstKind with { Seed = 99 });
        (await File.ReadAllBytesAsync(otherSeed[0])).ShouldNotBe(await File.ReadAllBytesAsync(first[0]));
    }

    [Fact]
    public async Task Write_FirstKind_HasTheShapeOfCmapss()
    {
        var files = await WriteAsync("a", SimulationOptions.FirstKind);
        files.Select(Path.GetFileName).ShouldBe(["train_FD001.txt", "test_FD001.txt", "RUL_FD001.txt"]);

        var train = Recording.Read(files[0]).GroupBy(row => row.Unit).ToList();
        train.Count.ShouldBe(100);
        train.ShouldAllBe(unit => unit.Select(row => row.Cycle).SequenceEqual(Enumerable.Range(1, unit.Count())));
        train.Select(unit => unit.Count()).ShouldAllBe(lifetime => lifetime >= 130 && lifetime <= 350);

        var remaining = await File.ReadAllLinesAsync(files[2]);
        remaining.Length.ShouldBe(100);
        Recording.Units(files[1]).ShouldBe(Enumerable.Range(1, 100));
    }

    [Fact]
    public async Task Write_SecondKind_AnswersItsSecondFaultTheOtherWayRound()
    {
        var files = await WriteAsync("a", SimulationOptions.SecondKind);
        var units = Recording.Read(files[0]).GroupBy(row => row.Unit).ToList();

        // s12 falls with the compressor's wear and rises with the fan's.
        Trend(units[0]).ShouldBeGreaterThan(2);
        Trend(units[1]).ShouldBeLessThan(-1);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static double Trend(IEnumerable<RecordingRow> unit)
    {
        var s12 = unit.Select(row => row.Values[RecordingColumns.Settings + 11]).ToList();
        return s12.TakeLast(5).Average() - s12.Take(30).Average();
    }

    private Task<IReadOnlyList<string>> WriteAsync(string folder, SimulationOptions options) =>
        DegradationSimulator.WriteAsync(options, Path.Combine(_folder.FullName, folder), CancellationToken.None);
}
