using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Access.Policies;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Roles;

/// <summary>
/// <c>resources/roles/*.yaml</c>: <c>description</c>; <c>policy</c> in IAM's grammar; who may assume it (<c>trust</c>), a permission <c>boundary</c>, and how long a session lasts. A declared role takes the place of a
/// built-in one of the same name; deleted again, the built-in one comes back.
/// </summary>
internal sealed class RoleKind(RoleStore store, RoleDirectory directory) : IResourceKind
{
    public string Kind => "role";

    public int Order => -100;

    public ResourceReading Read(ResourceDeclaration declaration)
    {
        var body = declaration.Body;
        var description = body.Text("description", "");
        var policy = body.Value("policy", required: true) is { } value ? PolicyReader.Read(value, PolicyGrammar.Identity) : new PolicyDocument([]);
        var trust = body.Value("trust") is { } trusted ? PolicyReader.Read(trusted, PolicyGrammar.Trust) : null;
        var boundary = body.Value("boundary") is { } bound ? PolicyReader.Read(bound, PolicyGrammar.Identity) : null;
        var longest = body.Duration("session", Role.DefaultSession);
        if (longest < Role.ShortestSession || longest > Role.LongestSessionOfAll)
        {
            body.Report("session", "A session lasts 1m to 12h.");
        }

        if (declaration.Name == Role.Owner)
        {
            body.Report("name", "The role owner is built in and cannot be declared: a mistake in it would lock everybody out.");
        }

        if (declaration.Name == Role.Node)
        {
            body.Report("name", "The role node is built in and cannot be declared: the servers of the environment need exactly what it allows.");
        }

        body.RejectUnknownKeys();
        return new ResourceReading(
            Specification(description, policy.ToJson(), trust?.ToJson(), boundary?.ToJson(), longest == Role.DefaultSession ? null : (long)longest.TotalSeconds), []);
    }

    public async Task<IReadOnlyDictionary<string, string>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        (await store.ListAsync(session, cancellationToken))
            .Where(row => row.Origin == Role.Deployed)
            .ToDictionary(
                row => row.Name,
                row => Specification(row.Description, JsonNode.Parse(row.Policy), Parsed(row.Trust), Parsed(row.Boundary), row.LongestSession),
                StringComparer.Ordinal);

    /// <summary>The built-in roles too.</summary>
    public async Task<bool> ExistsAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        (await store.ListAsync(session, cancellationToken)).Any(row => row.Name == name);

    public bool Outlives(string name) => BuiltInRoles.All.Any(role => role.Name == name);

    public async Task ApplyAsync(string name, string specification, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(specification);
        var row = new RoleRow
        {
            Name = name,
            Description = json.RootElement.GetProperty("description").GetString() ?? "",
            Policy = json.RootElement.GetProperty("policy").GetRawText(),
            Origin = Role.Deployed,
            UpdatedAt = context.At.ToUnixMicros(),
            Trust = Raw("trust"),
            Boundary = Raw("boundary"),
            LongestSession = json.RootElement.TryGetProperty("session", out var seconds) ? seconds.GetInt64() : null,
        };
        await store.PutDeployedAsync(session, row, cancellationToken);
        session.OnCommitted(directory.Forget);

        string? Raw(string key) => json.RootElement.TryGetProperty(key, out var value) ? value.GetRawText() : null;
    }

    public async Task DeleteAsync(string name, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(session, name, cancellationToken);
        if (BuiltInRoles.All.FirstOrDefault(role => role.Name == name) is { Name: not null } builtIn)
        {
            await store.PutBuiltInAsync(
                session, name, builtIn.Description, BuiltInRoles.Policy(name).ToText(), context.At.ToUnixMicros(), cancellationToken);
        }

        session.OnCommitted(directory.Forget);
    }

    // What a role does not say is not in it, so that a role of before compares equal.
    private static string Specification(string description, JsonNode? policy, JsonNode? trust, JsonNode? boundary, long? longestSession)
    {
        var role = new JsonObject { ["description"] = description, ["policy"] = policy };
        Add("trust", trust);
        Add("boundary", boundary);
        Add("session", longestSession);
        return role.ToJsonString();

        void Add(string key, JsonNode? value)
        {
            if (value is not null)
            {
                role[key] = value;
            }
        }
    }

    private static JsonNode? Parsed(string? json) => json is null ? null : JsonNode.Parse(json);
}
