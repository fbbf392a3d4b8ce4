using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Twinyard.Access.Secrets;

namespace Twinyard.Notifications.Mail;

/// <summary>Hands a message to the configured SMTP server.</summary>
internal sealed class SmtpSender(IOptions<SmtpOptions> options, ISecrets secrets)
{
    private const int TimeoutMilliseconds = 30_000;

    public bool IsConfigured => options.Value.Host.Length > 0;

    /// <exception cref="Exception">It was not taken; <see cref="IsPermanent"/> tells whether trying again is any use.</exception>
    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var smtp = options.Value;
        var password = await PasswordAsync(smtp, cancellationToken);
        using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
        await client.ConnectAsync(smtp.Host, smtp.Port, Security(smtp.Security), cancellationToken);
        if (smtp.User.Length > 0)
        {
            await client.AuthenticateAsync(smtp.User, password, cancellationToken);
        }

        await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    /// <summary>The server has refused this recipient or message for good (5xx). A wrong password is not that: it can be put right.</summary>
    public static bool IsPermanent(Exception e) =>
        e is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted } refusal && (int)refusal.StatusCode >= 500;

    private async Task<string> PasswordAsync(SmtpOptions smtp, CancellationToken cancellationToken)
    {
        if (smtp.User.Length == 0 || smtp.PasswordSecret is not { } name)
        {
            return smtp.Password;
        }

        var secret = await secrets.ReadAsync(name, cancellationToken);
        return secret.IsOk ? secret.Value : throw new InvalidOperationException($"Smtp:Password cannot be read. {secret.Error}");
    }

    private static SecureSocketOptions Security(string security) => security switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
