using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;
using Twinyard.Inference.Prediction;
using Twinyard.Inference.Profiles;
using Twinyard.TestKit.Onnx;

namespace Twinyard.Fleet.Tests.Devices;

/// <summary>Serves a tiny bundle over HTTP, as the model registry does: prediction = 0.1 × last s2.</summary>
internal sealed class BundleServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BundleServer(WebApplication app, byte[] archive)
    {
        _app = app;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(archive));
    }

    public string Sha256 { get; }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<BundleServer> StartAsync()
    {
        var archive = Pack();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/api/v1/models/{model}/versions/{version}/bundle", (HttpContext context) =>
            context.Request.Headers.Authorization.ToString().StartsWith("Bearer ty_", StringComparison.Ordinal) ? Results.Bytes(archive, "application/zip") : Results.Unauthorized());
        await app.StartAsync();
        return new BundleServer(app, archive);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static byte[] Pack()
    {
        var folder = Directory.CreateTempSubdirectory("twinyard-bundle-");
        var manifest = new BundleManifest
        {
            Name = "rul",
            Entity = "unit",
            Order = "cycle",
            Columns = ["s2"],
            Features = new FeatureSpecification(30, [Statistic.Last]),
            Model = new OnnxFile("model.onnx", "features", "prediction", ""),
            Prediction = new PredictionSpecification("rul", "cycles", 0, 125),
            Decisions = [new DecisionRule("ground", 15), new DecisionRule("fly", null)],
        };
        var rows = Enumerable.Range(0, 100).Select(i => new double[] { 640 + (i * 0.1) }).ToArray();
        BundleWriter.WriteFolder(folder.FullName, manifest, TinyOnnx.Linear([0.1f], 0), ReferenceProfile.Of(manifest.Columns, rows, "rul", [.. rows.Select(row => row[0] * 0.1)]));
        using var archive = new MemoryStream();
        BundleWriter.Pack(folder.FullName, archive);
        folder.Delete(recursive: true);
        return archive.ToArray();
    }
}
