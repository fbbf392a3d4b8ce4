using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;
using Twinyard.Workflows.Webhooks;

namespace Twinyard.Workflows.Tests.Webhooks;

public sealed class WebhookTests
{
    private const string Body = """{"serial":7}""";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Receive_SignedDelivery_RunsOnceWithItsBody(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        var secret = await SecretAsync(room);

        var first = await SendAsync(room, secret, "d1");
        room.Time.Advance(TimeSpan.FromMinutes(2));
        var again = await SendAsync(room, secret, "d1");
        await RunAsync(room);

        again.Value.ShouldBe(first.Value, "a delivery that is signed and sent again is the same one");
        var run = room.Twin.Runs.ShouldHaveSingleItem();
        JsonNode.Parse(run.EventJson)!["detail"]!["body"]!["serial"]!.GetValue<int>().ShouldBe(7); // the envelope holds what was sent
        (await room.LedgerAsync("w")).ShouldHaveSingleItem().Outcome.ShouldBe("ran");
    }

    [Theory, EveryDatabase]
    public async Task Receive_NoDeliveryId_TheSameSignatureIsTheSameDelivery(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        var secret = await SecretAsync(room);

        await SendAsync(room, secret, "");
        await SendAsync(room, secret, "");
        room.Time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(room, secret, "");
        await RunAsync(room);

        room.Twin.Runs.Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Receive_WrongSignatureTimeOrName_IsRefusedAndRunsNothing(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        var old = await SecretAsync(room);
        var secret = await SecretAsync(room);
        var now = room.Time.GetUtcNow().ToUnixTimeSeconds();
        var good = WebhookSignature.Of(secret, now, "d1", Encoding.UTF8.GetBytes(Body));

        (await TryAsync(room, $"t={now},v1={good}", "d2")).ShouldBe("webhook-signature", "the delivery's id is signed");
        (await TryAsync(room, $"t={now},v1={good}", "d1", Body + " ")).ShouldBe("webhook-signature", "the body is signed");
        (await TryAsync(room, $"t={now + 1},v1={good}", "d1")).ShouldBe("webhook-signature", "the time is signed");
        (await TryAsync(room, $"v1={good}", "d1")).ShouldBe("webhook-signature");
        (await TryAsync(room, "", "d1")).ShouldBe("webhook-signature");
        (await TryAsync(room, $"t={now},v1={WebhookSignature.Of(old, now, "d1", Encoding.UTF8.GetBytes(Body))}", "d1")).ShouldBe("webhook-signature", "the old secret ended");
        (await TryAsync(room, $"t={now},v1={good}", "d1", webhook: "other")).ShouldBe("webhook-signature", "nobody learns which webhooks there are");
        room.Time.Advance(TimeSpan.FromSeconds(301));
        (await TryAsync(room, $"t={now},v1={good}", "d1")).ShouldBe("webhook-time");
        await RunAsync(room);

        room.Twin.Runs.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Receive_WorkflowDeleted_ItsSecretEnded(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);
        var secret = await SecretAsync(room);
        await room.DeleteAsync("w");

        (await SendAsync(room, secret, "d1")).Error.ShouldBeOfType<UnauthenticatedError>();
    }

    [Theory, EveryDatabase]
    public async Task Rotate_NoSuchWebhook_IsNotFound(DatabaseEngine engine)
    {
        await using var room = await RoomAsync(engine);

        (await room.Get<WebhookDesk>().RotateAsync("w", "other", WorkflowRoom.Alice, None)).Error.ShouldBeOfType<NotFoundError>();
    }

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

    private static async Task<string> SecretAsync(WorkflowRoom room) => (await room.Get<WebhookDesk>().RotateAsync("w", "orders", WorkflowRoom.Alice, None)).Value.Secret;

    private static Task<Result<Contracts.Workflows.WebhookReceipt>> SendAsync(WorkflowRoom room, string secret, string delivery)
    {
        var now = room.Time.GetUtcNow().ToUnixTimeSeconds();
        var bytes = Encoding.UTF8.GetBytes(Body);
        return room.Get<WebhookDesk>().ReceiveAsync("w", "orders", $"t={now},v1={WebhookSignature.Of(secret, now, delivery, bytes)}", delivery, bytes, None);
    }

    private static async Task<string?> TryAsync(WorkflowRoom room, string header, string delivery, string body = Body, string webhook = "orders") =>
        (await room.Get<WebhookDesk>().ReceiveAsync("w", webhook, header, delivery, Encoding.UTF8.GetBytes(body), None)).Error?.Code;

    private static async Task RunAsync(WorkflowRoom room)
    {
        await room.DispatchEventsAsync();
        await room.InvokeAsync();
    }
}
