using System.Globalization;
using Twinyard.Events.Bus;
using Twinyard.Notifications.Mail;

namespace Twinyard.Notifications.Alarms;

/// <summary>What is written when an alarm changes its state.</summary>
internal sealed record AlarmMail(string Alarm, string State, string Previous, string Reason, double? Value, string? Condition, string? Description, string? Workflow, DateTimeOffset At)
{
    /// <returns>Null where the event has not the shape of <c>alarm.state-changed</c>.</returns>
    public static AlarmMail? From(EventEnvelope envelope)
    {
        var detail = envelope.Detail;
        string? Text(string key) => detail[key]?.GetValue<string>() is { Length: > 0 } text ? text : null;

        return Text("alarm") is { } alarm && Text("state") is { } state
            ? new AlarmMail(alarm, state, Text("previous") ?? "", Text("reason") ?? "", detail["value"]?.GetValue<double>(), Text("condition"), Text("description"), Text("workflow"), envelope.Time)
            : null;
    }

    /// <summary>People are told of an alarm, and of its end. Data coming in for the first time is no news.</summary>
    public bool IsNews => State == "ALARM" || (State == "OK" && Previous == "ALARM");

    public MailContent Content(string topic, string environment, string serverUrl)
    {
        var link = Workflow is null ? serverUrl : $"{serverUrl}/workflows/{Uri.EscapeDataString(Workflow)}";
        var linkText = Workflow is null ? "Open the console" : $"Open the workflow {Workflow}";
        var facts = Facts().ToList();
        var body = MailLayout.Badge(State, State == "ALARM" ? "#c4353b" : "#1a7f45")
            + MailLayout.Heading(Alarm)
            + (Description is null ? "" : MailLayout.Paragraph(Description))
            + MailLayout.Facts(facts)
            + MailLayout.Button(linkText, link);
        var footer = MailFooter.Of(topic, environment);
        var text = $"{State}: {Alarm}\n\n{(Description is null ? "" : Description + "\n\n")}{string.Join('\n', facts.Select(fact => $"{fact.Name}: {fact.Value}"))}\n\n{linkText}: {link}\n\n-- \n{footer}\n";
        return new MailContent("alarm", MailFooter.Subject(environment, $"{State} {Alarm}"), MailLayout.Page($"{State} {Alarm}", Reason, environment, body, footer), text);
    }

    private IEnumerable<(string Name, string Value)> Facts()
    {
        if (Condition is not null)
        {
            yield return ("Condition", Condition);
        }

        yield return ("Why", Reason);
        if (Value is { } value)
        {
            yield return ("Newest value", value.ToString("0.####", CultureInfo.InvariantCulture));
        }

        yield return ("Before", Previous);
        yield return ("At", At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
    }
}
