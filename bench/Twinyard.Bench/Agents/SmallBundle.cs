using Microsoft.Extensions.DependencyInjection;
using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;
using Twinyard.Inference.Prediction;
using Twinyard.Inference.Profiles;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Onnx;

namespace Twinyard.Bench.Agents;

/// <summary>A bundle of 14 sensors, four statistics each over 30 rows, and a linear network: small, and the whole pipeline.</summary>
internal static class SmallBundle
{
    public const string Model = "small";

    private const int Sensors = 14;

    /// <summary>Registers it as version 1, the way a run's outputs do.</summary>
    public static async Task RegisterAsync(BenchServer server)
    {
        var folder = Path.Combine(server.Folder, "outputs");
        Write(Path.Combine(folder, "models", Model));
        var outputs = new RunOutputs { RunId = "bench", Workflow = "bench", Role = "owner", Commit = "", Folder = folder, StartedAt = TimeProvider.System.GetUtcNow() };
        var port = server.Services.GetServices<IRunOutput>().Single(output => output.Name == "models");
        _ = (await port.StageAsync(outputs, CancellationToken.None)).Value;
        await port.CommitAsync(outputs, CancellationToken.None);
    }

    /// <summary>A row as the agent reads it from its standard input.</summary>
    public static string Row(int step)
    {
        var values = string.Join(',', Enumerable.Range(1, Sensors).Select(sensor => $"\"s{sensor}\":{(step + sensor) % 100}.5"));
        return $"{{\"entity\":\"bench/1\",\"step\":{step},\"values\":{{{values}}}}}";
    }

    private static void Write(string folder)
    {
        string[] columns = [.. Enumerable.Range(1, Sensors).Select(sensor => $"s{sensor}")];
        var manifest = new BundleManifest
        {
            Name = Model,
            Entity = "unit",
            Order = "cycle",
            Columns = columns,
            Features = new FeatureSpecification(30, [Statistic.Last, Statistic.Mean, Statistic.Std, Statistic.Slope]),
            Model = new OnnxFile("model.onnx", "features", "prediction", ""),
            Prediction = new PredictionSpecification("rul", "cycles", 0, 125),
            Decisions = [new DecisionRule("ground", 15), new DecisionRule("fly", null)],
        };
        double[][] rows = [.. Enumerable.Range(0, 1_000).Select(row => Enumerable.Range(1, Sensors).Select(sensor => (row + sensor) % 100 + 0.5).ToArray())];
        var profile = ReferenceProfile.Of(columns, rows, "rul", [.. rows.Select(row => row.Average())]);
        BundleWriter.WriteFolder(folder, manifest, TinyOnnx.Linear([.. Enumerable.Repeat(0.01f, manifest.FeatureCount)], 20), profile);
    }
}
