using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Twinyard.Inference.Prediction;
using Twinyard.Inference.Profiles;

namespace Twinyard.Inference.Bundles;

/// <summary>
/// An opened bundle: what it says, what it was trained on, and its network, loaded and checked against the pipeline.
/// Thread-safe; predictors and pipelines made from it are not. Dispose it after them.
/// </summary>
public sealed class ModelBundle : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OnnxContract _contract;

    private ModelBundle(BundleManifest manifest, ReferenceProfile profile, InferenceSession session, OnnxContract contract)
    {
        Manifest = manifest;
        Profile = profile;
        _session = session;
        _contract = contract;
    }

    public BundleManifest Manifest { get; }

    public ReferenceProfile Profile { get; }

    /// <summary>Opens a bundle's folder, or its archive (zip, tar, gzipped tar).</summary>
    /// <exception cref="BundleException">It is not there, not whole, or contradicts itself.</exception>
    public static ModelBundle Open(string path) => Open(BundleFiles.Load(path));

    /// <summary>Opens an archive.</summary>
    /// <param name="archive">Seekable, at its start; not disposed.</param>
    /// <param name="origin">What to call it in messages.</param>
    /// <exception cref="BundleException">It is not whole, or contradicts itself.</exception>
    public static ModelBundle Open(Stream archive, string origin) => Open(BundleFiles.FromArchive(archive, origin));

    /// <summary>A predictor for one thread.</summary>
    public Predictor CreatePredictor() => new(_session, Manifest, _contract);

    /// <summary>Window, network and rules in one, for one thread.</summary>
    public InferencePipeline CreatePipeline() => new(Manifest, CreatePredictor());

    public void Dispose() => _session.Dispose();

    private static ModelBundle Open(BundleFiles files)
    {
        var manifest = BundleManifestReader.Read(files.Get(BundleManifest.FileName));
        var onnx = files.Get(manifest.Model.File);
        var hash = Convert.ToHexStringLower(SHA256.HashData(onnx));
        if (hash != manifest.Model.Sha256)
        {
            throw new BundleException(manifest.Model.File, $"Its SHA-256 is {hash}, and bundle.yaml says {manifest.Model.Sha256}.", "The file was damaged or exchanged: get the bundle again.");
        }

        var profile = ReferenceProfile.FromJson(files.Get(manifest.Profile), manifest.Profile);
        if (!profile.Columns.Select(column => column.Name).SequenceEqual(manifest.Columns, StringComparer.Ordinal))
        {
            throw new BundleException(
                manifest.Profile,
                $"It profiles {string.Join(", ", profile.Columns.Select(column => column.Name))}, and bundle.yaml has the columns {string.Join(", ", manifest.Columns)}.",
                "Write the bundle again from training.");
        }

        var session = Load(onnx, manifest.Model.File);
        try
        {
            return new ModelBundle(manifest, profile, session, OnnxContract.Check(session, manifest));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static InferenceSession Load(byte[] onnx, string file)
    {
        // One thread and a fixed order of operations: equal inputs give equal outputs, on the device and on the server.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.set_denormal_as_zero", "0");
        try
        {
            return new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BundleException(file, $"ONNX Runtime cannot load it: {e.Message}", "Export the network again, with operators and an opset that ONNX Runtime knows.", e);
        }
    }
}
