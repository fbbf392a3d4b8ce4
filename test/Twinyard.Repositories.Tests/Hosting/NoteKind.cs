using System.Text.Json.Nodes;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Repositories.Tests.Hosting;

/// <summary>
/// A resource kind for tests, in a table of its own: <c>text</c>, and <c>after</c>, a reference to another note. The text
/// <c>explode</c> fails while it is applied.
/// </summary>
internal sealed class NoteKind(string kind, bool followsCommit, int order) : IResourceKind
{
    public string Kind => kind;

    public int Order => order;

    public bool FollowsCommit => followsCommit;

    public ResourceReading Read(ResourceDeclaration declaration)
    {
        var body = declaration.Body;
        var text = body.Text("text", required: true) ?? "";
        var after = body.Text("after");
        var file = body.Text("file");
        if (file is not null && !declaration.FileExists(file))
        {
            body.Report("file", $"There is no file '{file}' here.");
        }

        var references = after is null ? Array.Empty<ResourceReference>() : [new ResourceReference("note", after, body.Place("after", ""))];
        body.RejectUnknownKeys();
        var specification = new JsonObject { ["text"] = text };
        if (after is not null)
        {
            specification["after"] = after;
        }

        return new ResourceReading(specification.ToJsonString(), references);
    }

    public IReadOnlyList<(string Kind, string Name)> Needs(string specification) =>
        JsonNode.Parse(specification)?["after"] is { } after ? [("note", after.GetValue<string>())] : [];

    public async Task<IReadOnlyDictionary<string, string>> ListAsync(DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<Row>("SELECT name AS Name, specification AS Specification FROM test_notes WHERE kind = @Kind", new { Kind = kind }, cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Specification);
    }

    public Task ApplyAsync(string name, string specification, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        if (specification.Contains("explode", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("broken on purpose");
        }

        return session.ExecuteAsync(
            """
            INSERT INTO test_notes (kind, name, specification, commit_id) VALUES (@Kind, @Name, @Specification, @Commit)
            ON CONFLICT (kind, name) DO UPDATE SET specification = excluded.specification, commit_id = excluded.commit_id
            """,
            new { Kind = kind, Name = name, Specification = specification, context.Commit },
            cancellationToken);
    }

    public Task DeleteAsync(string name, DeployContext context, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM test_notes WHERE kind = @Kind AND name = @Name", new { Kind = kind, Name = name }, cancellationToken);

    public static Task CreateTableAsync(Database database) => database.WriteAsync(
        session => session.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS test_notes (kind TEXT NOT NULL, name TEXT NOT NULL, specification TEXT NOT NULL, commit_id TEXT NOT NULL, PRIMARY KEY (kind, name))",
            null,
            CancellationToken.None),
        CancellationToken.None);

    public static Task<IReadOnlyList<Row>> ListAllAsync(DbSession session) => session.QueryAsync<Row>(
        "SELECT kind AS Kind, name AS Name, specification AS Specification, commit_id AS CommitId FROM test_notes ORDER BY kind, name", null, CancellationToken.None);

    internal sealed class Row
    {
        public string Kind { get; init; } = "";

        public string CommitId { get; init; } = "";

        public string Name { get; init; } = "";

        public string Specification { get; init; } = "";
    }
}
