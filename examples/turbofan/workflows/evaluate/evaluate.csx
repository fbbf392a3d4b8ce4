// Joins the decisions of the last minutes with the true labels of what the devices replay, and measures each version on each kind.
#load "../../lib/turbofan.csx"

var decisions = ty.Sql("""
    SELECT entity, step, version, prediction
    FROM decisions
    WHERE model = 'rul' AND time > CAST(? AS TIMESTAMP)
    """, DateTime.UtcNow.AddMinutes(-5).ToString("s"));
if (decisions.Count == 0)
{
    ty.Log("No device has decided anything in the last five minutes.");
    return;
}

var judged = new List<(string Kind, string Version, int Step, Judged Value)>();
foreach (var kind in decisions.GroupBy(row => row.Text("entity").Split('/')[0]))
{
    var labels = Turbofan.LoadLabels(ty, kind.Key);
    foreach (var row in kind)
    {
        var step = row.Get<int>("step");
        if (labels.TryGetValue(row.Text("entity"), out var end) && end - step is >= 0 and var remaining)
        {
            judged.Add((kind.Key, row.Text("version"), step, new Judged(row.Number("prediction"), remaining)));
        }
    }
}

var rows = judged.GroupBy(one => (one.Kind, one.Version)).OrderBy(group => group.Key).Select(group => new
{
    kind = group.Key.Kind,
    version = group.Key.Version,
    decisions = group.Count(),
    rmse = Math.Round(Turbofan.Rmse(group.Select(one => one.Value).ToList(), capped: true), 2),
}).ToList();
foreach (var row in rows)
{
    ty.Log(FormattableString.Invariant($"{row.kind}: version {row.version} is off by {row.rmse} cycles (RMSE over {row.decisions} decisions)"));
    ty.Metric("rmse", row.rmse, "cycles", new Dictionary<string, string> { ["kind"] = row.kind, ["version"] = row.version });
}

ty.Table("fleet_evaluation").Append(rows);
if (rows.Count > 0)
{
    // How far off, by how far away the end is: near the end is where it matters.
    var curve = judged.GroupBy(one => (one.Kind, one.Version, Remaining: (int)Math.Min(Turbofan.Cap, one.Value.Remaining) / 10 * 10)).OrderBy(group => group.Key)
        .Select(group => new { series = $"{group.Key.Kind}, version {group.Key.Version}", remaining = group.Key.Remaining, rmse = Turbofan.Rmse(group.Select(one => one.Value).ToList(), capped: true) }).ToList();
    ty.Report("Evaluation of the fleet's decisions", rows, [ty.Line(curve, x: "remaining", y: "rmse", series: "series", title: "RMSE by remaining cycles")]);
}

ty.Result(rows);
