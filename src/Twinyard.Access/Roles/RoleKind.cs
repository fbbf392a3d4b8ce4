using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Access.Policies;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Roles;

/// <summary>
/// <c>resources/roles/*.yaml</c>: <c>description</c>, and <c>policy</c> in IAM's grammar. A declared role takes the place of a
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
        if (declaration.Name == Role.Owner)
        {
            body.Report("name", "The role owner is built in and cannot be declared: a mistake in it would lock everybody out.");
        }

        if (declaration.Name == Role.Node)
        {
            body.Report("name", "The role node is built in and cannot be declared: the servers of the environment need exactly what it allows.");
        }

        body.RejectUnknownKeys();
        return new ResourceReading(new JsonObject { ["description"] = description, ["policy"] = policy.ToJson() }.ToJsonString(), []);
    }

    public async Task<IReadOnlyDictionary<string, string>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        (await store.ListAsync(session, cancellationToken))
            .Where(row => row.Origin == Role.Deployed)
            .ToDictionary(
                row => row.Name,
                row => new JsonObject { ["description"] = row.Description, ["policy"] = JsonNode.Parse(row.Policy) }.ToJsonString(),
                StringComparer.Ordinal);

    /// <summary>The built-in roles too.</summary>
    public async Task<bool> ExistsAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        (await store.ListAsync(session, cancellationToken)).Any(row => row.Name == name);

    public bool Outlives(string name) => BuiltInRoles.All.Any(role => role.Name == name);

    public async Task ApplyAsync(string name, string specification, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(specification);
        var description = json.RootElement.GetProperty("description").GetString() ?? "";
        var policy = json.RootElement.GetProperty("policy").GetRawText();
        await store.PutDeployedAsync(session, name, description, policy, context.At.ToUnixMicros(), cancellationToken);
        session.OnCommitted(directory.Forget);
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
}
