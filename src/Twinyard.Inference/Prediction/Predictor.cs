using Microsoft.ML.OnnxRuntime;
using Twinyard.Inference.Bundles;

namespace Twinyard.Inference.Prediction;

/// <summary>
/// Runs a bundle's network. Buffers are bound once and used again, so a prediction allocates nothing; therefore not
/// thread-safe: a thread takes a predictor of its own (<see cref="ModelBundle.CreatePredictor"/>), which is cheap, as the network is shared.
/// </summary>
public sealed class Predictor : IDisposable
{
    /// <summary>Bounds the buffers; larger matrices are cut.</summary>
    private const int LargestBatch = 8192;

    private readonly InferenceSession _session;
    private readonly BundleManifest _manifest;
    private readonly OnnxContract _contract;
    private readonly RunOptions _options = new();
    private Buffers _buffers;

    internal Predictor(InferenceSession session, BundleManifest manifest, OnnxContract contract)
    {
        _session = session;
        _manifest = manifest;
        _contract = contract;
        _buffers = Bind(1);
    }

    /// <summary>Length of a feature vector.</summary>
    public int FeatureCount => _contract.Features;

    /// <summary>Predicts one row, clamped to the manifest's bounds.</summary>
    public float Predict(ReadOnlySpan<float> features)
    {
        Span<float> prediction = stackalloc float[1];
        Predict(features, prediction);
        return prediction[0];
    }

    /// <summary>Predicts many rows, clamped to the manifest's bounds.</summary>
    /// <param name="features">Flat, row by row.</param>
    /// <param name="predictions">One a row; its length says how many rows there are.</param>
    /// <exception cref="ArgumentException">The features are not rows of <see cref="FeatureCount"/>.</exception>
    /// <exception cref="BundleException">The network failed, or gave something that is not a number.</exception>
    public void Predict(ReadOnlySpan<float> features, Span<float> predictions)
    {
        if (features.Length != predictions.Length * FeatureCount)
        {
            throw new ArgumentException($"{predictions.Length} rows of {FeatureCount} features are {predictions.Length * FeatureCount} values, and {features.Length} were given.", nameof(features));
        }

        var done = 0;
        while (done < predictions.Length)
        {
            var rows = Math.Min(predictions.Length - done, Math.Min(_contract.MaximumBatch, LargestBatch));
            Run(features.Slice(done * FeatureCount, rows * FeatureCount), predictions.Slice(done, rows));
            done += rows;
        }
    }

    public void Dispose()
    {
        _buffers.Dispose();
        _options.Dispose();
    }

    private void Run(ReadOnlySpan<float> features, Span<float> predictions)
    {
        if (_buffers.Rows != predictions.Length)
        {
            _buffers.Dispose();
            _buffers = Bind(predictions.Length);
        }

        features.CopyTo(_buffers.Input);
        try
        {
            _session.RunWithBinding(_options, _buffers.Binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BundleException(_manifest.Model.File, $"The network failed: {e.Message}", "Export it again and check it in training.", e);
        }

        for (var i = 0; i < predictions.Length; i++)
        {
            predictions[i] = Clamp(_buffers.Output[i]);
        }
    }

    private float Clamp(float prediction) => float.IsFinite(prediction)
        ? _manifest.Prediction.Clamp(prediction)
        : throw new BundleException(_manifest.Model.File, $"The network predicted {prediction}.", "Export it again and check it in training.");

    private Buffers Bind(int rows) => new(_session, _manifest.Model, rows, _contract);

    private sealed class Buffers : IDisposable
    {
        private readonly OrtValue _inputValue;
        private readonly OrtValue _outputValue;

        public Buffers(InferenceSession session, OnnxFile model, int rows, OnnxContract contract)
        {
            Rows = rows;
            Input = new float[rows * contract.Features];
            Output = new float[rows];
            _inputValue = OrtValue.CreateTensorValueFromMemory(Input, [rows, contract.Features]);
            _outputValue = OrtValue.CreateTensorValueFromMemory(Output, contract.OutputRank == 1 ? [rows] : [rows, 1]);
            Binding = session.CreateIoBinding();
            Binding.BindInput(model.Input, _inputValue);
            Binding.BindOutput(model.Output, _outputValue);
        }

        public int Rows { get; }

        public float[] Input { get; }

        public float[] Output { get; }

        public OrtIoBinding Binding { get; }

        public void Dispose()
        {
            Binding.Dispose();
            _inputValue.Dispose();
            _outputValue.Dispose();
        }
    }
}
