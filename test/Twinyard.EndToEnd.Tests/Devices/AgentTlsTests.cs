using Twinyard.Contracts.Fleet;
using Twinyard.EndToEnd.Tests.Processes;

namespace Twinyard.EndToEnd.Tests.Devices;

/// <summary>A device in a network: it trusts the environment's authority, asks for its certificate with the secret that it was enrolled with, and needs that no more.</summary>
public sealed class AgentTlsTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Work => _home.Folder("work");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Agent_OverTls_EnrolsItself_AndStaysOutOnceItsCertificateIsRevoked()
    {
        await using var server = await ServerProcess.StartEncryptedAsync(_home, Token);
        var status = await server.Owner.GetAsync<FleetStatus>("fleet/status", Token);
        var url = server.Process.Output.Split('\n').First(line => line.StartsWith("API", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Replace("/api/v1", "", StringComparison.Ordinal).Trim();
        url.ShouldStartWith("https://");
        await OkAsync("tls", "authority", "--out", File("ca.pem"));
        (await OkAsync("tls", "show")).ShouldContain("the environment's authority");
        await OkAsync("fleet", "enrol", "press-07", "--out", File("press-07.json"));
        string[] device =
        [
            "--server", url, "--mqtt", $"mqtts://127.0.0.1:{status.MqttTlsPort}", "--ca", File("ca.pem"), "--device", "press-07", "--certificate", File("press-07.pem"), "--data", File("data"),
            "--source", $"file:{Recording()}", "--at-end", "exit",
        ];

        // The second time without the secret: the certificate is there.
        (await AgentAsync([.. device, "--credential-file", File("press-07.json")])).ShouldContain("3 acknowledged");
        System.IO.File.Delete(File("press-07.json"));
        (await AgentAsync(device)).ShouldContain("3 acknowledged");

        var issued = (await server.Owner.GetAsync<IReadOnlyList<DeviceCertificateSummary>>("fleet/devices/press-07/certificates", Token)).ShouldHaveSingleItem();
        issued.IssuedBy.ShouldBe("device/press-07");
        await OkAsync("fleet", "certificate", "revoke", "press-07", issued.Fingerprint);
        await using var refused = TwinyardProcess.StartAgent(_home, device);
        await Eventually.TrueAsync("the refusal", () => Task.FromResult(refused.Output.Contains("was revoked", StringComparison.Ordinal)), Token);
    }

    [Fact]
    public async Task CommandLine_OverTls_TrustsTheAuthorityThatItIsGiven()
    {
        await using var server = await ServerProcess.StartEncryptedAsync(_home, Token);
        await OkAsync("tls", "authority", "--out", File("ca.pem"));
        var url = (await OkAsync("signin")).Split("/signin")[0].Trim();
        var there = new Dictionary<string, string> { ["TWINYARD_ENDPOINT"] = url };

        await using var distrusting = TwinyardProcess.Start(_home, there, "whoami");
        (await distrusting.ExitAsync(Eventually.Patience, Token)).ShouldBe(5, distrusting.Output);
        distrusting.Output.ShouldContain("TWINYARD_CA_FILE");

        there["TWINYARD_CA_FILE"] = File("ca.pem");
        await using var trusting = TwinyardProcess.Start(_home, there, "whoami");
        (await trusting.ExitAsync(Eventually.Patience, Token)).ShouldBe(0, trusting.Output);
        trusting.Output.ShouldContain(url);
    }

    private string File(string name) => Path.Combine(Work, name);

    private string Recording()
    {
        var path = File("rows.txt");
        // C-MAPSS: unit, cycle, three settings, 21 sensors.
        System.IO.File.WriteAllLines(path, Enumerable.Range(1, 3).Select(cycle => $"1 {cycle} {string.Join(' ', Enumerable.Range(1, 24).Select(value => $"{value}.5"))}"));
        return path;
    }

    private async Task<string> AgentAsync(string[] arguments)
    {
        await using var agent = TwinyardProcess.StartAgent(_home, arguments);
        (await agent.ExitAsync(Eventually.Patience, Token)).ShouldBe(0, agent.Output);
        return agent.Output;
    }

    private async Task<string> OkAsync(params string[] arguments)
    {
        await using var process = TwinyardProcess.Start(_home, arguments);
        (await process.ExitAsync(Eventually.Patience, Token)).ShouldBe(0, process.Output);
        return process.Output;
    }
}
