// Counts decisions by device and kind over the last day, keeps the summary as a table, and sends it as a report.
var rows = ty.Sql("""
    SELECT device, decision, count(*) AS decisions, count(DISTINCT entity) AS engines, round(min(prediction), 1) AS lowest
    FROM decisions
    WHERE time > CAST(? AS TIMESTAMP)
    GROUP BY device, decision
    ORDER BY device, decision
    """, DateTime.UtcNow.AddDays(-1).ToString("s"));
if (rows.Count == 0)
{
    ty.Log("No device has decided anything today.");
    return;
}

var perDecision = rows.GroupBy(row => row.Text("decision")).OrderBy(group => group.Key)
    .Select(group => new { decision = group.Key, decisions = group.Sum(row => row.Get<long>("decisions")), devices = group.Select(row => row.Text("device")).Distinct().Count() }).ToList();
foreach (var row in perDecision)
{
    ty.Metric("decisions", row.decisions, "", new Dictionary<string, string> { ["decision"] = row.decision });
}

ty.Table("daily_decisions").Append(rows);
ty.Report("What the fleet decided", perDecision, [ty.Bar(perDecision, x: "decision", y: "decisions", title: "Decisions of the last day")]);
ty.Result(perDecision);
