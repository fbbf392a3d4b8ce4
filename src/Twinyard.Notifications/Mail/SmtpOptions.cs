namespace Twinyard.Notifications.Mail;

/// <summary>Configuration section <c>Smtp</c>. Without a host, messages are kept as files and not sent.</summary>
public sealed class SmtpOptions
{
    public const string Section = "Smtp";

    private const string SecretPrefix = "secret:";

    /// <value>Empty: no SMTP server.</value>
    public string Host { get; set; } = "";

    /// <value>587.</value>
    public int Port { get; set; } = 587;

    /// <value>Empty: no authentication.</value>
    public string User { get; set; } = "";

    /// <summary>The password, or <c>secret:NAME</c> for the newest version of a secret, read for each connection.</summary>
    public string Password { get; set; } = "";

    /// <summary>The name of the secret that <see cref="Password"/> refers to; null where it does not.</summary>
    public string? PasswordSecret => Password.StartsWith(SecretPrefix, StringComparison.Ordinal) ? Password[SecretPrefix.Length..] : null;

    /// <summary>Sender, an address or <c>Name &lt;address&gt;</c>.</summary>
    /// <value>Twinyard &lt;twinyard@localhost&gt;.</value>
    public string From { get; set; } = "Twinyard <twinyard@localhost>";

    /// <summary><c>starttls</c> (refuse without it), <c>tls</c> (from the first byte) or <c>none</c>.</summary>
    /// <value>starttls.</value>
    public string Security { get; set; } = "starttls";

    /// <summary>Deliveries tried before a message is given up: twelve are about two days.</summary>
    /// <value>12.</value>
    public int Attempts { get; set; } = 12;
}
