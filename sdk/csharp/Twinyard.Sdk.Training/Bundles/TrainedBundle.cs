using Twinyard.Inference.Bundles;
using Twinyard.Inference.Profiles;
using Twinyard.Sdk.Training.Data;
using Twinyard.Sdk.Training.Onnx;
using Twinyard.Sdk.Training.Trees;

namespace Twinyard.Sdk.Training.Bundles;

/// <summary>Makes a bundle's folder from a training.</summary>
public static class TrainedBundle
{
    /// <summary>Writes <c>bundle.yaml</c>, <c>model.onnx</c> and <c>profile.json</c>; the profile is of the training rows and the model's predictions on them.</summary>
    public static BundleManifest Write(string folder, BundleDescription description, TreeEnsemble ensemble, TrainingSet set)
    {
        var manifest = new BundleManifest
        {
            Name = description.Name,
            Entity = description.Entity,
            Order = description.Order,
            Columns = set.Columns,
            Features = set.Specification,
            Model = new OnnxFile("model.onnx", OnnxTreeExporter.InputName, OnnxTreeExporter.OutputName, ""),
            Prediction = description.Prediction,
            Decisions = description.Decisions,
        };
        var predictions = new double[set.Count];
        Parallel.For(0, set.Count, row => predictions[row] = description.Prediction.Clamp(ensemble.Predict(set.FeaturesOf(row))));
        var profile = ReferenceProfile.Of(set.Columns, set.Rows, description.Prediction.Name, predictions);
        return BundleWriter.WriteFolder(folder, manifest, OnnxTreeExporter.Export(ensemble), profile);
    }
}
