namespace Twinyard.Notifications.Mail;

/// <summary>Configuration section <c>Smtp</c>. Without a host, messages are kept as files and not sent.</summary>
public sealed class SmtpOptions
{
    public const string Section = "Smtp";

    /// <value>Empty: no SMTP server.</value>
    public string Host { get; set; } = "";

    /// <value>587.</value>
    public int Port { get; set; } = 587;

    /// <value>Empty: no authentication.</value>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

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
