using Twinyard.Contracts.Fleet;
using Twinyard.Contracts.Models;
using Twinyard.Contracts.Warehouse;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Demo.Steps;

internal sealed class SummaryStep : IDemoStep
{
    private static readonly string[] Chain = ["decision", "device", "model-version", "dataset", "run", "commit", "proposal"];

    public string Title => "What ran, and one decision traced back to who approved it";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var status = await demo.Owner.GetAsync<FleetStatus>("fleet/status", cancellationToken);
        var runs = await demo.Owner.GetAsync<Page<RunSummary>>("runs?limit=200", cancellationToken);
        var url = demo.Server.Url;
        demo.Tell.Say($"Runs       {string.Join(", ", runs.Items.GroupBy(run => run.State).Select(group => $"{group.Count()} {group.Key}"))}   {url}/workflows");
        demo.Tell.Say($"Devices    {status.Devices}, {status.Acknowledged:N0} messages acknowledged, {status.LoadedRows:N0} rows loaded, {status.Duplicates} duplicates left out   {url}/fleet");
        demo.Tell.Say($"Model      rul v{demo.FirstVersion} → v{demo.SecondVersion}   {url}/models/rul");
        demo.Tell.Say($"Proposals  {url}/proposals");
        demo.Tell.Say($"Mail       {url}/mail, and as .eml files in {Path.Combine(demo.Server.Home, "mail")}");

        var newest = await demo.Owner.PostAsync<SqlResult>(
            "warehouse/query", new SqlQuery($"select id from decisions where version = '{demo.SecondVersion}' or version = '{demo.FirstVersion}' order by time desc limit 1"), cancellationToken);
        var id = newest.Rows.Count > 0 ? newest.Rows[0][0]?.GetValue<string>() : null;
        if (id is null)
        {
            throw new CliError(ExitCodes.Failed, "There is no decision in the warehouse.");
        }

        demo.Tell.Command($"twinyard lineage decision {id}");
        var tree = await demo.Owner.GetAsync<LineageTree>($"lineage/decision/{Uri.EscapeDataString(id)}", cancellationToken);
        var seen = new HashSet<string>();
        Show(demo.Tell, tree, 0, seen);
        var missing = Chain.Where(kind => !seen.Contains(kind)).ToList();
        if (missing.Count > 0)
        {
            throw new CliError(ExitCodes.Failed, $"The lineage of decision {id} lacks {string.Join(", ", missing)}.");
        }
    }

    private static void Show(DemoTeller tell, LineageTree node, int depth, HashSet<string> seen)
    {
        seen.Add(node.Kind);
        tell.Say($"{new string(' ', depth * 2)}{(depth == 0 ? "Decision: " : "")}{node.Title}{(node.Note.Length > 0 ? $" ({node.Note})" : "")}");
        foreach (var fact in node.Facts.Where(fact => fact.Name is "approver" or "approvers" or "approved by" or "author"))
        {
            tell.Say($"{new string(' ', (depth * 2) + 2)}{fact.Name}: {fact.Value}");
        }

        foreach (var from in node.From)
        {
            Show(tell, from, depth + 1, seen);
        }
    }
}
