namespace Twinyard.Agent;

/// <summary>The agent's configuration file; a flag of the same name goes before it.</summary>
internal sealed record AgentConfiguration
{
    /// <summary>Base address of the server's HTTP API, for bundles.</summary>
    public string? Server { get; init; }

    /// <summary><c>host:port</c> of the server's MQTT listener; <c>mqtts://host:port</c> for the one over TLS.</summary>
    public string? Mqtt { get; init; }

    /// <summary>PEM file with the authorities whose certificates of servers are trusted; those of the machine without it.</summary>
    public string? Ca { get; init; }

    /// <summary>PEM file with the device's certificate and key; where it is not there, the agent asks the server for one and writes it.</summary>
    public string? Certificate { get; init; }

    public string? Device { get; init; }

    /// <summary>File with the device's secret: the text itself, or JSON with a member <c>secret</c>.</summary>
    public string? CredentialFile { get; init; }

    /// <summary><c>file:PATH</c> or <c>stdin</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Kind in front of the unit in a recording's entity: <c>fd001</c> gives <c>fd001/17</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Only this unit of a recording.</summary>
    public int? Unit { get; init; }

    /// <summary>Folder for the spool and bundles.</summary>
    public string? Data { get; init; }

    /// <summary>Rows a second; 0 for as they come.</summary>
    public double? Rate { get; init; }

    /// <summary>Bytes that the spool may take on disk.</summary>
    public long? SpoolBytes { get; init; }

    /// <summary>What to do when the source ends: <c>stay</c> (default) or <c>exit</c> after everything is acknowledged.</summary>
    public string? AtEnd { get; init; }

    /// <summary>Seconds that the source waits for a first model.</summary>
    public double? WaitForModel { get; init; }
}

/// <summary>The credential file in its JSON form, as <c>twinyard fleet enrol --out</c> writes it; other members are ignored.</summary>
[System.Text.Json.Serialization.JsonUnmappedMemberHandling(System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip)]
internal sealed record DeviceCredential(string? Secret);
