using System.Text.Json.Nodes;
using MimeKit;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Notifications.Topics;

/// <summary><c>resources/topics/*.yaml</c>: <c>description</c>, and <c>subscriptions</c>, each <c>{ email: address }</c>.</summary>
internal sealed class TopicKind(TopicStore store) : IResourceKind
{
    private const int MaximumSubscriptions = 100;

    public string Kind => "topic";

    // Before the alarms and workflows that refer to it.
    public int Order => -50;

    public ResourceReading Read(ResourceDeclaration declaration)
    {
        var body = declaration.Body;
        var description = body.Text("description");
        var emails = body.List("subscriptions").Select(ReadSubscription).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (emails.Count > MaximumSubscriptions)
        {
            body.Report("subscriptions", $"A topic has at most {MaximumSubscriptions} subscriptions; use a mailing list.");
        }

        body.RejectUnknownKeys();
        var json = new JsonObject
        {
            ["description"] = description,
            ["subscriptions"] = new JsonArray([.. emails.Order(StringComparer.Ordinal).Select(email => new JsonObject { ["email"] = email })]),
        };
        return new ResourceReading(json.ToJsonString(), []);
    }

    public async Task<IReadOnlyDictionary<string, string>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        (await store.AllAsync(session, cancellationToken)).ToDictionary(row => row.Name, row => row.Specification, StringComparer.Ordinal);

    public Task ApplyAsync(string name, string specification, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        var json = JsonNode.Parse(specification)!.AsObject() /* canonical JSON of Read */;
        var emails = json["subscriptions"]!.AsArray().Select(subscription => subscription!["email"]!.GetValue<string>()) /* as above */;
        var row = new TopicRow { Name = name, Specification = specification, Description = json["description"]?.GetValue<string>() };
        return store.PutAsync(session, row, [.. emails], cancellationToken);
    }

    public Task DeleteAsync(string name, DeployContext context, DbSession session, CancellationToken cancellationToken) =>
        store.DeleteAsync(session, name, cancellationToken);

    private static string? ReadSubscription(ManifestValue value)
    {
        if (value.AsMap() is not { } map)
        {
            return null;
        }

        var email = map.Text("email", required: true);
        map.RejectUnknownKeys();
        if (email is null)
        {
            return null;
        }

        if (!MailboxAddress.TryParse(email, out var address) || address.Address.Length > 254 || !address.Address.Contains('@', StringComparison.Ordinal))
        {
            map.Report("email", $"'{email}' is not an email address.");
            return null;
        }

        return address.Address;
    }
}
