using System.Globalization;
using System.Text.Json;

namespace Twinyard.Agent;

/// <summary>Flags and configuration file into one checked configuration.</summary>
internal static class AgentArguments
{
    public const string Usage =
        """
        usage: twinyard-agent [--config agent.json] [flags]
          --server URL            HTTP address of the server, for model bundles
          --mqtt HOST:PORT        MQTT listener of the server; mqtts://HOST:PORT for the one over TLS
          --ca FILE               PEM file with the authorities to trust (default: those of the machine)
          --certificate FILE      PEM file with the device's certificate and key; asked for with the secret where it
                                  is not there, and renewed in time
          --device ID             this device's id
          --credential-file FILE  the device's secret, as `twinyard fleet enrol --out` writes it; not needed with a
                                  certificate that is there
          --source SOURCE         stdin (JSON lines), or file:PATH (a recording, plain or .gz)
          --kind KIND             in front of the unit in a recording's entity (default: the file's name)
          --unit N                only this unit of a recording
          --data DIR              spool and bundles (default: twinyard-agent-data)
          --rate N                rows a second (default 0: as they come)
          --spool-bytes N         what the spool may take on disk (default 64 MiB)
          --at-end stay|exit      when the source ends (default stay)
          --wait-for-model N      seconds the source waits for a first model (default 0)
          --version
        """;

    private const string Encrypted = "mqtts://";
    private const string Open = "mqtt://";

    private static readonly NumberRule Unit = new("unit", 1, int.MaxValue, IsWhole: true);
    private static readonly NumberRule Rate = new("rate", 0, 1_000_000);
    private static readonly NumberRule SpoolBytes = new("spool-bytes", 65_536, 1L << 50, IsWhole: true);
    private static readonly NumberRule WaitForModel = new("wait-for-model", 0, 30 * 86_400);

    /// <returns>The configuration, or what is wrong with the arguments, every problem on a line of its own.</returns>
    public static (AgentConfiguration? Configuration, string Problems) Read(string[] arguments)
    {
        var problems = new List<string>();
        var flags = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Length)
            {
                problems.Add($"'{arguments[i]}' is no flag with a value");
                continue;
            }

            flags[arguments[i][2..]] = arguments[i + 1];
        }

        var file = flags.Remove("config", out var path) ? ReadFile(path, problems) : new AgentConfiguration();
        var configuration = file with
        {
            Server = Take("server") ?? file.Server,
            Mqtt = Take("mqtt") ?? file.Mqtt,
            Ca = Take("ca") ?? file.Ca,
            Certificate = Take("certificate") ?? file.Certificate,
            Device = Take("device") ?? file.Device,
            CredentialFile = Take("credential-file") ?? file.CredentialFile,
            Source = Take("source") ?? file.Source,
            Kind = Take("kind") ?? file.Kind,
            Unit = (int?)Number(Unit) ?? file.Unit,
            Data = Take("data") ?? file.Data ?? "twinyard-agent-data",
            Rate = Number(Rate) ?? file.Rate,
            SpoolBytes = (long?)Number(SpoolBytes) ?? file.SpoolBytes,
            AtEnd = Take("at-end") ?? file.AtEnd ?? "stay",
            WaitForModel = Number(WaitForModel) ?? file.WaitForModel,
        };
        problems.AddRange(flags.Keys.Select(flag => $"--{flag} is not known"));
        Check(configuration, problems);
        return problems.Count == 0 ? (configuration, "") : (null, string.Join(Environment.NewLine, problems));

        string? Take(string name) => flags.Remove(name, out var value) ? value : null;

        double? Number(NumberRule rule)
        {
            if (Take(rule.Name) is not { } text)
            {
                return null;
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && rule.Holds(number))
            {
                return number;
            }

            problems.Add($"--{rule.Name} is '{text}', and {rule} is expected");
            return null;
        }
    }

    /// <summary><c>host:port</c>, <c>mqtt://host:port</c> or <c>mqtts://host:port</c> into its parts.</summary>
    public static bool TryAddress(string text, out string host, out int port, out bool isEncrypted)
    {
        isEncrypted = text.StartsWith(Encrypted, StringComparison.OrdinalIgnoreCase);
        text = isEncrypted ? text[Encrypted.Length..] : text.StartsWith(Open, StringComparison.OrdinalIgnoreCase) ? text[Open.Length..] : text;
        var colon = text.LastIndexOf(':');
        host = colon > 0 ? text[..colon].Trim('[', ']') : "";
        port = 0;
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65_536;
    }

    private static void Check(AgentConfiguration configuration, List<string> problems)
    {
        if (configuration.Server is null || !Uri.TryCreate(configuration.Server, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
        {
            problems.Add("--server is needed: the server's address, such as http://127.0.0.1:7171");
        }

        var isEncrypted = false;
        if (configuration.Mqtt is null || !TryAddress(configuration.Mqtt, out _, out _, out isEncrypted))
        {
            problems.Add("--mqtt is needed: host:port, such as 127.0.0.1:1883 or mqtts://yard.example:8883");
        }
        else if (configuration.Certificate is not null && !isEncrypted)
        {
            problems.Add($"--certificate is for connections over TLS: write --mqtt mqtts://{configuration.Mqtt}");
        }

        if (string.IsNullOrEmpty(configuration.Device))
        {
            problems.Add("--device is needed: the id under which the device was enrolled");
        }

        if (configuration.CredentialFile is null && (configuration.Certificate is null || !File.Exists(configuration.Certificate)))
        {
            problems.Add("--credential-file is needed: the file that `twinyard fleet enrol ID --out FILE` wrote");
        }

        if (configuration.Source is not "stdin" && configuration.Source?.StartsWith("file:", StringComparison.Ordinal) is not true)
        {
            problems.Add("--source is needed: stdin, or file:PATH");
        }

        if (configuration.AtEnd is not ("stay" or "exit"))
        {
            problems.Add($"--at-end is '{configuration.AtEnd}', and stay or exit is expected");
        }

        CheckNumber(Unit, configuration.Unit, problems);
        CheckNumber(Rate, configuration.Rate, problems);
        CheckNumber(SpoolBytes, configuration.SpoolBytes, problems);
        CheckNumber(WaitForModel, configuration.WaitForModel, problems);
    }

    private static void CheckNumber(NumberRule rule, double? value, List<string> problems)
    {
        if (value is { } number && !rule.Holds(number))
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{rule.Name} is {number}, and {rule} is expected"));
        }
    }

    private static AgentConfiguration ReadFile(string path, List<string> problems)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.AgentConfiguration) ?? new AgentConfiguration();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            problems.Add($"{path} cannot be read: {e.Message}");
            return new AgentConfiguration();
        }
    }

    private sealed record NumberRule(string Name, double Least, double Most, bool IsWhole = false)
    {
        public bool Holds(double value) => value >= Least && value <= Most && (!IsWhole || double.IsInteger(value));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"a {(IsWhole ? "whole " : "")}number from {Least:0} to {Most:0}");
    }
}
