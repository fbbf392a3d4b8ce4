using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Twinyard.Repositories.Tests.Hosting;

namespace Twinyard.Repositories.Tests.GitLab;

/// <summary>
/// Plays the documented parts of a GitLab: a project, its commit statuses, and its repository over git's plain HTTP protocol. It takes one token.
/// </summary>
internal sealed class GitLabServer : IAsyncDisposable
{
    public const string Token = "glpat-test-token";
    public const string Secret = "a-secret-of-the-webhook";
    public const long ProjectId = 4711;

    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder = new();

    private GitLabServer(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    public string Bare => Path.Combine(_folder.Path, "turbofan.git");

    /// <summary>As they arrived: <c>sha name state</c>.</summary>
    public ConcurrentQueue<StatusCall> Statuses { get; } = new();

    /// <summary>What the next calls about statuses are answered with, instead of 201.</summary>
    public ConcurrentQueue<(int Status, string Body)> Refusals { get; } = new();

    public bool IsGitDown { get; set; }

    public static async Task<GitLabServer> StartAsync(WorkTree tree)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new GitLabServer(app);
        app.MapGet("/api/v4/projects/{id}", (string id, HttpContext context) => server.Project(id, context));
        app.MapPost("/api/v4/projects/{id:long}/statuses/{sha}", server.StatusAsync);
        app.MapGet("/plant/turbofan.git/{**path}", server.File);
        await app.StartAsync();
        server.Url = app.Urls.First();
        (await tree.GitAsync("init", "--quiet", "--bare", "--initial-branch=trunk", server.Bare)).ExitCode.ShouldBe(0);
        return server;
    }

    /// <summary>What a person pushes to the GitLab.</summary>
    public async Task PushAsync(WorkTree tree, string refspec)
    {
        var pushed = await tree.GitAsync("push", "--quiet", "--force", Bare, refspec);
        pushed.ExitCode.ShouldBe(0, pushed.Text);
        (await tree.GitAsync("--git-dir", Bare, "update-server-info")).ExitCode.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private IResult Project(string id, HttpContext context) => context.Request.Headers["PRIVATE-TOKEN"] != Token
        ? Results.Json(new { message = "401 Unauthorized" }, statusCode: 401)
        : Uri.UnescapeDataString(id) is not ("4711" or "plant/turbofan")
            ? Results.Json(new { message = "404 Project Not Found" }, statusCode: 404)
            : Results.Json(new Dictionary<string, object>
            {
                ["id"] = ProjectId,
                ["path_with_namespace"] = "plant/turbofan",
                ["http_url_to_repo"] = $"{Url}/plant/turbofan.git",
                ["default_branch"] = "trunk",
            });

    private async Task<IResult> StatusAsync(long id, string sha, HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        string Text(string name) => body.RootElement.GetProperty(name).GetString()!; // documented as texts
        if (context.Request.Headers["PRIVATE-TOKEN"] != Token || id != ProjectId)
        {
            return Results.Json(new { message = "401 Unauthorized" }, statusCode: 401);
        }

        if (Refusals.TryDequeue(out var refusal))
        {
            return Results.Text(refusal.Body, "application/json", Encoding.UTF8, refusal.Status);
        }

        Statuses.Enqueue(new StatusCall(sha, Text("name"), Text("state"), Text("description"), Text("target_url")));
        return Results.Json(new { id = 1 }, statusCode: 201);
    }

    private IResult File(string path, HttpContext context)
    {
        var expected = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"oauth2:{Token}"))}";
        if (context.Request.Headers.Authorization != expected)
        {
            return Results.StatusCode(401);
        }

        var file = Path.Combine(Bare, path);
        return IsGitDown ? Results.StatusCode(503) : System.IO.File.Exists(file) ? Results.File(file, "application/octet-stream") : Results.NotFound();
    }
}

internal sealed record StatusCall(string Sha, string Name, string State, string Description, string TargetUrl);
