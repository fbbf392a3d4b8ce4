using Microsoft.Extensions.Options;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Data;

namespace Twinyard.Notifications.Mail;

/// <summary>The secret that the configuration names as the SMTP server's password.</summary>
internal sealed class SmtpSecretUse(IOptions<SmtpOptions> options) : ISecretUsers
{
    public Task<IReadOnlyList<SecretUser>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SecretUser>>(options.Value.PasswordSecret is { } name ? [new SecretUser(name, "the setting Smtp:Password")] : []);
}
