using Twinyard.Simulation;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>The recordings of the two kinds of engines: NASA's files, or the simulator's in the same layout.</summary>
internal static class DemoData
{
    private const string Bucket = "turbofan";

    public static async Task PrepareAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        if (demo.CmapssFolder is { } folder)
        {
            demo.FirstKind = Files("fd001", folder, "FD001");
            demo.SecondKind = Files("fd003", folder, "FD003");
            demo.Tell.Good($"Recordings: NASA's C-MAPSS FD001 and FD003 from {folder}.");
            return;
        }

        var simulated = Directory.CreateDirectory(Path.Combine(demo.Folder, "recordings")).FullName;
        await DegradationSimulator.WriteAsync(SimulationOptions.FirstKind with { Name = "SIM-A" }, simulated, cancellationToken);
        await DegradationSimulator.WriteAsync(SimulationOptions.SecondKind with { Name = "SIM-B" }, simulated, cancellationToken);
        demo.FirstKind = Files("sim-a", simulated, "SIM-A");
        demo.SecondKind = Files("sim-b", simulated, "SIM-B");
        demo.Tell.Good("Recordings: the built-in degradation simulator's, two kinds of engines (NASA's with --data DIR).");
    }

    public static async Task UploadAsync(DemoContext demo, DemoKind kind, CancellationToken cancellationToken)
    {
        foreach (var (name, file) in new[] { ("train", kind.Train), ("test", kind.Test), ("rul", kind.RemainingLife) })
        {
            var key = $"{kind.Name}/{name}.txt{(file.EndsWith(".gz", StringComparison.Ordinal) ? ".gz" : "")}";
            await using var content = File.OpenRead(file);
            using var request = new HttpRequestMessage(HttpMethod.Put, $"buckets/{Bucket}/objects/{key}") { Content = new StreamContent(content) };
            using var response = await demo.Alice.SendAsync(request, cancellationToken);
        }

        demo.Tell.Command($"twinyard object put {Bucket} {kind.Name}/train.txt {Path.GetFileName(kind.Train)}      # and test, rul");
    }

    private static DemoKind Files(string kind, string folder, string name) => new(
        kind, Find(folder, $"train_{name}.txt"), Find(folder, $"test_{name}.txt"), Find(folder, $"RUL_{name}.txt"));

    private static string Find(string folder, string name)
    {
        var plain = Path.Combine(folder, name);
        return File.Exists(plain) ? plain
            : File.Exists(plain + ".gz") ? plain + ".gz"
            : throw new CliError(ExitCodes.Invalid, $"{folder} holds neither {name} nor {name}.gz.", "--data wants train, test and RUL files of FD001 and FD003.");
    }
}
