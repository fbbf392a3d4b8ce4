using Twinyard.Access;
using Twinyard.Access.Secrets;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Twins.Traces;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class SecretRunTests
{
    private static readonly MachineFacts Machine = new("1.0", "Linux", "x64", ".NET 10", "Python 3.13", "bash 5", "aa", "bb", "cc", "auto");

    [Theory, EveryDatabase]
    public async Task Run_WithSecrets_IsGivenThemAsItsRoleAndItsRecordNamesTheVersions(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        await room.DeployAsync("mail", "run: { script: work.sh, secrets: { PASSWORD: smtp-password } }\nrole: evaluator");
        room.Twin.Scripts["work.sh"] = (_, _) => Task.FromResult<TwinOutcome>(new TwinSucceeded { Trace = new TwinTrace("tree-1", "local", "process", null, true, Machine) });

        var run = await room.StartAsync("mail");
        await room.InvokeAsync();

        var given = room.Twin.Runs.ShouldHaveSingleItem().Secrets.Items.ShouldHaveSingleItem();
        (given.Use.Variable, given.Value).ShouldBe(("PASSWORD", "the value of it"));
        room.Secrets.Asked.ShouldHaveSingleItem().Principal.ShouldBe(new Principal(Principal.Run, run.Summary.Id, "evaluator"));
        var record = (await room.Workflows.RecordAsync(run.Summary.Id, CancellationToken.None)).Value;
        record.Secrets.ShouldBe([new RunSecretVersion("smtp-password", 3)]);
    }

    [Theory, EveryDatabase]
    public async Task Run_WhoseRoleMayNot_FailsWithoutExecutingAnythingAndItsLogSaysWhy(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        await room.DeployAsync("mail", "run: { script: work.sh, secrets: [database-password] }\nrole: evaluator");

        var run = await room.StartAsync("mail");
        await room.InvokeAsync();

        room.Twin.Runs.ShouldBeEmpty();
        var ended = (await room.RunAsync(run.Summary.Id)).Summary;
        (ended.State, ended.Error).ShouldBe(("failed", "The role evaluator may not use the secret database-password."));
        room.Logs.Streams[$"run/{run.Summary.Id}"].Select(line => line.Text).ShouldContain("The script was not started. The role evaluator may not use the secret database-password.");
    }

    [Theory, EveryDatabase]
    public async Task Steps_HaveTheirOwnOrTheRuns_AndAllIsMaskedForAll(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        await room.DeployAsync("mail", """
            run:
              secrets: [smtp-password]
              steps:
                load: { script: load.sh, secrets: [api-token] }
                send: { script: send.sh, needs: load }
                none: { script: none.sh, needs: send, secrets: [] }
            role: evaluator
            """);

        await room.StartAsync("mail");
        await room.InvokeAsync();

        var runs = room.Twin.Runs.ToDictionary(run => run.Script, run => run.Secrets);
        runs["load.sh"].Items.Select(item => item.Use.Name).ShouldBe(["api-token"]);
        runs["send.sh"].Items.Select(item => item.Use.Variable).ShouldBe(["TWINYARD_SECRET_SMTP_PASSWORD"]);
        runs["none.sh"].Items.ShouldBeEmpty();
        runs["none.sh"].Mask.ShouldNotBeNull().Apply("the value of it, the other value").ShouldBe("***, ***");
        room.Secrets.Asked.ShouldHaveSingleItem().Names.Order().ShouldBe(["api-token", "smtp-password"]);
    }

    [Theory, EveryDatabase]
    public async Task Backup_HasTheRunsUnlessItNamesItsOwn(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        await room.DeployAsync("a", "run: { script: fails.sh, secrets: [smtp-password] }\nbackup: { script: backup.sh }\nrole: evaluator");
        await room.DeployAsync("b", "run: { script: fails.sh, secrets: [smtp-password] }\nbackup: { script: other.sh, secrets: [api-token] }\nrole: evaluator");
        room.Twin.Fails("fails.sh");

        await room.StartAsync("a");
        await room.StartAsync("b");
        await room.InvokeAsync();

        room.Twin.Runs.Single(run => run.Script == "backup.sh").Secrets.ToString().ShouldBe("smtp-password@3");
        room.Twin.Runs.Single(run => run.Script == "other.sh").Secrets.ToString().ShouldBe("api-token@1");
    }

    [Theory, EveryDatabase]
    public async Task DeployedWorkflows_AreNamedAsUsersOfTheirSecrets(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        await room.DeployAsync("mail", "run: { script: work.sh, secrets: [smtp-password, api-token] }\nbackup: { script: b.sh, secrets: [smtp-password] }\nrole: evaluator");
        await room.DeployAsync("gone", "run: { script: work.sh, secrets: [api-token] }\nrole: evaluator");
        await room.DeleteAsync("gone");

        var users = await room.Database.ReadAsync(session => room.Get<ISecretUsers>().ListAsync(session, CancellationToken.None), CancellationToken.None);

        users.Order(Comparer<SecretUser>.Create((a, b) => string.CompareOrdinal(a.Secret, b.Secret))).ShouldBe([new("api-token", "the workflow mail"), new("smtp-password", "the workflow mail")]);
    }

    private static async Task<WorkflowRoom> RoomAsync(DatabaseEngine engine)
    {
        var room = await WorkflowRoom.CreateAsync(engine);
        room.Secrets.Values["smtp-password"] = (3, "the value of it");
        room.Secrets.Values["api-token"] = (1, "the other value");
        return room;
    }
}
