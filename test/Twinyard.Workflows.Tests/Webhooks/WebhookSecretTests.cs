using System.Text;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;
using Twinyard.Workflows.Tests.Fakes;
using Twinyard.Workflows.Webhooks;

namespace Twinyard.Workflows.Tests.Webhooks;

public sealed class WebhookSecretTests
{
    private const string Body = """{"serial":7}""";
    private const string Old = "tyh_of-an-earlier-version";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Rotate_Always_LeavesNoSecretInPlainText(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);

        var secret = await RotateAsync(room);

        (await SealedAsync(room)).ShouldHaveSingleItem().ShouldStartWith("webhook/w/orders ");
        (await UnsealedAsync(room)).ShouldBe([""]);
        (await StoredAsync(room)).ShouldNotContain(secret);
        (await ReceiveAsync(room, secret)).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task StartUp_SecretOfAnEarlierVersion_IsSealedOnceAndStillGood(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        await AddOldAsync(room);
        (await ReceiveAsync(room, Old)).ShouldBeNull("until it is sealed it is read where it is");

        await using var other = room.Another();
        await Task.WhenAll(Task.Run(() => StartUpAsync(room)), Task.Run(() => StartUpAsync(other)));

        var rows = (await SealedAsync(room)).ShouldHaveSingleItem();
        (await UnsealedAsync(room)).ShouldBe([""]);
        (await ReceiveAsync(room, Old)).ShouldBeNull();
        await StartUpAsync(room);
        (await SealedAsync(room)).ShouldBe([rows]);
    }

    [Fact]
    public async Task StartUp_SecretOfAnEarlierVersion_IsNotLeftInFreeSpaceOfTheFile()
    {
        await using var room = await RoomAsync(DatabaseEngine.Sqlite);
        for (var i = 0; i < 40; i++)
        {
            await AddOldAsync(room, $"orders-{i}");
        }

        (await IsInFileAsync(room, Old)).ShouldBeTrue();

        await StartUpAsync(room);

        (await IsInFileAsync(room, Old)).ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task StartUp_ItsKeyIsNotThere_StartsSaysSoAndChangesNothing(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        await RotateAsync(room);
        await AddOldAsync(room, "old");
        File.Delete(KeyFile(room));

        await StartUpAsync(room);

        (await UnsealedAsync(room)).ShouldBe([Old, ""], ignoreOrder: true);
        room.ServerLog.Lines.ShouldContain(line => line.Contains("secrets of webhooks", StringComparison.Ordinal) && line.Contains(KeyFile(room), StringComparison.Ordinal));
        File.Exists(KeyFile(room)).ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task StartUp_NothingToSeal_MakesNoKey(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);

        await StartUpAsync(room);

        File.Exists(KeyFile(room)).ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Receive_ItsKeyIsNotThere_IsUnavailableAndTheLogSaysWhy(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        var secret = await RotateAsync(room);
        var key = File.ReadAllText(KeyFile(room));
        File.Delete(KeyFile(room));

        var refusal = (await TryAsync(room, secret)).Error.ShouldBeOfType<FailedError>();

        refusal.Code.ShouldBe("webhook-unavailable");
        refusal.ToString().ShouldNotContain(KeyFile(room), Case.Insensitive, "a stranger may have sent it");
        room.ServerLog.Lines.ShouldContain(line => line.Contains("orders", StringComparison.Ordinal) && line.Contains(KeyFile(room), StringComparison.Ordinal));
        File.WriteAllText(KeyFile(room), key);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(KeyFile(room), UnixFileMode.UserRead);
        }

        (await ReceiveAsync(room, secret)).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Delete_Workflow_TakesTheSealedSecretAlong(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        await RotateAsync(room);

        await room.DeleteAsync("w");

        (await SealedAsync(room)).ShouldBeEmpty();
    }

    private static async Task StartUpAsync(WorkflowRoom room) => (await room.Get<Sealing>().AtStart.RunAsync(None)).Error.ShouldBeNull();

    private static string KeyFile(WorkflowRoom room) => Path.Combine(room.Home.Root, "secrets.key");

    private static async Task<WorkflowRoom> RoomAsync(DatabaseEngine engine)
    {
        var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", """
            run: { script: work.sh, overlap: allow }
            triggers: [ { webhook: orders } ]
            role: evaluator
            """);
        return room;
    }

    private static async Task<string> RotateAsync(WorkflowRoom room) => (await room.Get<WebhookDesk>().RotateAsync("w", "orders", WorkflowRoom.Alice, None)).Value.Secret;

    private static Task AddOldAsync(WorkflowRoom room, string webhook = "orders") => room.Database.WriteAsync(
        session => session.ExecuteAsync(
            "INSERT INTO webhook_secrets (workflow, webhook, unsealed, created_at, created_by) VALUES ('w', @webhook, @Old, 1, 'alice')", new { webhook, Old }, None), None);

    private static Task<IReadOnlyList<string>> SealedAsync(WorkflowRoom room) => ListAsync(room, "SELECT name || ' ' || key_id || ' ' || sealed_key || ' ' || sealed_value FROM access_sealed_values");

    private static Task<IReadOnlyList<string>> UnsealedAsync(WorkflowRoom room) => ListAsync(room, "SELECT unsealed FROM webhook_secrets ORDER BY webhook");

    private static async Task<string> StoredAsync(WorkflowRoom room) => string.Join('\n', [.. await SealedAsync(room), .. await UnsealedAsync(room)]);

    private static Task<IReadOnlyList<string>> ListAsync(WorkflowRoom room, string sql) => room.Database.ReadAsync(session => session.QueryAsync<string>(sql, null, None), None);

    /// <summary>Whether it is anywhere in SQLite's file, once what was committed is in that.</summary>
    private static async Task<bool> IsInFileAsync(WorkflowRoom room, string text)
    {
        var path = await room.Database.ReadAsync(
            async session =>
            {
                await session.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)", null, None);
                return await session.FirstAsync<string>("SELECT file FROM pragma_database_list WHERE name = 'main'", null, None);
            },
            None);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.Latin1);
        return (await reader.ReadToEndAsync()).Contains(text, StringComparison.Ordinal);
    }

    /// <returns>The code of the refusal; null where it was taken.</returns>
    private static async Task<string?> ReceiveAsync(WorkflowRoom room, string secret) => (await TryAsync(room, secret)).Error?.Code;

    private static Task<Result<Contracts.Workflows.WebhookReceipt>> TryAsync(WorkflowRoom room, string secret)
    {
        var now = room.Time.GetUtcNow().ToUnixTimeSeconds();
        var bytes = Encoding.UTF8.GetBytes(Body);
        return room.Get<WebhookDesk>().ReceiveAsync("w", "orders", $"t={now},v1={WebhookSignature.Of(secret, now, "d1", bytes)}", "d1", bytes, None);
    }
}
