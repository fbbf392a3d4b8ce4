// Trains a new version on every kind in the bucket, and measures it and the champion on the test set of each.
#load "../../lib/training.csx"

var kinds = Turbofan.ListKinds(ty).Select(kind => Turbofan.Load(ty, kind)).ToList();
var datasets = kinds.SelectMany(kind => kind.Objects).ToList();
if (ty.NewestDatasets(RulTraining.Model).ToHashSet().SetEquals(datasets))
{
    // Drift is reported for column after column; the first report was enough.
    ty.Log($"The newest version was trained on these {datasets.Count} objects already. Nothing to do.");
    return;
}

var folder = Path.Combine(Path.GetTempPath(), "bundle");
var set = RulTraining.Train(kinds, new BoostingOptions { Seeds = [1, 2, 3] }, folder);
var bundle = ModelBundle.Open(folder);
var metrics = new Dictionary<string, double> { ["rows"] = set.Count };
var rows = new List<object>();
foreach (var kind in kinds)
{
    var rmse = Measure(bundle, TwinyardRun.NewVersion, kind);
    metrics[$"rmse-{kind.Name}"] = rmse;
}

if (ty.FindModel(RulTraining.Model, "champion") is { } champion)
{
    var old = ModelBundle.Open(champion.Folder);
    foreach (var kind in kinds)
    {
        Measure(old, $"{champion.Version}", kind);
    }
}

ty.RegisterModel(RulTraining.Model, folder, new ModelRegistration
{
    Description = $"Remaining useful life, trained on {string.Join(" and ", kinds.Select(kind => kind.Name))} after drift",
    Aliases = ["candidate"],
    Datasets = datasets,
    Metrics = metrics,
});
ty.Report("A new version after drift", rows, [ty.Bar(rows, x: "kind", y: "rmse", series: "version", title: "RMSE on the test sets, in cycles")]);
ty.Result(metrics);

double Measure(ModelBundle of, string version, Kind kind)
{
    var judged = RulTraining.Judge(of, kind);
    var rmse = Turbofan.Rmse(judged, capped: true);
    ty.Log(FormattableString.Invariant($"RMSE {kind.Name.ToUpperInvariant()} capped {rmse:F2} uncapped {Turbofan.Rmse(judged, capped: false):F2} (version {version})"));
    ty.Evaluation(RulTraining.Model, version, $"{kind.Name}/test", judged.Count, new Dictionary<string, double> { ["rmse"] = rmse });
    ty.Metric("rmse", rmse, "cycles", new Dictionary<string, string> { ["kind"] = kind.Name, ["version"] = version });
    rows.Add(new { kind = kind.Name, version, rmse = Math.Round(rmse, 2) });
    return rmse;
}
