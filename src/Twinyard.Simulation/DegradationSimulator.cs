using System.Globalization;
using System.Text;
using Twinyard.Agent.Recordings;

namespace Twinyard.Simulation;

/// <summary>
/// Writes data sets in exactly the files of C-MAPSS: <c>train_NAME.txt</c> (to failure), <c>test_NAME.txt</c> (cut before it) and
/// <c>RUL_NAME.txt</c> (cycles that were left at each cut, one line a test unit). Deterministic by the seed.
/// </summary>
public static class DegradationSimulator
{
    // The shortest test recording of FD001 has 31 cycles, and the ends are 7 to 145 cycles before failure.
    private const int ShortestRecording = 31;
    private const int ShortestRemainder = 7;
    private const int LongestRemainder = 145;

    /// <returns>The files written.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(SimulationOptions options, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(options.Seed);
        var train = Path.Combine(folder, $"train_{options.Name}.txt");
        await WriteRowsAsync(train, Units(options, options.TrainUnits, random).SelectMany(unit => unit.Engine.Run(unit.Number, unit.Engine.Lifetime)), cancellationToken);

        var test = Units(options, options.TestUnits, random).Select(unit => (unit.Number, unit.Engine, Remainder: RemainderOf(unit.Engine, random))).ToList();
        var testFile = Path.Combine(folder, $"test_{options.Name}.txt");
        await WriteRowsAsync(testFile, test.SelectMany(unit => unit.Engine.Run(unit.Number, unit.Engine.Lifetime - unit.Remainder)), cancellationToken);

        var rul = Path.Combine(folder, $"RUL_{options.Name}.txt");
        await File.WriteAllLinesAsync(rul, test.Select(unit => unit.Remainder.ToString(CultureInfo.InvariantCulture)), cancellationToken);
        return [train, testFile, rul];
    }

    private static IEnumerable<(int Number, SimulatedEngine Engine)> Units(SimulationOptions options, int count, Random random) =>
        Enumerable.Range(1, count).Select(number => (number, new SimulatedEngine(options.Faults[(number - 1) % options.Faults.Count], options.SecondBuild, random)));

    private static int RemainderOf(SimulatedEngine engine, Random random) =>
        random.Next(ShortestRemainder, Math.Min(LongestRemainder, engine.Lifetime - ShortestRecording) + 1);

    private static async Task WriteRowsAsync(string path, IEnumerable<RecordingRow> rows, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(path);
        var line = new StringBuilder();
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            line.Clear().Append(CultureInfo.InvariantCulture, $"{row.Unit} {row.Cycle} {row.Values[0]:0.0000} {row.Values[1]:0.0000} {row.Values[2]:0.0}");
            for (var i = 0; i < RecordingColumns.Sensors; i++)
            {
                line.Append(' ').Append(row.Values[RecordingColumns.Settings + i].ToString("F" + SensorResponse.All[i].Decimals, CultureInfo.InvariantCulture));
            }

            // C-MAPSS ends each line with two spaces.
            await writer.WriteAsync(line.Append("  \n"), cancellationToken);
        }
    }
}
