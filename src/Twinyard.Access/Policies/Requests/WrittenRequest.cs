using System.Text.Json;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Policies.Requests;

/// <summary>
/// A request with all policies that count for it, written out as JSON:
/// <c>{"identity":[policy…],"resource":policy|null,"boundary":policy|null,"session":policy|null,"request":{"principal":…,"action":…,"resource":…,"context":{…}}}</c>.
/// </summary>
public static class WrittenRequest
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly string[] Members = ["identity", "resource", "boundary", "session", "request", "id"];

    /// <param name="json">UTF-8.</param>
    /// <returns>An <see cref="InvalidError"/> where it is no JSON, or a policy or the request is not one.</returns>
    public static Result<AccessDecision> Decide(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Decide(document.RootElement);
        }
        catch (JsonException e)
        {
            return Invalid($"This is not JSON: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            // A string of half a surrogate pair.
            return Invalid($"This is not JSON: {e.Message}");
        }
    }

    private static Result<AccessDecision> Decide(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("request", out var written))
        {
            return Invalid("An object with a request is expected.");
        }

        if (root.EnumerateObject().FirstOrDefault(member => !Members.Contains(member.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            return Invalid($"{unknown.Name} is not known here.{Suggestion.For(unknown.Name, Members)}");
        }

        var identity = Policies(root, "identity", PolicyKind.Identity);
        var resource = Policies(root, "resource", PolicyKind.Resource);
        var boundary = Policies(root, "boundary", PolicyKind.Identity);
        var session = Policies(root, "session", PolicyKind.Identity);
        var request = Request(written);
        return (identity.Error ?? resource.Error ?? boundary.Error ?? session.Error ?? request.Error) is { } error
            ? error
            : new PolicySet(
                identity.Value.Select((policy, i) => ($"identity policy {i + 1}", policy)),
                resource.Value is [] ? null : new PolicyDocument([.. resource.Value.SelectMany(policy => policy.Statements)]),
                [.. Limit("the permission boundary", boundary.Value), .. Limit("the session policy", session.Value)]).Decide(request.Value);
    }

    // Several documents in one place are one policy.
    private static IEnumerable<(string Name, PolicyDocument Policy)> Limit(string name, IReadOnlyList<PolicyDocument> policies) =>
        policies is [] ? [] : [(name, new PolicyDocument([.. policies.SelectMany(policy => policy.Statements)]))];

    private static Result<IReadOnlyList<PolicyDocument>> Policies(JsonElement root, string member, PolicyKind kind)
    {
        if (!root.TryGetProperty(member, out var written) || written.ValueKind == JsonValueKind.Null)
        {
            return Result<IReadOnlyList<PolicyDocument>>.Ok([]);
        }

        var policies = new List<PolicyDocument>();
        foreach (var item in written.ValueKind == JsonValueKind.Array ? [.. written.EnumerateArray()] : new[] { written })
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                return Invalid($"{member} is not a policy.");
            }

            var policy = PolicyReader.Parse(ManifestDocument.Of(member, item), new PolicyGrammar(kind, AnyKey: true));
            if (!policy.IsOk)
            {
                return policy.Error;
            }

            policies.Add(policy.Value);
        }

        return policies;
    }

    private static Result<AccessRequest> Request(JsonElement written)
    {
        if (written.ValueKind != JsonValueKind.Object || Text(written, "action") is not { Length: > 0 } action || Text(written, "resource") is not { Length: > 0 } resource)
        {
            return Invalid("The request needs an action and a resource.");
        }

        var principals = !written.TryGetProperty("principal", out var principal) || principal.ValueKind == JsonValueKind.Null ? [] : Values(principal);
        if (principals is null)
        {
            return Invalid("The request's principal is a name, or a list of names.");
        }

        var context = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        if (written.TryGetProperty("context", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind != JsonValueKind.Object)
            {
                return Invalid("The request's context is an object of keys and values.");
            }

            foreach (var pair in given.EnumerateObject())
            {
                if (Values(pair.Value) is not { } values)
                {
                    return Invalid($"The context's {pair.Name} is neither a value nor a list of values.");
                }

                if (!context.TryAdd(pair.Name, values))
                {
                    return Invalid($"The context has {pair.Name} twice; the case of a key does not matter.");
                }
            }
        }

        return new AccessRequest(principals, action, resource, new GivenContext(context));
    }

    private static string? Text(JsonElement owner, string member) =>
        owner.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <returns>Null for what is no value; nulls are none.</returns>
    private static IReadOnlyList<string>? Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
        JsonValueKind.Null => [],
        JsonValueKind.Array => Flatten(value),
        _ => null,
    };

    private static IReadOnlyList<string>? Flatten(JsonElement list)
    {
        var values = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Array || Values(item) is not { } value)
            {
                return null;
            }

            values.AddRange(value);
        }

        return values;
    }

    private static InvalidError Invalid(string message) => new("request-invalid", message, "Write {\"identity\":[policy…],\"resource\":policy|null,\"boundary\":…,\"session\":…,\"request\":{…}}.");
}
