using System.CommandLine;
using Twinyard.Contracts.Signals;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Signals;

/// <summary><c>twinyard alarm list|show</c>.</summary>
internal static class AlarmCommand
{
    public static Command Build()
    {
        var name = new Argument<string>("name") { Description = "Such as evaluate/rmse" };
        return new Command("alarm", "Alarms and their states")
        {
            new Command("list", "List the alarms").Does(ListAsync),
            new Command("show", "Show an alarm and its history") { name }.Does((call, token) => ShowAsync(call, call.Get(name), token)),
        };
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var alarms = await call.Api.GetAsync<Page<AlarmSummary>>("alarms?limit=1000", cancellationToken);
        call.Out.Result(alarms, _ => call.Out.Table(
            alarms.Items,
            "No alarms are deployed.",
            ("ALARM", alarm => alarm.Name),
            ("STATE", alarm => alarm.State),
            ("SINCE", alarm => alarm.StateSince),
            ("CONDITION", alarm => alarm.Condition),
            ("NOTIFIES", alarm => alarm.Notify)));
    }

    private static async Task ShowAsync(CliCall call, string name, CancellationToken cancellationToken)
    {
        var path = string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
        var alarm = await call.Api.GetAsync<AlarmDetail>($"alarms/{path}", cancellationToken);
        call.Out.Result(alarm, _ =>
        {
            call.Out.Facts(
                ("Alarm", alarm.Summary.Name),
                ("State", alarm.Summary.State),
                ("Since", alarm.Summary.StateSince),
                ("Why", alarm.Summary.Reason),
                ("Condition", alarm.Summary.Condition),
                ("Namespace", alarm.Namespace),
                ("Notifies", alarm.Summary.Notify));
            call.Out.Line("");
            call.Out.Table(
                alarm.History, "It has not changed its state yet.", ("AT", entry => entry.At), ("FROM", entry => entry.Previous), ("TO", entry => entry.State), ("WHY", entry => entry.Reason));
        });
    }
}
