using System.Text;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Secrets;
using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Processes;

namespace Twinyard.EndToEnd.Tests;

/// <summary>A secret from its setting to the run that prints it: it is in no file of the environment, and in nothing that the server or the command says.</summary>
public sealed class SecretTests
{
    private const string Value = "xK9-horse-battery";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SetAndRun_AScriptThatPrintsIt_ShowsStarsAndTheValueIsNowhere()
    {
        using var home = new TemporaryHome();
        await using var server = await ServerProcess.StartAsync(home, Token);
        var file = Path.Combine(home.Folder("work"), "password.txt");
        await File.WriteAllTextAsync(file, Value + "\n", Token);
        (await RunAsync(home, "secret", "set", "smtp-password", "--file", file)).ShouldContain("smtp-password");
        await server.Owner.PutAsync<SecretSummary>("access/secrets/other", new NewSecretVersion("another value of a secret", null), Token);
        await DeployAsync(home, server);

        var run = await server.Owner.PostAsync<RunDetail>("workflows/mail/runs", new StartRunRequest(), Token);
        var ended = await Eventually.GetAsync(
            "The run's end", async () => await server.Owner.GetAsync<RunDetail>($"runs/{run.Summary.Id}", Token) is { Summary.EndedAt: not null } detail ? detail : null, Token);

        ended.Summary.State.ShouldBe("succeeded", ended.Summary.Error);
        var log = await RunAsync(home, "run", "logs", run.Summary.Id);
        log.ShouldContain("the password is *** and ***");
        (await server.Owner.GetAsync<RunRecord>($"runs/{run.Summary.Id}/record", Token)).Secrets.ShouldBe([new RunSecretVersion("smtp-password", 1)]);
        (await RunAsync(home, "secret", "list")).ShouldContain("the workflow mail");
        (await RunAsync(home, "secret", "delete", "smtp-password")).ShouldContain("named by the workflow mail");
        (await RunAsync(home, "secret", "rotate-key")).ShouldContain("encrypted again  2");
        (await RunAsync(home, "secret", "get", "smtp-password")).ShouldContain(Value);
        server.Process.Output.ShouldNotContain(Value);
        await server.KillAsync();

        HasValue(home.Path).ShouldBeEmpty();
    }

    private static async Task DeployAsync(TemporaryHome home, ServerProcess server)
    {
        var repository = new RemoteRepository(home, "mail");
        repository.Write("resources/roles/mailer.yaml", """
            kind: role
            name: mailer
            policy:
              - { Effect: Allow, Action: access:GetSecretValue, Resource: "tyr:*:access:secret/smtp-*" }
              - { Effect: Allow, Action: warehouse:WriteTable, Resource: "*" }
            """);
        repository.Write("workflows/mail/workflow.yaml", "run: { script: mail.py, secrets: { PASSWORD: smtp-password } }\nrole: mailer\n");
        repository.Write("workflows/mail/mail.py", """
            import os, twinyard as ty
            value = ty.secret("smtp-password")
            print("the password is", value, "and", os.environ["PASSWORD"])
            ty.result({"value": value})
            ty.table("mails").append([{"password": value}])
            """);
        await repository.DeployAsync(server, Token);
    }

    /// <summary>The files below a folder that have the value, as text or as it stands in base64.</summary>
    private static List<string> HasValue(string folder)
    {
        byte[][] forms = [Encoding.UTF8.GetBytes(Value), Encoding.Unicode.GetBytes(Value), Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Value))[..20])];
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Array.Exists(forms, form => File.ReadAllBytes(file).AsSpan().IndexOf(form) >= 0))];
    }

    private static async Task<string> RunAsync(TemporaryHome home, params string[] arguments)
    {
        await using var command = TwinyardProcess.Start(home, arguments);
        await command.ExitAsync(Eventually.Patience, Token);
        return command.Output;
    }
}
