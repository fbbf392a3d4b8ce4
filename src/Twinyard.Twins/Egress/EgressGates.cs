using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Egress;

/// <summary>Says what a run may reach, and opens its way out.</summary>
internal sealed class EgressGates(IServerAddress address, HomeDirectory home, IOptions<TwinsOptions> options, TimeProvider time)
{
    private const string MachineHosts = "/etc/hosts";
    private const string Hosts = "hosts";

    /// <returns>What the run reaches besides this server; null for whatever the machine reaches.</returns>
    public IReadOnlyList<string>? ListOf(TwinRun run) =>
        run.Egress ?? ((run.IsDevelopment ? options.Value.DevelopmentEgress : options.Value.Egress) == EgressMode.Environment ? [] : null);

    /// <param name="tell">Writes a line into the run's log.</param>
    /// <returns>An error for a list that cannot be read, or where no socket can be made.</returns>
    public Result<EgressGate> Open(IReadOnlyList<string> list, TwinRun run, Func<string, ValueTask> tell)
    {
        var rules = new List<EgressRule>();
        foreach (var entry in list)
        {
            var rule = EgressRule.Parse(entry);
            if (!rule.IsOk)
            {
                return rule.Error;
            }

            rules.Add(rule.Value);
        }

        var server = new Uri(address.LocalUrl);
        SocketFolder? folder = null;
        try
        {
            folder = SocketFolder.Create(home);
            var plan = EgressPlan.Of(rules, server, folder.Path, File.Exists(MachineHosts) ? File.ReadAllText(MachineHosts) : "");
            if (plan.Hosts is { } hosts)
            {
                File.WriteAllText(HostsFile(folder.Path), hosts);
            }

            var dialer = new EgressDialer(rules, Dns.GetHostAddressesAsync, time);
            var refusals = new EgressRefusals(target => Advice(run, target), tell);
            return new EgressGate(plan, new EgressTarget(server.DnsSafeHost, server.Port), dialer, refusals, folder, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            folder?.Dispose();
            return new FailedError("egress-gate", $"The way out of the run's sandbox could not be made: {e.Message}", $"Make room under {home.Runs}, on a disk that can have sockets.");
        }
    }

    public static string HostsFile(string folder) => Path.Combine(folder, Hosts);

    /// <summary>With the variables by which programs find the proxy. This server is reached without it.</summary>
    public IReadOnlyDictionary<string, string> WithProxy(IReadOnlyDictionary<string, string> environment)
    {
        const string Direct = "127.0.0.1,localhost,::1";
        var server = new Uri(address.LocalUrl);
        var proxy = $"http://{(server.HostNameType == UriHostNameType.IPv6 ? "[::1]" : "127.0.0.1")}:{server.Port}";
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        foreach (var (name, value) in new[] { ("http_proxy", proxy), ("https_proxy", proxy), ("all_proxy", proxy), ("no_proxy", Direct) })
        {
            variables[name] = value;
            variables[name.ToUpperInvariant()] = value;
        }

        return variables;
    }

    private static string Advice(TwinRun run, EgressTarget target) =>
        run.Variables.TryGetValue("TWINYARD_WORKFLOW", out var workflow) ? $"the workflow {workflow} does not list it; add \"{target}\" to run.egress of its workflow.yaml."
        : run.IsDevelopment ? $"the development twin reaches this server only; set {TwinsOptions.Section}:developmentEgress to open for more."
        : $"the step does not list it; add \"{target}\" to its egress in checks.yaml.";
}
