using Twinyard.Twins.Egress;
using Twinyard.Twins.Isolation;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Egress;

/// <summary>Real sandboxes with networks of their own, and servers on this machine's loopback that stand for this server and for others.</summary>
public sealed class EgressTests : IAsyncDisposable
{
    private const string Ask = "ask() { exec 3<>/dev/tcp/$1 && printf 'GET / HTTP/1.1\\r\\n\\r\\n' >&3 && tail -n 1 <&3; echo; exec 3>&-; }\n";

    private readonly TwinFixture _fixture = new();
    private readonly TestServer _server = new("server");
    private readonly TestServer _other = new("other");

    public EgressTests() => _fixture.Server.Url = $"http://127.0.0.1:{_server.Port}";

    private IReadOnlyList<string> Said => [.. _fixture.Logs.Text("stdout")];

    private IReadOnlyList<string> Told => [.. _fixture.Logs.Text("twinyard")];

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _other.DisposeAsync();
        _fixture.Dispose();
    }

    [Fact]
    public async Task Execute_ListsNothing_ReachesThisServerAndNoOtherLoopbackPort()
    {
        await RequiredAsync();

        await RunAsync($"{Ask}ask 127.0.0.1/{_server.Port}; (ask 127.0.0.1/{_other.Port}) 2>&1 | grep -q refused && echo closed", null);

        Said.ShouldContain("server");
        Said.ShouldContain("closed");
        Said.ShouldNotContain("other");
        _other.Heads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_ListsAPortOfLoopback_ReachesItThereWithoutAProxy()
    {
        await RequiredAsync();

        var outcome = await RunAsync($"{Ask}ask 127.0.0.1/{_other.Port}; exec 3<>/dev/tcp/127.0.0.1/{_other.Port}; echo hello >&3; head -n 1 <&3", [$"127.0.0.1:{_other.Port}"]);

        outcome.ShouldBeOfType<TwinSucceeded>();
        Said.Where(line => line.Length > 0).ShouldBe(["other", "other hello"]);
        Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_ListsALocalhost_ReachesItByThatNameThroughTheProxyToo()
    {
        await RequiredAsync();
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed.");

        await RunAsync($"curl -sS --noproxy '' http://localhost:{_other.Port}/a?b=c; echo; curl -sS --noproxy '' -p http://localhost:{_other.Port}/", [$"localhost:{_other.Port}"]);

        string.Concat(Said).ShouldBe("otherother");
        _other.Heads[0].ShouldStartWith($"GET /a?b=c HTTP/1.1\nHost: localhost:{_other.Port}\nConnection: close\n");
        _other.Heads[0].ShouldNotContain("Proxy-Connection");
    }

    [Fact]
    public async Task Execute_TargetIsNotListed_IsRefusedAndTheLogSaysWhatToAddOnce()
    {
        await RequiredAsync();
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed.");

        await RunAsync($"curl -sS --noproxy '' http://127.0.0.1:{_other.Port}/; for i in 1 2 3; do curl -sS https://pypi.org/; done 2>/dev/null; true", []);

        Said.Single().ShouldBe($"egress to 127.0.0.1:{_other.Port} refused: the workflow w does not list it; add \"127.0.0.1:{_other.Port}\" to run.egress of its workflow.yaml.");
        Told.ShouldBe([
            Said[0],
            "egress to pypi.org:443 refused: the workflow w does not list it; add \"pypi.org:443\" to run.egress of its workflow.yaml.",
            "egress was refused 4 times, to 2 targets.",
        ]);
        _other.Heads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_RequestsThatAreNone_AreRefusedAndTheGateGoesOn()
    {
        await RequiredAsync();

        await RunAsync(
            $"""
            say() (exec 3<>/dev/tcp/127.0.0.1/{_server.Port} && printf "$1" >&3 && head -n 1 <&3)
            say 'CONNECT nowhere HTTP/1.1\r\n\r\n'
            say 'GET ftp://pypi.org/ HTTP/1.1\r\n\r\n'
            (exec 3<>/dev/tcp/127.0.0.1/{_server.Port}; head -c 17000 /dev/zero | tr '\0' 'x' | sed 's/^/GET http:\/\/a\//' >&3; head -n 1 <&3)
            say 'GET /fine HTTP/1.1\r\n\r\n'
            """, []);

        Said.Select(line => line.Trim()).ShouldBe(["HTTP/1.1 400 Bad Request", "HTTP/1.1 400 Bad Request", "HTTP/1.1 431 Request Header Fields Too Large", "HTTP/1.1 200 OK"]);
        Told.Single().ShouldStartWith("3 requests to the proxy were refused");
    }

    [Fact]
    public async Task Execute_ManyConnections_AreCarriedUpToTheMostAndEndWithTheRun()
    {
        await RequiredAsync();
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python is not installed.");

        var outcome = await RunAsync(
            $"""
            /usr/bin/python3 - <<'P'
            import socket
            def refused(s):
                try:
                    s.settimeout(20)
                    s.sendall(b"GET / HTTP/1.1\r\n\r\n")
                    return s.recv(100)[:4] != b"HTTP"
                except OSError:
                    return True
            half_open = [socket.create_connection(("127.0.0.1", {_server.Port})) for _ in range({EgressGate.MostConnections})]
            for s in half_open: s.sendall(b"G")
            import time
            more = []
            while not (more and refused(more[-1])):
                more.append(socket.create_connection(("127.0.0.1", {_server.Port})))
            for s in half_open: s.close()
            while refused(socket.create_connection(("127.0.0.1", {_server.Port}))): pass
            print("good again")
            P
            """, []);

        outcome.ShouldBeOfType<TwinSucceeded>(string.Join('\n', _fixture.Logs.Text("stderr")));
        Said.ShouldBe(["good again"]);
        Told.ShouldContain(line => line.Contains($"at most {EgressGate.MostConnections}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Execute_MuchDataBothWays_ArrivesWhole()
    {
        await RequiredAsync();
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python is not installed.");
        await using var echo = new EchoServer();

        await RunAsync(
            $"""
            /usr/bin/python3 - <<'P'
            import socket, threading, hashlib, os
            data = os.urandom(8_000_000)
            s = socket.create_connection(("127.0.0.1", {echo.Port}))
            def send():
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
            threading.Thread(target=send).start()
            back = bytearray()
            while part := s.recv(65536): back += part
            print(bytes(back) == data)
            P
            """, [$"127.0.0.1:{echo.Port}"]);

        Said.ShouldBe(["True"]);
    }

    [Fact]
    public async Task Execute_HostIsListedByItsName_HasAnAddressOfItsOwnInTheSandbox()
    {
        await RequiredAsync();

        await RunAsync("grep -c '^127.1.0.1 db.factory$' /etc/hosts; (exec 3<>/dev/tcp/db.factory/5432 && echo listening)", ["db.factory:5432"]);

        Said.ShouldBe(["1", "listening"]);
    }

    [Fact]
    public async Task Execute_EgressIsOpen_ReachesTheMachinesLoopback()
    {
        _fixture.TwinsOptions.Egress = EgressMode.Open;

        await RunAsync($"{Ask}ask 127.0.0.1/{_other.Port}; echo ${{http_proxy:-none}}", null);

        Said.Where(line => line.Length > 0).ShouldBe(["other", "none"]);
    }

    [Fact]
    public async Task Execute_CannotBeEnforced_IsSaidAndRefusedWhereIsolationIsRequired()
    {
        _fixture.TwinsOptions.Isolation = IsolationMode.Off;

        (await RunAsync("true", ["pypi.org"])).ShouldBeOfType<TwinSucceeded>();

        Told.Single().ShouldContain("not enforced here");
    }

    [Fact]
    public async Task Execute_LimitOfProcesses_CountsNeitherSandboxNorRelay()
    {
        await RequiredAsync();

        (await RunAsync($"{Ask}sleep 0.5 & ask 127.0.0.1/{_server.Port}; wait", [], new RunLimits { Processes = 4 })).ShouldBeOfType<TwinSucceeded>();
    }

    private async Task RequiredAsync() => Assert.SkipUnless(await _fixture.LimitsEgressAsync(), "This machine makes no sandbox with a network of its own.");

    private Task<TwinOutcome> RunAsync(string content, IReadOnlyList<string>? egress, RunLimits? limits = null)
    {
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/a.sh"] = content };
        var run = _fixture.Run("a.sh") with
        {
            Egress = egress,
            Limits = limits ?? RunLimits.None,
            Timeout = TimeSpan.FromMinutes(2),
            Variables = new Dictionary<string, string> { ["TWINYARD_WORKFLOW"] = "w" },
        };
        return _fixture.Twin.ExecuteAsync(run, CancellationToken.None);
    }
}
