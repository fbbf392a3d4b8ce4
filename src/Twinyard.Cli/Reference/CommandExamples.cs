using System.CommandLine;

namespace Twinyard.Cli.Reference;

/// <summary>One line for each command, shown by <c>--help</c> and in the reference. A test parses all of them.</summary>
internal static class CommandExamples
{
    public static IReadOnlyList<string> All { get; } =
    [
        "twinyard init --environment staging --home ~/yard",
        "twinyard up --home ~/yard --urls http://127.0.0.1:0",
        "twinyard demo --exit --data ~/cmapss",
        "twinyard whoami",
        "twinyard signin --next /runs",
        "twinyard role list",
        "twinyard role show developer",
        "twinyard token create --user alice --role developer --lifetime 30d --out alice.json",
        "twinyard token list",
        "twinyard token revoke 337f5ec58539e9fd",
        "twinyard access explain --role developer --action repositories:ApproveProposal --resource repositories:proposal/1",
        "twinyard repo list",
        "twinyard repo create turbofan",
        "twinyard push --branch first-model --credential alice.json",
        "twinyard proposal list --state open",
        "twinyard proposal show 1 --diff",
        "twinyard proposal checks 1 --wait --logs",
        "twinyard proposal approve 1 --credential bob.json",
        "twinyard proposal merge 1 --credential bob.json",
        "twinyard proposal close 2",
        "twinyard deployment list --repository turbofan",
        "twinyard workflow list",
        "twinyard workflow show evaluate",
        "twinyard workflow run train --input '{\"kinds\":[\"sim-a\"]}' --wait",
        "twinyard workflow ledger evaluate --limit 10",
        "twinyard workflow lint examples/turbofan",
        "twinyard run list --workflow train --state failed",
        "twinyard run show 01a207d3-fab5-7000-8996-06c47682df1f",
        "twinyard run logs 01a207d3-fab5-7000-8996-06c47682df1f --follow",
        "twinyard run cancel 01a207d3-fab5-7000-8996-06c47682df1f",
        "twinyard event put plant.scada furnace.started --detail '{\"line\": 3}'",
        "twinyard event list --source twinyard.workflows --limit 5",
        "twinyard event test --pattern '{\"source\":[\"plant.scada\"]}' --event event.json",
        "twinyard event test --lines cases.ndjson",
        "twinyard event dead-letters --consumer workflows.triggers --limit 5",
        "twinyard event redrive --all --consumer workflows.triggers",
        "twinyard schedule next 'cron(30 2 * * ? *)' --zone Europe/Berlin --from 2027-03-27T00:00:00Z --count 3",
        "twinyard bucket list",
        "twinyard object list turbofan --prefix sim-a/",
        "twinyard object put turbofan sim-a/train.txt train.txt",
        "twinyard object get turbofan sim-a/train.txt --out train.txt",
        "twinyard object delete turbofan sim-a/train.txt",
        "twinyard object versions turbofan sim-a/train.txt",
        "twinyard sql \"select device, count(*) from decisions group by device\" --csv",
        "twinyard table list",
        "twinyard data simulate --out /tmp/engines --units 50",
        "twinyard model list",
        "twinyard model show rul",
        "twinyard model evaluations rul --limit 10",
        "twinyard model drift rul",
        "twinyard model promote rul 2 --alias champion",
        "twinyard model download rul 2 --out rul-v2.zip",
        "twinyard lineage decision press-07-1795427678212",
        "twinyard lineage model-version rul@2",
        "twinyard lineage run 01a207d3-fab5-7000-8996-06c47682df1f",
        "twinyard lineage dataset turbofan/sim-a/train.txt@01a207d3-fa5c-7000-a9e9-45facbdddd2a",
        "twinyard fleet enrol press-07 --tag site=ulm --out press-07.json",
        "twinyard fleet list --limit 100",
        "twinyard fleet show press-07",
        "twinyard fleet remove press-07",
        "twinyard fleet status",
        "twinyard fleet simulate --data /tmp/engines/test_FD001.txt --devices 5 --rate 50",
        "twinyard rollout create rul 2 --stages 10,100 --gate rmse:0.05 --wait",
        "twinyard rollout list",
        "twinyard rollout show 01a207d5-48d9-7000-9353-e0449250ff32",
        "twinyard rollout cancel 01a207d5-48d9-7000-9353-e0449250ff32",
        "twinyard metric list",
        "twinyard metric query workflows/evaluate rmse --statistic max --period 5m",
        "twinyard metric put plant/line-3 temperature 812.5 --unit C --dimension furnace=2",
        "twinyard alarm list",
        "twinyard alarm show evaluate/rmse",
        "twinyard logs device/press-07 --follow",
        "twinyard topic list",
        "twinyard topic publish ml-team 'Line 3' 'The furnace is down until noon.'",
        "twinyard mail list",
        "twinyard mail show 01a207d6-b41e-7000-8a11-a03fe6b5cea7",
    ];

    /// <returns>Null when there is none; a test sees to it that there is.</returns>
    public static string? Of(Command command)
    {
        var path = CommandPath.Of(command);
        return All.FirstOrDefault(line => line == path || line.StartsWith(path + ' ', StringComparison.Ordinal));
    }
}
