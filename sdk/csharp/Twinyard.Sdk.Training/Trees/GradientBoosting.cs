using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using Twinyard.Sdk.Training.Data;

namespace Twinyard.Sdk.Training.Trees;

/// <summary>Grows tree ensembles with LightGBM, through ML.NET.</summary>
public static class GradientBoosting
{
    /// <param name="progress">Told before each seed's ensemble is grown.</param>
    public static TreeEnsemble Train(TrainingSet set, BoostingOptions options, Action<string> progress)
    {
        var ensembles = new List<TreeEnsemble>();
        foreach (var seed in options.Seeds)
        {
            progress($"growing {options.Trees} trees on {set.Count} rows × {set.FeatureCount} features (seed {seed})");
            ensembles.Add(Read(Fit(set, options, seed).Model, set.FeatureCount));
        }

        return TreeEnsemble.Average(ensembles);
    }

    internal static RegressionPredictionTransformer<LightGbmRegressionModelParameters> Fit(TrainingSet set, BoostingOptions options, int seed)
    {
        var ml = new MLContext(seed);
        var trainer = ml.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options
        {
            LabelColumnName = nameof(Example.Label),
            FeatureColumnName = nameof(Example.Features),
            NumberOfIterations = options.Trees,
            LearningRate = options.LearningRate,
            NumberOfLeaves = options.Leaves,
            MinimumExampleCountPerLeaf = options.MinimumRowsPerLeaf,
            NumberOfThreads = options.Threads,
            UseCategoricalSplit = false,
            HandleMissingValue = false,
            Seed = seed,
            Booster = new GradientBooster.Options
            {
                FeatureFraction = options.FeatureShare,
                SubsampleFraction = options.RowShare,
                SubsampleFrequency = 1,
                L2Regularization = options.L2,
            },
        });
        return trainer.Fit(View(ml, set));
    }

    internal static IDataView View(MLContext ml, TrainingSet set)
    {
        var schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, set.FeatureCount);
        var examples = Enumerable.Range(0, set.Count).Select(row => new Example { Features = set.FeaturesOf(row).ToArray(), Label = set.Labels[row] }).ToList();
        return ml.Data.LoadFromEnumerable(examples, schema);
    }

    /// <summary>Takes the trees out of ML.NET's model. Its negative children are leaves in the same way as ours.</summary>
    /// <exception cref="NotSupportedException">A tree splits by category.</exception>
    internal static TreeEnsemble Read(LightGbmRegressionModelParameters model, int features)
    {
        var ensemble = model.TrainedTreeEnsemble;
        return new TreeEnsemble(features, ensemble.Bias, [.. ensemble.Trees.Select((tree, index) => Read(tree, ensemble.TreeWeights[index]))]);
    }

    private static RegressionTree Read(RegressionTreeBase tree, double weight)
    {
        if (tree.CategoricalSplitFlags.Any(isCategorical => isCategorical))
        {
            throw new NotSupportedException("The model splits by category, which the exporter does not write. Encode categories as numbers before training.");
        }

        return new RegressionTree(
            [.. tree.NumericalSplitFeatureIndexes],
            [.. tree.NumericalSplitThresholds.Select(threshold => (double)threshold)],
            [.. tree.LeftChild],
            [.. tree.RightChild],
            [.. tree.LeafValues.Select(value => value * weight)]);
    }

    internal sealed class Example
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
