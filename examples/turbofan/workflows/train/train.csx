// Trains on the kinds that the input names ({"kinds": ["fd001"]}) or on all that lie in the bucket, and registers the bundle.
#load "../../lib/training.csx"

var kinds = Turbofan.AskedKinds(ty).Select(kind => Turbofan.Load(ty, kind)).ToList();
var folder = Path.Combine(Path.GetTempPath(), "bundle");
var set = RulTraining.Train(kinds, new BoostingOptions { Seeds = [1, 2, 3] }, folder);

var bundle = ModelBundle.Open(folder);
var metrics = new Dictionary<string, double> { ["rows"] = set.Count };
foreach (var kind in kinds)
{
    var judged = RulTraining.Judge(bundle, kind);
    var (capped, uncapped) = (Turbofan.Rmse(judged, capped: true), Turbofan.Rmse(judged, capped: false));
    ty.Log(FormattableString.Invariant($"RMSE {kind.Name.ToUpperInvariant()} capped {capped:F2} uncapped {uncapped:F2}"));
    if (kind.Name == "fd001")
    {
        // Babu et al. 2016, Zheng et al. 2017, Li et al. 2018, Fan et al. 2024, each on the last cycles of the test set.
        ty.Log("published on FD001: CNN 18.45, LSTM 16.14, DCNN 12.61, STAR 10.61");
    }

    metrics[$"rmse-{kind.Name}"] = capped;
    ty.Metric("rmse", capped, "cycles", new Dictionary<string, string> { ["kind"] = kind.Name });
    ty.Evaluation(RulTraining.Model, TwinyardRun.NewVersion, $"{kind.Name}/test", judged.Count, new Dictionary<string, double> { ["rmse"] = capped });
}

ty.RegisterModel(RulTraining.Model, folder, new ModelRegistration
{
    Description = $"Remaining useful life, trained on {string.Join(" and ", kinds.Select(kind => kind.Name))}",
    Aliases = ["candidate"],
    Datasets = kinds.SelectMany(kind => kind.Objects).ToList(),
    Metrics = metrics,
});
ty.Metric("training-rows", set.Count);
ty.Result(metrics);
