using System.Text.Json;
using Twinyard.Inference.Bundles;

namespace Twinyard.Inference.Profiles;

/// <summary>What the model was trained on, for telling later whether the world still looks like that.</summary>
/// <param name="Rows">Rows profiled.</param>
/// <param name="Columns">One a raw column of the bundle.</param>
/// <param name="Prediction">The model's own predictions on those rows.</param>
/// <param name="Strata">The columns by the height of the prediction.</param>
public sealed record ReferenceProfile(long Rows, IReadOnlyList<ColumnProfile> Columns, ColumnProfile Prediction, PredictionStrata Strata)
{
    /// <summary>Profiles the training rows.</summary>
    /// <param name="columns">Names in the order of the values.</param>
    /// <param name="rows">One value a column; at least one row.</param>
    /// <param name="predictions">The model's prediction for each row, clamped as the bundle clamps it.</param>
    public static ReferenceProfile Of(IReadOnlyList<string> columns, IReadOnlyList<double[]> rows, string predictionName, IReadOnlyList<double> predictions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(predictions.Count, rows.Count);
        ColumnProfile[] profiles = [.. columns.Select((name, index) => ColumnProfile.Of(name, [.. rows.Select(row => row[index])]))];
        double[] sorted = [.. predictions.Order()];
        var edges = Histogram.QuantileEdges(sorted, PredictionStrata.DefaultStrata);
        var strata = profiles.Select((profile, index) => Stratify(profile, [.. rows.Select(row => row[index])], predictions, edges));
        return new ReferenceProfile(rows.Count, profiles, ColumnProfile.Of(predictionName, predictions), new PredictionStrata(edges, [.. strata]));
    }

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

        return Check(profile) is { } problem ? throw new BundleException(file, problem, remedy) : profile;
    }

    private static StratifiedCounts Stratify(ColumnProfile profile, double[] values, IReadOnlyList<double> predictions, double[] strata)
    {
        double[] bins = [.. profile.Histogram.Edges];
        var counts = Enumerable.Range(0, strata.Length + 1).Select(_ => new long[bins.Length + 1]).ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            counts[Histogram.BinOf(strata, predictions[i])][Histogram.BinOf(bins, values[i])]++;
        }

        return new StratifiedCounts(profile.Name, counts);
    }

    private static string? Check(ReferenceProfile profile)
    {
        foreach (ColumnProfile? column in profile.Columns.Append(profile.Prediction))
        {
            if (column is null)
            {
                return "A column is null.";
            }

            var edges = column.Histogram.Edges;
            if (edges.Count == 0 || column.Histogram.Counts.Count != edges.Count + 1)
            {
                return $"Column {column.Name} has {edges.Count} edges and {column.Histogram.Counts.Count} counts; at least one edge, and one count more than edges, are needed.";
            }

            if (!edges.Skip(1).Zip(edges).All(pair => pair.First > pair.Second))
            {
                return $"The edges of column {column.Name} do not rise.";
            }

            if (column.Histogram.Counts.Any(count => count < 0) || column.Histogram.Counts.All(count => count == 0))
            {
                return $"The counts of column {column.Name} are negative, or all of them zero.";
            }
        }

        var strata = profile.Strata;
        var fits = strata.Columns.Count == profile.Columns.Count && strata.Columns.Zip(profile.Columns).All(pair => Fits(pair.First, pair.Second, strata.Edges.Count + 1));
        return fits ? null : "The strata do not have the columns, or not the counts, of the profile.";
    }

    // JSON may hold null where the type has none, so each element is checked here.
    private static bool Fits(StratifiedCounts? stratified, ColumnProfile column, int strata)
    {
        if (stratified is null || stratified.Name != column.Name || stratified.Counts.Count != strata)
        {
            return false;
        }

        return stratified.Counts.All(counts => counts is not null && counts.Count == column.Histogram.Counts.Count && counts.All(count => count >= 0))
            && column.Histogram.Counts.Select((count, bin) => stratified.Counts.Sum(counts => counts[bin]) == count).All(isEqual => isEqual);
    }
}
