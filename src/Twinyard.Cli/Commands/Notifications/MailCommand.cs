using System.CommandLine;
using Twinyard.Contracts.Notifications;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Notifications;

/// <summary><c>twinyard mail list|show</c>.</summary>
internal static class MailCommand
{
    public static Command Build()
    {
        var id = new Argument<string>("id") { Description = "The message's id, as in `twinyard mail list`" };
        var source = new Option<bool>("--eml") { Description = "Print the message as it went out (RFC 5322)" };
        return new Command("mail", "The outbox: every message, and what became of it")
        {
            new Command("list", "List messages, newest first").Does(ListAsync),
            new Command("show", "Show a message") { id, source }
                .Does((call, token) => call.Get(source) ? PrintSourceAsync(call, call.Get(id), token) : ShowAsync(call, call.Get(id), token)),
        };
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var messages = await call.Api.GetAsync<Page<OutboxMessage>>("outbox?limit=100", cancellationToken);
        call.Out.Result(messages, _ => call.Out.Table(
            messages.Items,
            "The outbox is empty.",
            ("ID", message => message.Id),
            ("AT", message => message.CreatedAt),
            ("TO", message => message.Recipient),
            ("STATE", message => message.State),
            ("SUBJECT", message => message.Subject)));
    }

    private static async Task ShowAsync(CliCall call, string id, CancellationToken cancellationToken)
    {
        var detail = await call.Api.GetAsync<OutboxMessageDetail>($"outbox/{Uri.EscapeDataString(id)}", cancellationToken);
        call.Out.Result(detail, _ =>
        {
            var message = detail.Message;
            call.Out.Facts(
                ("Subject", message.Subject),
                ("To", message.Recipient),
                ("Topic", message.Topic),
                ("At", message.CreatedAt),
                ("State", message.State),
                ("Attempts", message.Attempts),
                ("Last error", message.LastError),
                ("Attachments", detail.Attachments.Select(attachment => $"{attachment.FileName} ({attachment.Bytes} bytes)")));
            call.Out.Line("");
            call.Out.Line(detail.Text);
        });
    }

    private static async Task PrintSourceAsync(CliCall call, string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"outbox/{Uri.EscapeDataString(id)}/eml");
        using var response = await call.Api.SendAsync(request, cancellationToken);
        await using var output = Console.OpenStandardOutput();
        await response.Content.CopyToAsync(output, cancellationToken);
    }
}
