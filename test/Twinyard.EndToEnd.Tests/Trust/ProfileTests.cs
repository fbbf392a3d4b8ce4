using Twinyard.Access.Sessions;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Paging;

namespace Twinyard.EndToEnd.Tests.Trust;

/// <summary>A person of dev works in prod with a profile, as far as prod's role lets them, until prod trusts dev no more.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly TemporaryHome _dev = new();
    private readonly TemporaryHome _prod = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _dev.Dispose();
        _prod.Dispose();
    }

    [Fact]
    public async Task Profile_OfARoleElsewhere_BeginsASessionAndKeepsIt()
    {
        await OkAsync(_prod, "init", "--environment", "prod");
        await using var dev = await ServerProcess.StartAsync(_dev, Token);
        await using var prod = await ServerProcess.StartAsync(_prod, Token);
        await DeployRoleAsync(_dev, dev, "traveller", "policy: [{ Effect: Allow, Action: [access:AssumeRole, access:GetCallerIdentity], Resource: ['tyr:prod:access:role/operator', 'tyr:dev:access:principal/self'] }]");
        await DeployRoleAsync(
            _prod,
            prod,
            "operator",
            """
            policy: [{ Effect: Allow, Action: [access:GetCallerIdentity, workflows:List*], Resource: "*" }]
            trust:
              - Effect: Allow
                Principal: { TYR: ["tyr:dev:access:user/alice"] }
                Action: access:AssumeRole
                Condition: { StringEquals: { tyr:ExternalId: plant-3 } }
            """);
        await OkAsync(_dev, "token", "create", "--user", "alice", "--role", "traveller", "--out", _dev.File("alice.json"));
        var config = Path.Combine(_dev.Folder("user/.twinyard"), "config");
        await File.WriteAllTextAsync(
            config,
            $"""
            # as in a cloud SDK
            [profile alice]
            home = {_dev.Path}
            credential_file = {_dev.File("alice.json")}

            [profile prod]
            url = {prod.Address.Url}
            role_arn = tyr:prod:access:role/operator
            source_profile = alice
            external_id = plant-3
            duration_seconds = 600
            """,
            Token);
        (await OkAsync(_dev, "profile", "list")).ShouldContain("tyr:prod:access:role/operator");

        (await FailAsync(_dev, "whoami", "--profile", "prod")).ShouldContain("The environment 'dev' is not trusted here.");
        var key = Path.Combine(_dev.Folder("work"), "dev.key.json");
        await OkAsync(_dev, "env", "key", "--out", key);
        await OkAsync(_prod, "env", "trust", "dev", "--key", key);
        var me = await OkAsync(_dev, "whoami", "--profile", "prod");
        await OkAsync(_dev, "workflow", "list", "--profile", "prod");

        me.ShouldContain("user/alice@dev");
        me.ShouldContain("operator");
        var session = (await SessionsAsync(prod)).ShouldHaveSingleItem("The second command goes on in the session of the first.");
        (session.ExpiresAt - session.CreatedAt).ShouldBe(TimeSpan.FromMinutes(10));
        (await FailAsync(_dev, "bucket", "list", "--profile", "prod")).ShouldContain("user/alice@dev as operator may not");
        var kept = Directory.GetFiles(_dev.Folder("user/.twinyard/sessions")).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(kept).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // Revoked: told once, and begun anew with the next command.
        await OkAsync(_prod, "session", "revoke", session.Id);
        (await FailAsync(_dev, "whoami", "--profile", "prod")).ShouldContain("it was revoked");
        await OkAsync(_dev, "whoami", "--profile", "prod");

        (await OkAsync(_prod, "env", "untrust", "dev")).ShouldContain("1 sessions");
        (await FailAsync(_dev, "whoami", "--profile", "prod")).ShouldContain("The session counts no more");
        (await FailAsync(_dev, "whoami", "--profile", "prod")).ShouldContain("not trusted here");
    }

    private static async Task DeployRoleAsync(TemporaryHome home, ServerProcess server, string name, string declaration)
    {
        var repository = new RemoteRepository(home, "roles");
        repository.Write($"resources/roles/{name}.yaml", $"kind: role\nname: {name}\n{declaration}\n");
        await repository.DeployAsync(server, Token);
    }

    private static async Task<IReadOnlyList<SessionInfo>> SessionsAsync(ServerProcess server) => (await server.Owner.GetAsync<Page<SessionInfo>>("access/sessions", Token)).Items;

    private static async Task<string> OkAsync(TemporaryHome home, params string[] arguments)
    {
        var (code, said) = await CliAsync(home, arguments);
        code.ShouldBe(0, said);
        return said;
    }

    private static async Task<string> FailAsync(TemporaryHome home, params string[] arguments)
    {
        var (code, said) = await CliAsync(home, arguments);
        code.ShouldNotBe(0, said);
        return said;
    }

    private static async Task<(int Code, string Said)> CliAsync(TemporaryHome home, params string[] arguments)
    {
        await using var process = TwinyardProcess.Start(home, arguments);
        return (await process.ExitAsync(Eventually.Patience, Token), process.Output);
    }
}
