namespace Twinyard.Twins.Configuration;

/// <summary>A twin that the configuration names: <c>twins:named:&lt;name&gt;</c>. <c>docs/reference/twins.md</c> explains every key.</summary>
public sealed class TwinSettings
{
    public const string Process = "process";
    public const string Jupyter = "jupyter";

    /// <value><c>jupyter</c>.</value>
    public string Kind { get; set; } = Jupyter;

    /// <summary>Base address of the Jupyter Server, with its base path. Not needed where a presigned URL names the server.</summary>
    public string? Url { get; set; }

    /// <summary><c>token</c>, <c>password</c>, <c>presigned-url</c> or <c>none</c>.</summary>
    /// <value><c>token</c>.</value>
    public string Login { get; set; } = "token";

    public string? Token { get; set; }

    /// <summary>A file that holds the token or the password, read at each login.</summary>
    public string? SecretFile { get; set; }

    public string? Password { get; set; }

    /// <summary>The program and its arguments that print a presigned URL on standard output.</summary>
    public IReadOnlyList<string> Command { get; set; } = [];

    /// <summary>The kernel's specification; null for the first Python kernel of the server.</summary>
    public string? Kernel { get; set; }

    /// <summary>The address at which scripts there reach this server; becomes <c>TWINYARD_ENDPOINT</c>.</summary>
    /// <value>The server's own address.</value>
    public string? Endpoint { get; set; }

    /// <summary>The program and its arguments that switch the twin on. With it the twin is one that is switched.</summary>
    public IReadOnlyList<string> Start { get; set; } = [];

    /// <summary>The program and its arguments that switch the twin off.</summary>
    public IReadOnlyList<string> Stop { get; set; } = [];

    /// <summary>The program and its arguments that print in one word whether the twin runs. Without it the Jupyter Server is asked alone.</summary>
    public IReadOnlyList<string> Status { get; set; } = [];

    /// <summary>How long a start may take, and a run waits for the twin.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The twin is stopped when nothing has used it for so long; null for never.</summary>
    public TimeSpan? IdleStop { get; set; }

    /// <summary>Null for none.</summary>
    public TwinSchedule? Schedule { get; set; }

    /// <summary>Whether it is switched on and off from here.</summary>
    public bool IsSwitched => Kind == Jupyter && Start.Count > 0;
}
