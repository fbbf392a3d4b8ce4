// Trains, measures and registers the model of remaining useful life. Used by workflows/train and workflows/retrain.
#load "turbofan.csx"

public static class RulTraining
{
    public const string Model = "rul";

    private static readonly FeatureSpecification Features = new(30, [Statistic.Last, Statistic.Mean, Statistic.Std, Statistic.Slope]);

    /// <summary>Trains on the recordings until failure of all kinds and writes the bundle.</summary>
    public static TrainingSet Train(IReadOnlyList<Kind> kinds, BoostingOptions options, string folder)
    {
        var sensors = Turbofan.TellingSensors(kinds.SelectMany(kind => kind.Train));
        var set = Collect(kinds.SelectMany(kind => kind.Train), sensors);
        var trees = GradientBoosting.Train(set, options, Console.WriteLine);
        TrainedBundle.Write(folder, Description(), trees, set);
        return set;
    }

    /// <summary>Predicts the last cycle of each test recording with the bundle, as a device would.</summary>
    public static List<Judged> Judge(ModelBundle bundle, Kind kind)
    {
        var sensors = bundle.Manifest.Columns.Select(column => Array.IndexOf(Turbofan.Sensors, column)).ToArray();
        using var predictor = bundle.CreatePredictor();
        return kind.Test.Select((recording, unit) =>
        {
            var window = new FeatureWindow(bundle.Manifest.Features, sensors.Length);
            foreach (var row in recording.Rows.TakeLast(bundle.Manifest.Features.Window))
            {
                window.Push(Pick(row, sensors));
            }

            var features = new float[window.FeatureCount];
            window.WriteFeatures(features);
            return new Judged(predictor.Predict(features), kind.RemainingAfterTest[unit]);
        }).ToList();
    }

    private static TrainingSet Collect(IEnumerable<Recording> recordings, int[] sensors)
    {
        var set = new TrainingSet(Features, sensors.Select(sensor => Turbofan.Sensors[sensor]).ToArray());
        foreach (var recording in recordings)
        {
            set.Add(recording.Rows.Select(row => Pick(row, sensors)).ToList(), Turbofan.Labels(recording, atEnd: 0));
        }

        return set;
    }

    private static double[] Pick(double[] row, int[] sensors) => sensors.Select(sensor => row[sensor]).ToArray();

    private static BundleDescription Description() => new()
    {
        Name = Model,
        Entity = "unit",
        Order = "cycle",
        Prediction = new PredictionSpecification("rul", "cycles", 0, Turbofan.Cap),
        Decisions = [new DecisionRule("ground", 15), new DecisionRule("inspect", 40), new DecisionRule("fly", null)],
    };
}
