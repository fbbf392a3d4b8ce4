using System.Text.Json;
using Twinyard.Inference.Bundles;

namespace Twinyard.Inference.Profiles;

/// <summary>What the model was trained on, for telling later whether the world still looks like that.</summary>
/// <param name="Rows">Rows profiled.</param>
/// <param name="Columns">One a raw column of the bundle.</param>
/// <param name="Prediction">The model's own predictions on those rows.</param>
public sealed record ReferenceProfile(long Rows, IReadOnlyList<ColumnProfile> Columns, ColumnProfile Prediction)
{
    /// <summary>Profiles the training rows.</summary>
    /// <param name="columns">Names in the order of the values.</param>
    /// <param name="rows">One value a column; at least one row.</param>
    /// <param name="predictions">The model's prediction for each row.</param>
    public static ReferenceProfile Of(IReadOnlyList<string> columns, IReadOnlyList<double[]> rows, string predictionName, IReadOnlyCollection<double> predictions) =>
        new(
            rows.Count,
            [.. columns.Select((name, index) => ColumnProfile.Of(name, [.. rows.Select(row => row[index])]))],
            ColumnProfile.Of(predictionName, predictions));

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ProfileJson.Default.ReferenceProfile);

    /// <exception cref="BundleException">Not a profile.</exception>
    public static ReferenceProfile FromJson(ReadOnlySpan<byte> json, string file)
    {
        const string remedy = "Write the bundle again from training.";
        ReferenceProfile profile;
        try
        {
            profile = JsonSerializer.Deserialize(json, ProfileJson.Default.ReferenceProfile)
                ?? throw new BundleException(file, "The profile is null.", remedy);
        }
        catch (JsonException e)
        {
            throw new BundleException(file, $"This is not a reference profile: {e.Message}", remedy, e);
        }

        foreach (var column in profile.Columns.Append(profile.Prediction))
        {
            if (column.Histogram.Counts.Count != column.Histogram.Edges.Count + 1)
            {
                throw new BundleException(file, $"Column {column.Name} has {column.Histogram.Edges.Count} edges and {column.Histogram.Counts.Count} counts; one count more than edges is needed.", remedy);
            }
        }

        return profile;
    }
}
