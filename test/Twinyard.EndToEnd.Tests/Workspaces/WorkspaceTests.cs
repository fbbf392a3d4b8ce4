using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Cli;
using Twinyard.Contracts.Twins;
using Twinyard.EndToEnd.Tests.Processes;

namespace Twinyard.EndToEnd.Tests.Workspaces;

/// <summary>A person's Jupyter server, reached through the console's login.</summary>
public sealed class WorkspaceTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Start_Jupyter_IsReachedBehindTheLoginAndByNobodyElse()
    {
        await using var server = await ServerProcess.StartAsync(_home, Token);
        using var alice = await server.PersonAsync("alice", "developer", Token);
        using var reading = await server.PersonAsync("alice", "reviewer", Token);
        using var bob = await server.PersonAsync("bob", "developer", Token);
        WorkspaceSummary started;
        try
        {
            started = await alice.PostAsync<WorkspaceSummary>("twins/workspace/start", null, Token);
        }
        catch (CliError e) when (e.Message.Contains("cannot run on the server", StringComparison.Ordinal))
        {
            Assert.Skip("jupyter-server or python3-ipykernel is not installed.");
            throw;
        }

        started.Page.ShouldBe($"{server.Address.Url}/jupyter/");
        using var browser = Browser(server, await alice.TokenAsync(Token));
        var version = await browser.GetFromJsonAsync<JsonObject>("/jupyter/api", Token);
        version.ShouldNotBeNull().ContainsKey("version").ShouldBeTrue();

        // Files and kernels, as the pages of JupyterLab ask for them: what changes something needs no other token either.
        (await browser.PutAsJsonAsync("/jupyter/api/contents/note.txt", new { type = "file", format = "text", content = "kept" }, Token)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await File.ReadAllTextAsync(Path.Combine(started.Folder, "note.txt"), Token)).ShouldBe("kept");
        var kernel = await (await browser.PostAsJsonAsync("/jupyter/api/kernels", new { name = "python3" }, Token)).Content.ReadFromJsonAsync<JsonObject>(Token);
        (await ExecuteAsync(server, await alice.TokenAsync(Token), kernel!["id"]!.GetValue<string>(), "print(6 * 7)")).ShouldBe("42\n");

        using var nobody = Browser(server, null);
        (await nobody.GetAsync("/jupyter/api", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var other = Browser(server, await bob.TokenAsync(Token));
        (await other.GetAsync("/jupyter/api", Token)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        // The same person, in a role that may do less than the kernels' session.
        using var less = Browser(server, await reading.TokenAsync(Token));
        (await less.GetAsync("/jupyter/api", Token)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await reading.GetAsync<WorkspaceSummary>("twins/workspace", Token)).Url.ShouldBeNull();

        await alice.PostAsync<WorkspaceSummary>("twins/workspace/stop", null, Token);
        (await browser.GetAsync("/jupyter/api", Token)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    /// <returns>What the code prints, over the kernel's socket in the default format.</returns>
    private static async Task<string> ExecuteAsync(ServerProcess server, string token, string kernel, string code)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(new Uri($"{server.Address.Url.Replace("http://", "ws://", StringComparison.Ordinal)}/jupyter/api/kernels/{kernel}/channels"), Token);
        var request = new JsonObject
        {
            ["channel"] = "shell",
            ["header"] = new JsonObject { ["msg_id"] = "m1", ["msg_type"] = "execute_request", ["session"] = "s1", ["username"] = "", ["version"] = "5.3", ["date"] = "2026-01-01T00:00:00Z" },
            ["parent_header"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["content"] = new JsonObject { ["code"] = code, ["silent"] = false },
        };
        await socket.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), WebSocketMessageType.Text, true, Token);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Eventually.Patience);
        while (true)
        {
            var message = JsonNode.Parse(await ReceiveAsync(socket, patience.Token))!;
            if (message["header"]?["msg_type"]?.GetValue<string>() == "stream")
            {
                return message["content"]!["text"]!.GetValue<string>();
            }
        }
    }

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer, cancellationToken);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return message.ToArray();
    }

    private static HttpClient Browser(ServerProcess server, string? token)
    {
        var client = new HttpClient { BaseAddress = new Uri(server.Address.Url) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
