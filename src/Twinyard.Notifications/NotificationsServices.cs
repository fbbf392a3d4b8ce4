using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Twinyard.Access.Secrets;
using Twinyard.Access;
using Twinyard.Events.Bus;
using Twinyard.Notifications.Alarms;
using Twinyard.Notifications.Mail;
using Twinyard.Notifications.Outbox;
using Twinyard.Notifications.Reports;
using Twinyard.Notifications.Topics;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Notifications;

public static class NotificationsServices
{
    /// <summary>Topics, the outbox and email. Reads <c>Smtp:…</c>.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new RoomMigrations("notifications", typeof(NotificationsServices).Assembly));

        services.AddOptions<SmtpOptions>()
            .Bind(configuration.GetSection(SmtpOptions.Section))
            .Validate(smtp => smtp.Port is >= 1 and <= 65535, "Smtp:Port must be from 1 to 65535.")
            .Validate(smtp => smtp.Security is "starttls" or "tls" or "none", "Smtp:Security must be starttls, tls or none.")
            .Validate(smtp => MailboxAddress.TryParse(smtp.From, out _), "Smtp:From must be an email address, such as Twinyard <twinyard@example.org>.")
            .Validate(smtp => smtp.Attempts is >= 1 and <= 100, "Smtp:Attempts must be from 1 to 100.")
            .Validate(smtp => smtp.PasswordSecret is null || SecretName.IsName(smtp.PasswordSecret), $"Smtp:Password names a secret that cannot be: {SecretName.Rule}")
            .ValidateOnStart();
        services.AddSingleton<MailComposer>();
        services.AddSingleton<MailFiles>();
        services.AddSingleton<SmtpSender>();
        services.AddSingleton<ISecretUsers, SmtpSecretUse>();

        services.AddSingleton<TopicStore>();
        services.AddSingleton<ITopics, TopicDirectory>();
        services.AddSingleton<IResourceKind, TopicKind>();

        services.AddSingleton<OutboxStore>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxWriter>();
        services.AddSingleton<IOutbox, OutboxDirectory>();
        services.AddSingleton<IBackgroundWork, MailDelivery>();
        services.AddSingleton<IBackgroundWork, OutboxRetention>();

        services.AddSingleton<IEventConsumer, AlarmNotifier>();
        services.AddSingleton<IRunOutput, ReportOutput>();
        services.AddActions(ReportOutput.Publish);
        return services;
    }
}
