using System.Text.Json;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories.GitLab;

/// <summary>
/// Reads the bodies of GitLab's webhooks, as far as they are needed ("Webhook events" of its documentation): <c>push</c> and <c>merge_request</c>.
/// </summary>
internal static class GitLabPayload
{
    private const string Heads = "refs/heads/";

    /// <returns>The project and what happened, null where nothing of it matters here; or why it cannot be read.</returns>
    public static Result<(long Project, GitLabChange? Change)> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            var root = document.RootElement;
            return Text(root, "object_kind") switch
            {
                "push" => (Number(root, "project_id"), Push(root)),
                "merge_request" => (Number(Object(root, "project"), "id"), MergeRequest(root)),
                _ => (Project(root), null),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new InvalidError("gitlab-payload", $"The delivery is not what GitLab's webhooks send: {e.Message}", "Let the webhook send push events and merge request events, with the default template.");
        }
    }

    private static GitLabChange? Push(JsonElement root) => Text(root, "ref") is var name && name.StartsWith(Heads, StringComparison.Ordinal)
        ? new GitLabChange(name[Heads.Length..], null, false, Text(root, "after").All(c => c == '0'), "", Text(root, "user_username"))
        : null;

    private static GitLabChange? MergeRequest(JsonElement root)
    {
        var attributes = Object(root, "object_attributes");
        // Updates that bring no commit have an action all the same; to look again does no harm.
        return Text(attributes, "action") is "open" or "reopen" or "update" or "close" or "merge"
            ? new GitLabChange(
                Text(attributes, "source_branch"),
                Number(attributes, "iid"),
                Number(attributes, "source_project_id") != Number(attributes, "target_project_id"),
                Text(attributes, "state") is "closed" or "merged",
                Text(attributes, "title"),
                Text(Object(root, "user"), "username"))
            : null;
    }

    private static long Project(JsonElement root) =>
        root.TryGetProperty("project_id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetInt64() : Number(Object(root, "project"), "id");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static JsonElement Object(JsonElement element, string name) => element.GetProperty(name);
}
